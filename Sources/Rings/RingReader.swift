public import Synchronization

/// One reader of a ring, with its own cursor and a cached copy of the writer's head.
///
/// Owned by one thread at a time. What is available may be looked at in any order and is read in runs that
/// lie in one piece of memory; a released event is the writer's again.
///
///     reader.refresh()
///     while reader.available > 0 {
///         let run = reader.contiguous(reader.available)
///         reader.read(run, as: Trade.self) { trades in … }
///         reader.release(run)
///     }
@safe public struct RingReader: ~Copyable {
    /// The ring.
    public let storage: RingStorage
    /// Which reader of the ring this is.
    public let index: Int
    // SAFETY: copies of the storage's pointers, valid while `storage` is held; they spare the hot path a
    // dependent load through the object.
    @usableFromInline let slots: UnsafeMutableRawPointer
    @usableFromInline let headWord: UnsafeMutablePointer<Atomic<Int>>
    @usableFromInline let progressWord: UnsafeMutablePointer<Atomic<Int64>>
    @usableFromInline let cursorWord: UnsafeMutablePointer<Atomic<Int>>
    @usableFromInline let stamps: UnsafeMutablePointer<UInt64>
    @usableFromInline let mask: Int
    /// Bytes from one event to the next.
    @usableFromInline package let stride: Int
    @usableFromInline var cursor: Int
    @usableFromInline var cachedHead: Int
    /// The writer's progress as of the last `refresh`.
    public var progress = Int64.min

    /// Makes reader `index` of `storage`, which goes on where the one before it stopped.
    ///
    /// Two of the same index at the same time are a bug of the caller.
    public init(_ storage: RingStorage, index: Int = 0) {
        precondition(index >= 0 && index < storage.readerCount, "the ring has a reader of that index")
        self.storage = storage
        self.index = index
        unsafe slots = storage.slots
        unsafe stamps = storage.stamps
        unsafe headWord = storage.head
        unsafe progressWord = storage.progress
        unsafe cursorWord = storage.cursor(index)
        mask = storage.capacity - 1
        stride = storage.stride
        cursor = unsafe cursorWord.pointee.load(ordering: .relaxed)
        cachedHead = cursor
    }

    /// Looks again at what the writer published: its progress first, then its head.
    ///
    /// That order keeps the promise: every event published before the progress moved is then available.
    @inlinable
    public mutating func refresh() {
        progress = unsafe progressWord.pointee.load(ordering: .acquiring)
        cachedHead = unsafe headWord.pointee.load(ordering: .acquiring)
    }

    /// Events that can be read without looking again.
    @inlinable
    public var available: Int { cachedHead &- cursor }

    /// Events read since the start.
    @inlinable
    public var consumed: Int { cursor }

    /// Sequence of the event `offset` ahead, which must be available.
    @inlinable
    public func sequence(at offset: Int = 0) -> Int64 {
        unsafe slot(offset).load(fromByteOffset: 8, as: Int64.self)
    }

    /// When the event `offset` ahead was published, in cycles; means nothing where the writer gives no
    /// stamps.
    @inlinable
    public func publishStamp(at offset: Int = 0) -> UInt64 {
        assert(offset >= 0 && offset < available, "the event is available")
        return unsafe stamps[(cursor &+ offset) & mask]
    }

    /// Ingress stamp of the event `offset` ahead.
    @inlinable
    public func ingressStamp(at offset: Int = 0) -> UInt64 {
        unsafe slot(offset).load(fromByteOffset: 16, as: UInt64.self)
    }

    /// How many of the next `count` events lie in one piece of memory.
    @inlinable
    public func contiguous(_ count: Int) -> Int {
        let toEnd = mask &+ 1 &- (cursor & mask)
        return count < toEnd ? count : toEnd
    }

    /// How many of the next `count` events (sorted) have a sequence below `bound`, or equal where
    /// `inclusive`.
    ///
    /// Asks the last event first, as whole batches are common, then gallops from the first: short runs of a
    /// merge touch only events that are read next anyway.
    @inlinable
    public func countBelow(_ bound: Int64, inclusive: Bool, among count: Int) -> Int {
        precondition(count <= available, "the events are available")
        guard count > 0 else { return 0 }
        func isBelow(_ offset: Int) -> Bool {
            let value = sequence(at: offset)
            return value < bound || (inclusive && value == bound)
        }
        if isBelow(count &- 1) { return count }
        // Below at every index under `low`, not below at `high`.
        var low = 0
        var high = count &- 1
        var step = 1
        while low &+ step &- 1 < high {
            let probe = low &+ step &- 1
            guard isBelow(probe) else {
                high = probe
                break
            }
            low = probe &+ 1
            step &<<= 1
        }
        while low < high {
            let middle = (low &+ high) &>> 1
            if isBelow(middle) { low = middle &+ 1 } else { high = middle }
        }
        return low
    }

    /// Address of the next event.
    @inlinable
    package var base: UnsafeRawPointer { unsafe UnsafeRawPointer(slots + (cursor & mask) &* stride) }

    @inlinable
    func slot(_ offset: Int) -> UnsafeRawPointer {
        assert(offset >= 0 && offset < available, "the event is available")
        return unsafe UnsafeRawPointer(slots + ((cursor &+ offset) & mask) &* stride)
    }

    /// Lends the next `count` contiguous events.
    @inlinable
    public func read<Event: BitwiseCopyable>(_ count: Int, as: Event.Type, _ body: (Span<Event>) -> Void) {
        precondition(stride == MemoryLayout<Event>.stride, "the ring's stride is the event's")
        precondition(
            count >= 0 && count <= available && count == contiguous(count),
            "the run is available and contiguous")
        let start = unsafe base.assumingMemoryBound(to: Event.self)
        unsafe body(UnsafeBufferPointer(start: start, count: count).span)
    }

    /// Lets go of the next `count` events: the writer may overwrite them.
    @inlinable
    public mutating func release(_ count: Int) {
        precondition(count >= 0 && count <= available, "released events are available")
        cursor &+= count
        unsafe cursorWord.pointee.store(cursor, ordering: .releasing)
    }
}

extension RingReader {
    /// Adds the next `count` events, which must be available and contiguous, to a hash, and lets none go.
    public func add(_ count: Int, to hash: inout RollingHash) {
        precondition(count >= 0 && count <= contiguous(available), "the events are available")
        guard count > 0 else { return }
        unsafe hash.add(slot(0), events: count, words: stride / 8)
    }
}
