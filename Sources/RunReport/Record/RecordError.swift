/// Why a stored run cannot be read: which file, and what is wrong with it.
public struct RecordError: Error, Sendable, Equatable {
    /// The file.
    public var path: String
    /// What is wrong, and where in the file.
    public var reason: String
    /// What to do about it.
    public var help: String?

    /// One sentence for people.
    public var message: String { "\(path): \(reason)" }
}
