/// All operators that a pipeline can name.
public struct OperatorCatalogue: Sendable {
    /// Entries sorted by name.
    public let entries: [OperatorEntry]
    private let byName: [String: OperatorEntry]

    /// Joins lists of entries; two of one name are a bug of the caller.
    public init(_ entries: [OperatorEntry]) {
        self.entries = entries.sorted { $0.manual.name < $1.manual.name }
        byName = Dictionary(entries.map { ($0.manual.name, $0) }) { first, _ in
            preconditionFailure("the name \(first.manual.name) is used once")
        }
    }

    /// The entry of a name.
    public subscript(name: String) -> OperatorEntry? { byName[name] }
}
