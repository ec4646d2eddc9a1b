import ArgumentParser
import JSON
import Learning
import Linear
import Machine
import PipelineFormat
import RunReport
import Training

/// Looks at model files, carries them over, and decides what may trade.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Show, verify, promote and convert trained models.",
        subcommands: [
            Show.self, Explain.self, Verify.self, Card.self, Promote.self, Export.self, Import.self,
        ])

    static func read(_ path: String) throws -> PolicyFile {
        try PolicyFile(TrainingFolder.bytes(path), path: path)
    }

    /// What a model file holds.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say what a model file holds.")
        @Argument(help: "A model file.") var model: String

        func run() throws {
            let file = try ModelCommand.read(model)
            let shape = file.shape
            let memory = file.memory > 0 ? ["GRU \(file.memory)"] : []
            let widths =
                ([shape.inputs] + shape.hidden).map(String.init) + memory + ["\(shape.outputs)"]
            var lines = [
                "layers: \(widths.joined(separator: " → ")), \(shape.activation.rawValue)",
                "parameters: \(NumberText.grouped(file.parameters.count))",
                "normalises: input \(shape.normalisesInput ? "yes" : "no"), hidden layers "
                    + (shape.normalisesHidden ? "yes" : "no"),
                "feature schema: \(file.schema == 0 ? "none" : String(file.schema, radix: 16))",
                "norm of all parameters: "
                    + NumberText.fixed(Adam<Float>.norm(file.parameters), decimals: 4),
            ]
            if !file.actions.isEmpty { lines.append("actions: \(file.actions.joined(separator: ", "))") }
            lines += file.notes.map { "\($0.key): \($0.value)" }
            try Console.say(lines.joined(separator: "\n"))
        }
    }

    /// Whether a model file is whole and computes.
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check that a model file is whole, finite and computes.")
        @Argument(help: "A model file.") var model: String
        @Option(help: "Hash of the feature schema that it must be for, hexadecimal.") var schema: String?

        func run() throws {
            let file = try ModelCommand.read(model)
            if let schema, UInt64(schema, radix: 16) != file.schema {
                throw Complaint(
                    "\(model): it is for feature schema \(String(file.schema, radix: 16)), and \(schema) is asked"
                )
            }
            var network = PolicyNetwork(file, capacity: 64)
            var random = RandomStream(seed: 1)
            let inputs = (0..<(64 * file.shape.inputs)).map { _ in Float(random.normal()) }
            // Steps too, so that what is remembered is looked at.
            network.forward(inputs, Passage(rows: 4, steps: 16))
            guard network.output[0..<(64 * file.shape.outputs)].allSatisfy({ $0.isFinite }) else {
                throw Complaint("\(model): it gives numbers that are not finite on ordinary inputs")
            }
            let again = try PolicyFile(file.bytes, path: model)
            guard again.parameters == file.parameters else {
                throw Complaint("\(model): written again it is not the same")
            }
            try Console.say("\(model): whole, \(NumberText.grouped(file.parameters.count)) finite parameters")
        }
    }

    /// The model card of a run.
    struct Card: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the model card of a run again, with what the registry knows now.")
        @Argument(help: "A run's folder, as runs/train/cartpole.") var folder: String
        @Option(help: ArgumentHelp("A ladder's file to name in it.", valueName: "file"))
        var ladder = "docs/ladder.json"

        func run() throws {
            let run = TrainingFolder.run(of: folder)
            let plan = try TrainingFolder.plan(of: run)
            let summary = try RunSummary.read(run, plan)
            let card = try ModelCard(plan, summary, TrainingRegistry(), ladder: Ladder.line(ladder))
            try OutputFile.replace("\(run)/card.md", with: card.markdown)
            try Console.say(card.markdown)
        }
    }

    /// Whether a model may trade on paper.
    struct Promote: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a trained policy trade on paper, if what it shows out of the sample allows it.",
            discussion: """
                Every condition is told with what was found. How many trainings there were is read from the registry, \
                and the verdict is written there. Exit code 3 if it is refused.
                """)
        @Argument(help: "A seed's folder, as runs/train/signal/seed-1.") var folder: String
        @Option(help: ArgumentHelp("Where a model that passes is copied to.", valueName: "file")) var out:
            String?

        func run() throws {
            guard TrainingFolder.isSeed(folder), let result = try RunSummary.result(folder) else {
                throw Complaint(
                    "`\(folder)` is no folder of a seed that has ended",
                    help: "name one, as runs/train/signal/seed-1")
            }
            let registry = TrainingRegistry()
            let gate = try PromotionGate(result, registry)
            try gate.record(result, registry)
            var lines = gate.conditions.map {
                "\($0.isMet ? "met    " : "not met")  \($0.demand): \($0.found)"
            }
            lines.append(gate.isPassed ? "it may trade on paper" : "refused: no evidence of skill")
            try Console.say(lines.joined(separator: "\n"))
            guard gate.isPassed else { throw Exit.operatorFailed }
            if let out {
                let bytes = try TrainingFolder.bytes("\(folder)/model.safetensors")
                try OutputFile.replace(out, with: bytes)
            }
        }
    }

    /// A model for other programs.
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Write a model as ONNX.")
        @Argument(help: "A model file.") var model: String
        @Option(help: ArgumentHelp("The file to write.", valueName: "file")) var onnx: String

        func run() throws {
            let file = try ModelCommand.read(model)
            let notes: [(key: String, value: String)] =
                [("schema", String(file.schema, radix: 16))] + file.notes
            try OutputFile.replace(
                onnx,
                with: ONNX.bytes(
                    file.shape, memory: file.memory, parameters: file.parameters, metadata: notes))
            var said = "\(onnx): observation [N, \(file.shape.inputs)] to logits and probabilities"
            if file.memory > 0 { said += ", memory [N, \(file.memory)] to memory_out" }
            try Console.say(said)
        }
    }

    /// A model of another program.
    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take the weights of a state dict that torch has saved; code in a file is refused.")
        @Option(help: ArgumentHelp("The file of torch.save.", valueName: "file")) var torch: String
        @Option(help: ArgumentHelp("The model file to write.", valueName: "file")) var out: String
        @Option(help: "What its hidden layers do: relu or tanh.") var activation = "relu"

        func run() throws {
            guard let activation = Activation(rawValue: activation) else {
                throw Complaint("`--activation \(activation)` is neither relu nor tanh")
            }
            let tensors = try TorchFile.tensors(TrainingFolder.bytes(torch), path: torch)
            let file = try PolicyFile(torch: tensors, activation: activation, path: torch)
            try OutputFile.replace(out, with: file.bytes)
            try Console.say("\(out): \(NumberText.grouped(file.parameters.count)) parameters")
        }
    }
}
