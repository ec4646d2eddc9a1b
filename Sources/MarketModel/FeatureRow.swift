/// One row of a feature matrix: up to 48 named columns; the names are the writing node's `columns`.
public struct FeatureRow: Event {
    /// Most columns that a row can hold.
    public static let capacity = 48

    /// Header of the event that completed the row.
    public var header: EventHeader
    /// Columns in use, 0…48.
    public var count: Int64
    /// The values; unused ones are 0.
    public var values: InlineArray<48, Double>

    /// Makes an empty row.
    @inlinable
    public init(header: EventHeader, count: Int64) {
        self.header = header
        self.count = count
        values = InlineArray(repeating: 0)
    }

    /// Name of the type.
    public static let typeName = "FeatureRow"
    /// Readable numbers: column 0 to 47, named by the writing node instead.
    public static let fields: [EventField<FeatureRow>] = (0..<48).map { column in
        EventField("\(column)", "the column's") { $0.values[column] }
    }
}
