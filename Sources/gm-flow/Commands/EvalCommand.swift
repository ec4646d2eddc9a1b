import ArgumentParser
import JSON
import Learning
import Linear
import Machine
import PipelineFormat
import RunReport
import Training

/// Plays trained policies without learning.
struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Judge a trained policy: greedy, drawn, and a random one beside it.",
        discussion: """
            Takes a seed's folder, as runs/train/cartpole/seed-1, or a model file with --file to say what task it is \
            for.
            """)

    @Argument(help: "A seed's folder, or a model file.")
    var model: String

    @Option(help: ArgumentHelp("The training file of a model that lies alone.", valueName: "file"))
    var file: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Set a key of --file; may be repeated.", valueName: "key=value"))
    var settings: [String] = []

    @Option(help: ArgumentHelp("Episodes, instead of the file's.", valueName: "count"))
    var episodes: Int?

    @Option(help: "Seed of the episodes.")
    var seed: UInt64 = 1

    @Flag(help: "Write the scores as JSON.")
    var json = false

    func run() throws {
        guard episodes.map({ (1...1_000_000).contains($0) }) ?? true else {
            throw Complaint("`--episodes \(episodes ?? 0)` is not from 1 to 1000000")
        }
        let isFile = model.hasSuffix(".safetensors")
        guard !isFile || file != nil else {
            throw Complaint(
                "a model file does not say all of its task", help: "name its training file with --file")
        }
        let plan =
            try file.map { try TrainingFolder.plan($0, Overrides.pairs(settings)) }
            ?? TrainingFolder.plan(of: model)
        let policies = try isFile ? [PolicyFile(TrainingFolder.bytes(model), path: model)] : models(plan)
        let leg = isFile ? nil : TrainingLeg.split(model)?.leg
        guard plan.walkForward == nil || leg?.window != nil || isFile else {
            throw Complaint(
                "`\(model)` joins windows, and its model is the newest window's",
                help: "name a window, as \(TrainingFolder.run(of: model))/window-1/seed-\(seed)")
        }
        let result = try plan.judge(policies, on: leg, episodes: episodes ?? plan.episodes, seed: seed)
        try Console.say(json ? result.json.text() : EvaluationText(result).text)
    }

    private func models(_ plan: TrainingPlan) throws -> [PolicyFile] {
        guard TrainingFolder.isSeed(model) else {
            throw Complaint(
                "`\(model)` is no seed's folder",
                help: "name one, as \(model)/seed-\(plan.seeds[0])")
        }
        return try plan.modelFiles.map { try PolicyFile(TrainingFolder.bytes("\(model)/\($0)"), path: $0) }
    }
}

/// Scores as people read them.
struct EvaluationText {
    private let result: SeedResult

    init(_ result: SeedResult) { self.result = result }

    var text: String {
        var table = TextTable([
            ("group", .left), ("greedy", .right), ("drawn", .right), ("random", .right), ("episodes", .right),
        ])
        func number(_ value: Double) -> String { NumberText.fixed(value, decimals: 4) }
        for group in result.groups {
            table.add([
                group.name, number(group.greedy.mean), number(group.drawn.mean), number(group.random.mean),
                NumberText.grouped(group.greedy.count),
            ])
        }
        let (header, rows) = table.lines(width: 100, indent: "")
        var lines = [header] + rows
        lines += result.references.map { "\($0.name): \(number($0.value))" }
        lines += result.figures.map { "\($0.name): \(number($0.value))" }
        lines += result.gains.map { gains in
            let note = gains.name == "in_sample" ? " (not evidence)" : ""
            return
                "\(gains.name)\(note): \(number(gains.score.mean)) a step, t \(NumberText.fixed(gains.t, decimals: 2))"
        }
        return lines.joined(separator: "\n")
    }
}
