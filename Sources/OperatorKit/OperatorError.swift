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

    /// Makes an error.
    public init(_ message: String, argument: String? = nil, help: String? = nil, origin: Int? = nil) {
        self.message = message
        self.help = help
        self.argument = argument
        self.origin = origin
    }
}
