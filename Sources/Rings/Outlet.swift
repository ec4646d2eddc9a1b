/// Where an operator writes its events: a trivial handle on a ring's writer.
///
/// Copying it copies a pointer. The engine owns the writer and keeps it alive for the whole run. A default
/// outlet is connected to nothing and swallows what is sent.
@safe public struct Outlet<Event: BitwiseCopyable>: @unchecked Sendable {
    // SAFETY: the pointer is used by the one thread that runs the node; the engine hands nodes over between
    // threads only by starting and joining them.
    @usableFromInline let state: UnsafeMutablePointer<WriterState>?

    /// An outlet that is connected to nothing.
    @inlinable
    public init() { unsafe state = nil }

    /// The outlet of a writer.
    @inlinable
    public init(_ writer: borrowing RingWriter) {
        precondition(
            writer.storage.stride == MemoryLayout<Event>.stride, "the ring's stride is the event's")
        unsafe state = writer.state
    }

    @usableFromInline
    package init(state: UnsafeMutablePointer<WriterState>) { unsafe self.state = state }

    /// Writes one event; it becomes visible when the engine publishes, at the end of the batch.
    ///
    /// A full ring puts the event into a buffer beside it, which allocates: the engine gives an operator no
    /// more input than its outputs have room for, so that happens only to one that sends several events for one.
    @inlinable @inline(__always)
    public func send(_ event: Event) {
        guard let state = unsafe state else { return }
        let next = unsafe state.pointee.next
        guard unsafe next < state.pointee.limit && state.pointee.spillCount == 0 else {
            unsafe spill(event, state)
            return
        }
        let offset = unsafe (next & state.pointee.mask) &* MemoryLayout<Event>.stride
        unsafe state.pointee.slots.storeBytes(of: event, toByteOffset: offset, as: Event.self)
        unsafe state.pointee.next = next &+ 1
    }

    /// Events that fit before the ring is full, as last known.
    @inlinable
    public var room: Int {
        guard let state = unsafe state else { return .max }
        return unsafe state.pointee.limit - state.pointee.next
    }

    @usableFromInline @inline(never)
    func spill(_ event: Event, _ state: UnsafeMutablePointer<WriterState>) {
        let stride = MemoryLayout<Event>.stride
        let count = unsafe state.pointee.spillCount
        if unsafe count == state.pointee.spillCapacity {
            let capacity = max(64, count * 2)
            let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity * stride, alignment: 16)
            if let old = unsafe state.pointee.spill {
                unsafe larger.copyMemory(from: old, byteCount: count * stride)
                unsafe old.deallocate()
            }
            unsafe state.pointee.spill = larger
            unsafe state.pointee.spillCapacity = capacity
        }
        if let spill = unsafe state.pointee.spill {
            unsafe spill.storeBytes(of: event, toByteOffset: count * stride, as: Event.self)
        }
        unsafe state.pointee.spillCount = count + 1
    }
}
