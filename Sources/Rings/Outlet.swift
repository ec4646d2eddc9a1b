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

    /// Writes one event; it becomes visible when the engine publishes, at the end of the batch.
    ///
    /// A full ring puts the event into a buffer beside it, which allocates: the engine gives an operator no
    /// more input than its outputs have room for, so that happens only to one that sends several events for
    /// one.
    @inlinable @inline(__always)
    public func send(_ event: Event) {
        guard let state = unsafe state else { return }
        let next = unsafe state.pointee.next
        // The address is chosen and the event stored once: handing the event itself to the cold path would
        // store it on the stack each time, and the store buffer is what bounds a hop between cores.
        let isFree = unsafe next < state.pointee.limit
        let slot =
            unsafe isFree
            ? state.pointee.slot(next, stride: MemoryLayout<Event>.stride) : Self.spillSlot(state)
        unsafe slot.storeBytes(of: event, as: Event.self)
        if isFree { unsafe state.pointee.next = next &+ 1 }
    }

    /// Writes several events, copied in at most two pieces; those that don't fit go beside the ring one by one.
    ///
    /// A copy stores whole vector registers: between cores that is what lets several lines travel at once.
    @inlinable
    public func send(contentsOf events: Span<Event>) {
        guard let state = unsafe state else { return }
        let stride = MemoryLayout<Event>.stride
        let next = unsafe state.pointee.next
        let count = unsafe min(events.count, state.pointee.limit &- next)
        let first = unsafe min(count, state.pointee.mask &+ 1 &- (next & state.pointee.mask))
        unsafe events.withUnsafeBytes { source in
            // SAFETY: `count` slots from `next` on are free; the first piece ends at most at the last slot.
            guard let base = source.baseAddress, count > 0 else { return }
            unsafe state.pointee.slot(next, stride: stride).copyMemory(from: base, byteCount: first &* stride)
            guard first < count else { return }
            unsafe state.pointee.slots.copyMemory(
                from: base + first &* stride, byteCount: (count &- first) &* stride)
        }
        unsafe state.pointee.next = next &+ count
        for index in count..<events.count { send(events[index]) }
    }

    /// Events that fit before the ring is full, as last known; 0 while events wait beside it.
    @inlinable
    public var room: Int {
        guard let state = unsafe state else { return .max }
        return unsafe state.pointee.limit &- state.pointee.next
    }

    @usableFromInline @inline(never)
    static func spillSlot(_ state: UnsafeMutablePointer<WriterState>) -> UnsafeMutableRawPointer {
        unsafe state.pointee.spillSlot()
    }
}
