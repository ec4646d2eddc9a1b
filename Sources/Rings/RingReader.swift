public import Synchronization

/// One reader of a ring, with its own cursor and a cached copy of the writer's head.
///
/// Owned by one thread at a time.
public struct RingReader: ~Copyable {
    /// The ring.
    public let storage: RingStorage
    /// Which reader of the ring this is.
    public let index: Int
    @usableFromInline var cursor = 0
    @usableFromInline var cachedHead = 0
    /// The writer's progress as of the last `refresh`.
    public var progress = Int64.min

    /// Makes reader `index` of `storage`; making the same one twice is a bug of the caller.
    public init(_ storage: RingStorage, index: Int = 0) {
        precondition(index >= 0 && index < storage.readerCount, "the ring has a reader of that index")
        self.storage = storage
        self.index = index
    }

    /// Looks again at what the writer published: its progress first, then its head.
    @inlinable
    public mutating func refresh() {
        let progress = unsafe storage.progress.pointee.load(ordering: .acquiring)
        cachedHead = unsafe storage.head.pointee.load(ordering: .acquiring)
        self.progress = progress
    }

    /// Events that can be read without looking again.
    @inlinable
    public var available: Int { cachedHead - cursor }

    /// Events read since the start.
    @inlinable
    public var consumed: Int { cursor }

    /// Sequence of the event `offset` ahead, which must be available.
    @inlinable
    public func sequence(at offset: Int = 0) -> Int64 {
        let slot = (cursor &+ offset) & (storage.capacity &- 1)
        return unsafe storage.slots.load(fromByteOffset: slot &* storage.stride &+ 8, as: Int64.self)
    }

    /// When the event `offset` ahead was published, in cycles.
    @inlinable
    public func publishStamp(at offset: Int = 0) -> UInt64 {
        unsafe storage.stamps[(cursor &+ offset) & (storage.capacity &- 1)]
    }

    /// Ingress stamp of the event `offset` ahead.
    @inlinable
    public func ingressStamp(at offset: Int = 0) -> UInt64 {
        let slot = (cursor &+ offset) & (storage.capacity &- 1)
        return unsafe storage.slots.load(fromByteOffset: slot &* storage.stride &+ 16, as: UInt64.self)
    }

    /// How many of the next `count` events lie in one piece of memory.
    @inlinable
    public func contiguous(_ count: Int) -> Int {
        let toEnd = storage.capacity - (cursor & (storage.capacity - 1))
        return count < toEnd ? count : toEnd
    }

    /// How many of the next `count` events (sorted) have a sequence below `bound`, or equal where `inclusive`.
    @inlinable
    public func countBelow(_ bound: Int64, inclusive: Bool, among count: Int) -> Int {
        guard count > 0 else { return 0 }
        let last = sequence(at: count - 1)
        if last < bound || (inclusive && last == bound) { return count }
        var low = 0
        var high = count - 1
        while low < high {
            let middle = (low + high) / 2
            let value = sequence(at: middle)
            if value < bound || (inclusive && value == bound) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Address of the next event.
    @inlinable
    package var base: UnsafeRawPointer {
        unsafe UnsafeRawPointer(storage.slots + (cursor & (storage.capacity - 1)) * storage.stride)
    }

    /// Lends the next `count` contiguous events.
    @inlinable
    public func read<Event: BitwiseCopyable>(_ count: Int, as: Event.Type, _ body: (Span<Event>) -> Void) {
        precondition(count <= available && count == contiguous(count), "the run is available and contiguous")
        let start = unsafe base.assumingMemoryBound(to: Event.self)
        unsafe body(UnsafeBufferPointer(start: start, count: count).span)
    }

    /// Lets go of the next `count` events: the writer may overwrite them.
    @inlinable
    public mutating func release(_ count: Int) {
        cursor &+= count
        unsafe storage.cursor(index).pointee.store(cursor, ordering: .releasing)
    }
}
