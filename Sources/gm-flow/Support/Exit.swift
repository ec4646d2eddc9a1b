import Machine

/// How a command ends: thrown to leave it, once everything has been said.
enum Exit: Int32, Error {
    case good = 0
    /// Misuse of the command line, or the world: a full disk, a core that is not ours.
    case world = 1
    case checkErrors = 2
    case operatorFailed = 3
    case budgetMissed = 4
    case inconclusive = 5
    case dataLost = 7
    /// `lint` found a node that knows the future.
    case looksAhead = 8
    case interrupted = 130
    /// `SIGTERM` ended a training, after a checkpoint.
    case terminated = 143

    /// The code for the signal that came.
    static var ofSignal: Exit { Interrupt.last == 15 ? .terminated : .interrupted }
}

/// A mistake in the use of a command, or the world's refusal, with what to do about it.
struct Complaint: Error {
    var message: String
    var help: String?

    init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }

    var text: String { "error: \(message)" + (help.map { "\n  help: \($0)" } ?? "") }
}
