public import MarketModel
public import Rings

/// A run of events of one edge, of a type known only at run time.
///
/// Plain bytes, so that handing it on counts no references. Valid during the call that hands it over; it must not be
/// kept.
@safe public struct EventBatch: BitwiseCopyable {
    // SAFETY: made by the engine over slots that the reader holds until the call returns, of a type that the reader's
    // owner holds as long.
    @usableFromInline let base: UnsafeRawPointer
    /// Number of events.
    public let count: Int
    @usableFromInline let stride: Int
    @usableFromInline let description: Unmanaged<EventType.Description>

    /// Lends the next `count` events of a reader, which must be contiguous and of `type`.
    @inlinable
    public init(_ reader: borrowing RingReader, count: Int, type: borrowing EventType) {
        stride = reader.stride
        precondition(stride == type.description.stride, "the ring holds events of the type")
        precondition(count <= reader.available, "the events are available")
        unsafe base = reader.base
        self.count = count
        unsafe description = .passUnretained(type.description)
    }

    /// Their type.
    public var type: EventType { unsafe EventType(description.takeUnretainedValue()) }

    /// The header of event `index`.
    @inlinable
    public func header(_ index: Int) -> EventHeader {
        precondition(index >= 0 && index < count, "the event is in the batch")
        return unsafe base.load(fromByteOffset: index &* stride, as: EventHeader.self)
    }

    /// The value of a field (an index from `EventType.index(of:)`) of event `index`.
    @inlinable
    public func value(_ index: Int, field: Int) -> Double {
        precondition(index >= 0 && index < count, "the event is in the batch")
        return unsafe description._withUnsafeGuaranteedRef {
            unsafe $0.reader(base + index &* stride, field)
        }
    }

    /// Event `index` as its own type, which must be the batch's.
    @inlinable
    public func event<E: Event>(_ index: Int, as _: E.Type) -> E {
        precondition(index >= 0 && index < count, "the event is in the batch")
        precondition(type.name == E.typeName, "the batch holds events of the type")
        return unsafe base.load(fromByteOffset: index &* stride, as: E.self)
    }

    /// The events as a span of their type, which must be the port's.
    @inlinable
    func span<E: Event>(of: E.Type, _ body: (Span<E>) -> Void) {
        let start = unsafe base.assumingMemoryBound(to: E.self)
        unsafe body(UnsafeBufferPointer(start: start, count: count).span)
    }
}
