public import MarketModel

/// An event type seen from outside: its name, size and readable fields.
@safe public struct EventType: Sendable, Hashable {
    /// Name, as `Bar`.
    public let name: String
    /// Bytes from one event to the next.
    public let stride: Int
    /// Readable fields, by name and unit, in order.
    public let fields: [(name: String, unit: String)]
    let reader: @Sendable (UnsafeRawPointer, Int) -> Double

    /// Describes `E`.
    public init<E: Event>(_ type: E.Type) {
        name = E.typeName
        stride = MemoryLayout<E>.stride
        precondition(stride == MemoryLayout<E>.size && stride % 8 == 0, "an event has no padding")
        let fields = E.fields
        self.fields = fields.map { ($0.name, $0.unit) }
        // SAFETY: the engine only hands over events of this very type, in memory of the ring, for one call.
        unsafe reader = { pointer, field in unsafe fields[field].read(pointer.load(as: E.self)) }
    }

    /// Equal by name: a name is one type.
    public static func == (a: EventType, b: EventType) -> Bool { a.name == b.name }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// Index of a field by name.
    public func index(of field: String) -> Int? { fields.firstIndex { $0.name == field } }
}
