public import Bridge
import Glibc
public import Learning
import PipelineFormat
import Synchronization

/// An environment that another program plays: Gymnasium's, PettingZoo's, anybody's that speaks the bridge's frames.
public struct ExternalTask: TrainingTask {
    /// As in training files.
    public static let name = "external"
    /// In a line.
    public static let summary = "an environment of another program, asked over ZeroMQ"

    private let command: [String]
    /// Where the command stands, for what goes wrong with it.
    private let place: String
    private let patience: Double
    private let restarts: Int

    /// Reads `command`, `patience`, `restarts`.
    public init(_ form: FormSection) {
        command = Self.command(form)
        let position = (form.value("command")?.origin ?? form.origin).position
        place = "\(position.file):\(position.line):\(position.column)"
        patience = form.number("patience", in: 0.01...3600) ?? 10
        restarts = form.integer("restarts", in: 0...1000) ?? 3
    }

    private static func command(_ form: FormSection) -> [String] {
        guard let value = form.value("command") else {
            form.missing("command", help: "the words that start a server, as [python3, serve.py, …]")
            return []
        }
        guard case .sequence(let items) = value.kind, !items.isEmpty else {
            form.mistakes.report(
                "GF106", value.origin, "`command` is a list of words",
                help: "as [python3, serve.py, \"{endpoint}\", \"{copies}\"]")
            return []
        }
        let words = items.map(\.text)
        for place in ["{endpoint}", "{copies}"] where !words.contains(place) {
            form.mistakes.report(
                "GF114", value.origin, "`command` has no word `\(place)`",
                help: "the server is told by it where to listen, or how many copies to play")
        }
        return words
    }

    /// MAPPO's.
    public var defaults: TrainingDefaults { TrainingDefaults() }

    /// Each world has a server of its own: training and judgement don't disturb each other.
    ///
    /// What a server writes is kept in /tmp, and named where it fails.
    public func world(copies: Int) throws(EnvironmentFault) -> ExternalEnvironment {
        let number = Self.count.add(1, ordering: .relaxed).newValue
        let socket = "/tmp/gm-flow-\(getpid())-\(number)"
        var server = ExternalServer(command: command, endpoint: "ipc://\(socket)", copies: copies)
        server.log = "\(socket).log"
        server.place = place
        server.patience = patience
        server.restarts = restarts
        return try ExternalEnvironment(server)
    }

    private static let count = Atomic<Int>(0)
}
