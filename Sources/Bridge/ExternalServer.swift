/// Where an environment is served, and how its server is started.
public struct ExternalServer: Sendable, Equatable {
    /// The words of the command that starts it, `{endpoint}` and `{copies}` standing for what is given below; empty if it
    /// runs already.
    public var command: [String]
    /// Where it listens, as `ipc:///tmp/cartpole` or `tcp://127.0.0.1:5555`.
    public var endpoint: String
    /// Copies that it is to run side by side.
    public var copies: Int
    /// How long an answer may take, seconds; the first, for which packages are loaded, ten times that.
    public var patience = 10.0
    /// How often a server that fell silent is started again before the training gives up.
    public var restarts = 3
    /// The file that gets what it writes.
    public var log = "/dev/null"
    /// The place of a file that asks for it, as `train.yaml:4:12`, to be told with what is wrong; empty for none.
    public var place = ""

    /// Describes a server.
    public init(command: [String], endpoint: String, copies: Int) {
        precondition(copies > 0, "there are copies")
        self.command = command
        self.endpoint = endpoint
        self.copies = copies
    }

    var words: [String] {
        command.map { word in
            switch word {
            case "{endpoint}": endpoint
            case "{copies}": "\(copies)"
            default: word
            }
        }
    }
}
