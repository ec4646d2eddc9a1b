import ArgumentParser
import JSON
import Learning
import Linear
import Machine
import PipelineFormat
import RunReport
import Training

/// Climbs the validation ladder: what the trainer must be able to learn, and what it must not.
struct LadderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ladder", abstract: "Validate the trainer on tasks whose best scores are known.",
        discussion: """
            Trains the files of Pipelines/training that the rungs name, in runs/ladder, and writes ladder.json. What \
            has finished there is not trained again. Exit code 3 if a rung is not passed.
            """)

    @Option(help: ArgumentHelp("Only rungs whose name begins so; may be repeated.", valueName: "name"))
    var rung: [String] = []

    @Flag(help: "Only rungs that take seconds.")
    var short = false

    @Option(help: ArgumentHelp("Folder of the trainings.", valueName: "folder"))
    var folder = "runs/ladder"

    @Option(help: ArgumentHelp("Where ladder.json goes, instead of the folder.", valueName: "file"))
    var out: String?

    @Option(help: ArgumentHelp("Seeds at once; by default one a core.", valueName: "count"))
    var jobs: Int?

    @Flag(help: "Write ladder.json to standard output, too.")
    var json = false

    @Flag(help: "No progress.")
    var quiet = false

    func run() throws {
        let rungs = Rung.all.filter { rung in
            (!short || rung.isShort)
                && (self.rung.isEmpty || self.rung.contains { rung.name.hasPrefix($0) })
        }
        guard !rungs.isEmpty else {
            throw Complaint(
                "no rung begins with \(rung.joined(separator: " or "))",
                help: "the rungs are \(Rung.all.map(\.name).joined(separator: ", "))")
        }
        Interrupt.install()
        let path = out ?? "\(folder)/\(Ladder.fileName)"
        var outcomes: [Ladder.Outcome] = []
        for rung in rungs {
            let plan = try TrainingFolder.plan(rung.file, [])
            let run = TrainingRun(
                plan: plan, file: rung.file, overrides: [], folder: "\(folder)/\(rung.name)", resumes: true,
                jobs: jobs, isShown: !quiet)
            let summary = try run.make()
            if Interrupt.count > 0 { throw Exit.ofSignal }
            outcomes.append(Ladder.Outcome(rung, summary.results, TrainingRegistry()))
            try OutputFile.makeDirectory(folder)
            try OutputFile.replace(path, with: Ladder(outcomes, version: Version.number).json.text())
        }
        let ladder = Ladder(outcomes, version: Version.number)
        try Console.say(json ? ladder.json.text() : ladder.markdown)
        if !outcomes.allSatisfy(\.isPassed) { throw Exit.operatorFailed }
    }
}
