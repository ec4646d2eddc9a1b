public import MarketModel

/// An event type seen from outside: its name, size and readable fields.
@safe public struct EventType: Sendable, Hashable {
    /// What all copies of a type share, so that a copy is one reference.
    @safe @usableFromInline
    final class Description: Sendable {
        @usableFromInline let name: String
        @usableFromInline let stride: Int
        @usableFromInline let fields: [(name: String, unit: String)]
        @usableFromInline let reader: @Sendable (UnsafeRawPointer, Int) -> Double

        @usableFromInline
        init(
            name: String, stride: Int, fields: [(name: String, unit: String)],
            reader: @escaping @Sendable (UnsafeRawPointer, Int) -> Double
        ) {
            self.name = name
            self.stride = stride
            self.fields = fields
            unsafe self.reader = reader
        }
    }

    @usableFromInline let description: Description

    /// Name, as `Bar`.
    public var name: String { description.name }
    /// Bytes from one event to the next.
    public var stride: Int { description.stride }
    /// Readable fields, by name and unit, in order.
    public var fields: [(name: String, unit: String)] { description.fields }

    /// Describes `E`.
    ///
    /// Inlinable, so that fields are read by code that knows the type.
    @inlinable
    public init<E: Event>(_ type: E.Type) {
        let stride = MemoryLayout<E>.stride
        precondition(stride == MemoryLayout<E>.size && stride % 8 == 0, "an event has no padding")
        let fields = E.fields
        // SAFETY: the engine only hands over events of this very type, in memory of the ring, for one call.
        unsafe description = Description(
            name: E.typeName, stride: stride, fields: fields.map { ($0.name, $0.unit) },
            reader: { pointer, field in
                unsafe fields[field].read(pointer.assumingMemoryBound(to: E.self).pointee)
            })
    }

    @inlinable
    init(_ description: Description) { self.description = description }

    /// Equal by name: a name is one type.
    public static func == (a: EventType, b: EventType) -> Bool { a.name == b.name }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// Index of a field by name.
    public func index(of field: String) -> Int? { fields.firstIndex { $0.name == field } }
}
