import ArgumentParser
import FlowGraph
import JSON
import PipelineFormat
import RunReport

/// Tells every mistake of a pipeline without running it.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Tell every mistake of a pipeline without running it.")

    @OptionGroup var options: PipelineOptions

    @Option(help: "Cores to place it on: 0 or 0,1 or 0-3. By default those that this process may use.")
    var cores: String?

    @Flag(help: "Write the mistakes as JSON, for editors.")
    var json = false

    func run() throws {
        let checked = try CheckedPipeline.load(options, command: "check", cores: CoreChoice.toRun(cores))
        let sorted = checked.diagnostics.sorted
        let errors = sorted.count { $0.severity == .error }
        if json {
            let renderer = DiagnosticRenderer(sources: checked.diagnostics.sources)
            let name = checked.spec.map { JSONValue.string($0.name.value).compactText() } ?? "null"
            try Console.say(
                "{\"pipeline\": \(name), \"ok\": \(errors == 0), \"errors\": \(errors), "
                    + "\"warnings\": \(sorted.count - errors), \"diagnostics\": \(renderer.json(sorted))}")
            if errors > 0 { throw Exit.checkErrors }
            return
        }
        try checked.refuseErrors()
        guard let graph = checked.graph, let plan = checked.plan else { throw Exit.checkErrors }
        let warnings = sorted.isEmpty ? "" : ", \(sorted.count) warning\(sorted.count == 1 ? "" : "s")"
        try Console.say(
            "\(graph.name): \(graph.nodes.count) nodes, \(graph.edges.count) edges, \(plan.stages.count) stages, "
                + "\(graph.budgets.count) budgets: no errors\(warnings)")
    }
}
