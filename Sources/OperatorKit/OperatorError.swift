/// Why an operator can't be made, opened or go on.
public struct OperatorError: Error, Sendable, Equatable {
    /// What is wrong, in one sentence without a full stop.
    public var message: String
    /// What to do, or nil.
    public var help: String?
    /// The argument at fault, or nil.
    public var argument: String?
    /// The origin of the exact value at fault (`ArgumentValue.origin`), where it is deeper than the argument.
    public var origin: Int?
    /// Further mistakes that were found with it, each told by itself.
    public var others: [OperatorError] = []

    /// Makes an error.
    public init(_ message: String, argument: String? = nil, help: String? = nil, origin: Int? = nil) {
        self.message = message
        self.help = help
        self.argument = argument
        self.origin = origin
    }

    /// The first of several mistakes, which carries the others; nil for none.
    public init?(_ all: [OperatorError]) {
        guard var first = all.first else { return nil }
        first.others = Array(all.dropFirst())
        self = first
    }
}
