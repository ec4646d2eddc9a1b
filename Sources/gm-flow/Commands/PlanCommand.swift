import ArgumentParser
import FlowGraph

/// Shows which stage would run where.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show which stage would run on which core.")

    @OptionGroup var options: PipelineOptions

    @Option(
        help: "What if: a number of cores, or a list of them as 0,1 or 0-3. By default those of this process."
    )
    var cores: String?

    func run() throws {
        let checked = try CheckedPipeline.load(options, command: "plan", cores: CoreChoice.toPlan(cores))
        try checked.refuseErrors()
        guard let plan = checked.plan else { throw Exit.checkErrors }
        try Console.say(PlanRenderer.text(plan))
    }
}
