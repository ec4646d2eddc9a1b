/// The last rows of a matrix, oldest first, row by row: up to 960 values, as 48 × 8, 60 × 7 or 96 × 10.
public struct MatrixWindow: Event {
    /// Most values that a window can hold.
    public static let capacity = 960

    /// Header of the event that completed the newest row.
    public var header: EventHeader
    /// Rows.
    public var rows: Int64
    /// Columns.
    public var columns: Int64
    /// Value (r, c) at r × columns + c; unused ones are 0.
    public var values: InlineArray<960, Double>

    /// Makes a window of zeros.
    @inlinable
    public init(header: EventHeader, rows: Int64, columns: Int64) {
        self.header = header
        self.rows = rows
        self.columns = columns
        values = InlineArray(repeating: 0)
    }

    /// Name of the type.
    public static let typeName = "MatrixWindow"
    /// Readable numbers: the shape; the values are for agents.
    public static let fields: [EventField<MatrixWindow>] = [
        EventField("rows", "rows") { Double($0.rows) },
        EventField("columns", "columns") { Double($0.columns) },
    ]
}
