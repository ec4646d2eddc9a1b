/// A checked argument value: scalars already converted by the parameter's kind (durations are nanoseconds).
public struct ArgumentValue: Sendable {
    /// The kinds.
    public indirect enum Kind: Sendable {
        case null
        case flag(Bool)
        case integer(Int64)
        case real(Double)
        case text(String)
        case list([ArgumentValue])
        case table([(key: String, value: ArgumentValue)])
    }

    /// The value.
    public var kind: Kind
    /// The scalar as written.
    public var source: String
    /// Where it stands: an index that the checker maps back to a position.
    public var origin: Int

    /// Makes a value.
    public init(_ kind: Kind, source: String = "", origin: Int = 0) {
        self.kind = kind
        self.source = source
        self.origin = origin
    }

    /// The number, of an integer or a real.
    public var number: Double? {
        switch kind {
        case .integer(let value): Double(value)
        case .real(let value): value
        default: nil
        }
    }

    /// The text of a scalar as written.
    public var text: String? {
        switch kind {
        case .text(let value): value
        case .flag, .integer, .real: source
        default: nil
        }
    }

    /// The entry of a table.
    public subscript(key: String) -> ArgumentValue? {
        guard case .table(let entries) = kind else { return nil }
        return entries.first { $0.key == key }?.value
    }
}
