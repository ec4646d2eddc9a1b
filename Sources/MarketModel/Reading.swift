/// One value of an indicator.
public struct Reading: Event, Equatable {
    /// Header of the bar or trade it was computed from.
    public var header: EventHeader
    /// The value, in the indicator's unit.
    public var value: Double
    /// How many inputs it has seen, this one included.
    public var count: Int64

    /// Makes a reading.
    @inlinable
    public init(header: EventHeader, value: Double, count: Int64) {
        self.header = header
        self.value = value
        self.count = count
    }

    /// Name of the type.
    public static let typeName = "Reading"
    /// Readable numbers.
    public static let fields: [EventField<Reading>] = [
        EventField("value", "the indicator's") { $0.value },
        EventField("count", "inputs seen") { Double($0.count) },
    ]
}
