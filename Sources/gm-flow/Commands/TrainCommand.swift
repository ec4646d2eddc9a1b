import ArgumentParser
import JSON
import Learning
import Linear
import Machine
import PipelineFormat
import RunReport
import Training

/// Trains what a training file says, each seed in a process of its own.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train policies on a task, all seeds of a training file.",
        discussion: """
            Each seed leaves a folder below runs/train/NAME with its metrics, checkpoint, model and result, with \
            `walk_forward` in the file one for each window, joined in the seed's own when all have finished; \
            summary.json and card.md say what all of them are worth. Every training is entered in \
            runs/registry.jsonl. Ctrl-C and SIGTERM keep a checkpoint: the same command with --resume goes on, to \
            the bit. The tasks are listed by `gm-flow train --tasks`.
            """)

    @Argument(help: "The training's YAML file.")
    var file: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Set a key of the file, as settings.discount=0.9; may be repeated.", valueName: "key=value"))
    var settings: [String] = []

    @Option(help: ArgumentHelp("Folder, instead of runs/train/<name>.", valueName: "folder"))
    var out: String?

    @Option(help: ArgumentHelp("Seeds at once; by default one a core.", valueName: "count"))
    var jobs: Int?

    @Flag(help: "Go on from the checkpoints that are there; seeds that have finished stay as they are.")
    var resume = false

    @Flag(help: "List the tasks.")
    var tasks = false

    @Flag(help: "Write the summary as JSON.")
    var json = false

    @Flag(help: "No progress.")
    var quiet = false

    @Option(help: .hidden)
    var worker: String?

    func run() throws {
        if tasks {
            try Console.say(trainingTasks.map { "\($0.name): \($0.summary)" }.joined(separator: "\n"))
            return
        }
        guard let file else {
            throw Complaint(
                "no training file is given",
                help: "name a YAML file, as in: gm-flow train Pipelines/training/cartpole.yaml")
        }
        guard jobs.map({ (1...1024).contains($0) }) ?? true else {
            throw Complaint("`--jobs \(jobs ?? 0)` is not from 1 to 1024")
        }
        let overrides = try Overrides.pairs(settings)
        let plan = try TrainingFolder.plan(file, overrides)
        let folder = out ?? plan.folder
        Interrupt.install()
        if let leg = worker.flatMap({ TrainingLeg(path: $0) }) { return try work(plan, folder, leg) }
        let run = TrainingRun(
            plan: plan, file: file, overrides: overrides, folder: folder, resumes: resume, jobs: jobs,
            isShown: !quiet)
        let summary = try run.make()
        try Console.say(json ? summary.json.text() : "\(plan.name) in \(folder)\n" + summary.text)
        try run.leave(summary)
    }

    /// Trains one seed, on one window, in this process.
    private func work(_ plan: TrainingPlan, _ folder: String, _ leg: TrainingLeg) throws {
        var options = SessionOptions(leg, folder: "\(folder)/\(leg.path)")
        options.resumes = resume
        options.version = Version.number
        options.interrupts = { Interrupt.count }
        options.onAlarm = { Console.complain("warning: \($0.kind) (\($0.group)): \($0.message)") }
        let result = try plan.train(options)
        if result.outcome == .interrupted { throw Exit.ofSignal }
    }
}
