public import Synchronization

/// The writer's private state: in memory of its own, so that an `Outlet` is one trivial pointer.
@usableFromInline
@safe package struct WriterState {
    /// Index of the next slot to write; slots in [published, next) are written but not yet visible.
    @usableFromInline var next = 0
    /// First index that may not be written yet.
    @usableFromInline var limit = 0
    /// Where readers may read up to.
    @usableFromInline var published = 0
    @usableFromInline var mask = 0
    @usableFromInline var stride = 0
    @usableFromInline var slots: UnsafeMutableRawPointer
    /// Events sent while the ring was full, in order; drained before anything else.
    @usableFromInline var spill: UnsafeMutableRawPointer?
    @usableFromInline var spillCount = 0
    @usableFromInline var spillCapacity = 0
    @usableFromInline var spillTaken = 0

    @usableFromInline
    init(slots: UnsafeMutableRawPointer, stride: Int, capacity: Int) {
        unsafe self.slots = slots
        self.stride = stride
        mask = capacity - 1
        limit = 0
    }
}

/// The one writer of a ring: it hands out an `Outlet` to write with, and publishes what was written.
///
/// Owned by one thread at a time. `publish` makes all written events visible with one release store.
@safe public struct RingWriter: ~Copyable {
    /// The ring.
    public let storage: RingStorage
    @usableFromInline package let state: UnsafeMutablePointer<WriterState>
    /// Hash of all published events; only kept when `hashes` is on.
    public private(set) var hash = RollingHash()
    /// Whether `publish` keeps the hash.
    public var hashes: Bool
    @usableFromInline var publishedProgress = Int64.min

    /// Makes the only writer of `storage`; making a second one is a bug of the caller.
    public init(_ storage: RingStorage, hashes: Bool = false) {
        self.storage = storage
        self.hashes = hashes
        unsafe state = .allocate(capacity: 1)
        unsafe state.initialize(
            to: WriterState(slots: storage.slots, stride: storage.stride, capacity: storage.capacity))
        unsafe state.pointee.limit = storage.capacity
    }

    deinit {
        unsafe state.pointee.spill?.deallocate()
        unsafe state.deallocate()
    }

    /// Events published since the start.
    @inlinable
    public var publishedCount: Int { unsafe state.pointee.published }

    /// Whether events wait beside the full ring.
    @inlinable
    public var hasSpill: Bool { unsafe state.pointee.spillTaken < state.pointee.spillCount }

    /// Free slots as last known.
    @inlinable
    public var free: Int { unsafe state.pointee.limit - state.pointee.next }

    /// Looks again at the readers' cursors and returns the free slots.
    @inlinable
    public mutating func refresh() -> Int {
        let next = unsafe state.pointee.next
        let slowest = storage.slowestCursor(whenNone: next)
        unsafe state.pointee.limit = slowest + storage.capacity
        return slowest + storage.capacity - next
    }

    /// Makes `count` (or all) of the written events visible, stamped with the time of publishing.
    ///
    /// Returns how many became visible.
    @inlinable
    @discardableResult
    public mutating func publish(stamp: UInt64 = 0, atMost count: Int = .max) -> Int {
        let published = unsafe state.pointee.published
        let written = unsafe state.pointee.next - published
        let n = written < count ? written : count
        guard n > 0 else { return 0 }
        let mask = unsafe state.pointee.mask
        let stamps = unsafe storage.stamps
        if stamp != 0 {
            for index in published..<(published &+ n) { unsafe stamps[index & mask] = stamp }
        }
        if hashes { addToHash(from: published, count: n) }
        unsafe state.pointee.published = published &+ n
        unsafe storage.head.pointee.store(published &+ n, ordering: .releasing)
        return n
    }

    /// Promises that every event still to come has at least this sequence; returns whether it moved.
    @inlinable
    @discardableResult
    public mutating func advance(progress: Int64) -> Bool {
        guard progress > publishedProgress else { return false }
        publishedProgress = progress
        unsafe storage.progress.pointee.store(progress, ordering: .releasing)
        return true
    }

    /// Moves events that did not fit into the ring as far as it has room now; returns whether none is left.
    public mutating func drainSpill() -> Bool {
        guard hasSpill else { return true }
        var room = refresh()
        while room > 0, hasSpill {
            let stride = storage.stride
            let next = unsafe state.pointee.next
            let taken = unsafe state.pointee.spillTaken
            if let spill = unsafe state.pointee.spill {
                unsafe storage.slots.advanced(by: (next & state.pointee.mask) * stride)
                    .copyMemory(from: spill + taken * stride, byteCount: stride)
            }
            unsafe state.pointee.next = next + 1
            unsafe state.pointee.spillTaken = taken + 1
            room -= 1
        }
        guard !hasSpill else { return false }
        unsafe state.pointee.spillTaken = 0
        unsafe state.pointee.spillCount = 0
        return true
    }

    /// Header words of written but unpublished events, oldest first: a paced source needs their times.
    ///
    /// - Parameter offset: 0 for the oldest unpublished event.
    public func unpublishedTime(at offset: Int) -> Int64 {
        let index = unsafe state.pointee.published + offset
        return unsafe storage.slots.load(
            fromByteOffset: (index & state.pointee.mask) * storage.stride, as: Int64.self)
    }

    /// Sequence of an unpublished event, oldest first.
    public func unpublishedSequence(at offset: Int) -> Int64 {
        let index = unsafe state.pointee.published + offset
        return unsafe storage.slots.load(
            fromByteOffset: (index & state.pointee.mask) * storage.stride + 8, as: Int64.self)
    }

    /// Sets the ingress stamp of unpublished events `range`, counted from the oldest.
    public func stampUnpublished(_ range: Range<Int>, with stamp: UInt64) {
        for offset in range {
            let index = unsafe state.pointee.published + offset
            unsafe storage.slots.storeBytes(
                of: stamp, toByteOffset: (index & state.pointee.mask) * storage.stride + 16, as: UInt64.self)
        }
    }

    /// Events written but not published.
    public var unpublishedCount: Int { unsafe state.pointee.next - state.pointee.published }

    @usableFromInline
    mutating func addToHash(from first: Int, count: Int) {
        let capacity = storage.capacity
        let start = first & (capacity - 1)
        let run = min(count, capacity - start)
        let words = storage.stride / 8
        unsafe hash.add(storage.slots + start * storage.stride, events: run, words: words)
        if run < count { unsafe hash.add(storage.slots, events: count - run, words: words) }
    }
}
