import Archives
import Learning
import Linear
import OperatorKit

/// A model's file read and held to where it is to be used.
struct PolicyModel {
    /// What an agent asks of a model.
    struct Demand {
        /// The agent, as its operator is called.
        var agent: String
        /// Numbers that come in; 0 where only the hash tells.
        var inputs: Int
        /// Hash of what they mean.
        var schema: UInt64
        /// The node that they come from, for the message.
        var source: String
        /// The choices; nil where the agent reads what the file says.
        var actions: [String]?
    }

    /// Largest file that is read.
    static let limit = 1 << 30

    let file: PolicyFile
    /// Hash of the file's bytes.
    let hash: UInt64

    /// Reads the file that the arguments name; a demand of 0 inputs takes any number.
    init(_ arguments: PolicyArguments, _ demand: Demand) throws(OperatorError) {
        let bytes: [UInt8]
        do {
            bytes = try ArchiveReader.contents(path: arguments.model, limit: Self.limit, isRaw: true)
        } catch {
            throw OperatorError(
                error.description, argument: "model",
                help: "train one with gm-flow train, or name one of config/models")
        }
        var hash = ContentHash()
        hash.update(bytes.span)
        self.hash = hash.value
        do {
            file = try Self.file(bytes, arguments, demand)
        } catch let error as ModelFileError {
            throw OperatorError(
                "\(arguments.model): \(error.message)", argument: "model", help: error.help)
        } catch let error as OperatorError {
            throw error
        } catch {
            throw OperatorError("\(arguments.model) can't be read", argument: "model")
        }
        try check(arguments, demand)
    }

    private static func file(
        _ bytes: [UInt8], _ arguments: PolicyArguments, _ demand: Demand
    ) throws -> PolicyFile {
        guard arguments.format == .torch else { return try PolicyFile(bytes, path: arguments.model) }
        var file = try PolicyFile(
            torch: TorchFile.tensors(bytes, path: arguments.model),
            activation: arguments.hidden == .relu ? .relu : .tanh, path: arguments.model)
        file.actions = demand.actions ?? []
        return file
    }

    private func check(_ arguments: PolicyArguments, _ demand: Demand) throws(OperatorError) {
        func refuse(_ message: String, _ help: String, _ argument: String = "model") -> OperatorError {
            OperatorError("\(arguments.model): \(message)", argument: argument, help: help)
        }
        let shape = file.shape
        guard demand.inputs == 0 || shape.inputs == demand.inputs else {
            throw refuse(
                "it takes \(shape.inputs) numbers, and '\(demand.source)' gives \(demand.inputs)",
                "is it a model for \(demand.agent)?")
        }
        guard shape.outputs >= 2, shape.outputs <= 8 else {
            throw refuse(
                "it has \(shape.outputs) outputs, and an agent has 2 to 8 choices",
                "is it a model for \(demand.agent)?")
        }
        if let actions = demand.actions, file.actions != actions {
            throw refuse(
                "its actions are \(list(file.actions)), and \(demand.agent) has \(list(actions))",
                "train one for \(demand.agent)")
        }
        guard file.actions.count == shape.outputs else {
            throw refuse(
                "it names \(file.actions.count) actions and has \(shape.outputs) outputs",
                "write the file anew with a name for each")
        }
        guard file.memory == 0 || arguments.passes == 0 else {
            throw refuse(
                "it is a network with memory (gru), which has no passes with dropout", "leave `passes` out",
                "passes")
        }
        try checkSchema(arguments, demand)
    }

    private func checkSchema(_ arguments: PolicyArguments, _ demand: Demand) throws(OperatorError) {
        var trained = file.schema
        if !arguments.schema.isEmpty {
            guard let said = UInt64(arguments.schema, radix: 16) else {
                throw OperatorError(
                    "the schema '\(arguments.schema)' is no hexadecimal number", argument: "schema",
                    help: "as in: schema: \(String(demand.schema, radix: 16))")
            }
            guard trained == 0 || trained == said else {
                throw OperatorError(
                    "\(arguments.model) says itself that it was trained on \(String(trained, radix: 16))",
                    argument: "schema", help: "leave `schema` out")
            }
            trained = said
        }
        guard trained != demand.schema else { return }
        let wired = String(demand.schema, radix: 16)
        guard trained != 0 else {
            throw OperatorError(
                "\(arguments.model) does not say what inputs it was trained on", argument: "model",
                help: "if they are those of '\(demand.source)', add schema: \(wired)")
        }
        throw OperatorError(
            "\(arguments.model) was trained on the inputs \(String(trained, radix: 16)), and "
                + "'\(demand.source)' gives \(wired)",
            argument: arguments.schema.isEmpty ? "model" : "schema",
            help:
                "give '\(demand.source)' the arguments of the training pipeline, or train the model anew on "
                + "this one")
    }

    private func list(_ names: [String]) -> String {
        names.isEmpty ? "without names" : names.joined(separator: ", ")
    }
}
