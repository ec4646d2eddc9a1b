/// The system refused to start a thread: too many threads, or no memory for the stack.
public struct ThreadStartError: Error, Equatable, CustomStringConvertible {
    /// The name that the thread was to have.
    public var name: String
    /// The `errno` value of the refusal.
    public var code: Int

    /// Records a refusal.
    public init(name: String, code: Int) {
        self.name = name
        self.code = code
    }

    /// One sentence for the user.
    public var description: String {
        "the system refused to start the thread '\(name)' (errno \(code))"
    }
}
