public import Synchronization

/// The one writer of a ring: it hands out an `Outlet` to write with, and publishes what was written.
///
/// Owned by one thread at a time. `publish` makes all written events visible with one release store.
///
///     let storage = RingStorage(stride: MemoryLayout<Trade>.stride, capacity: 1024, readers: 1)
///     var writer = RingWriter(storage)
///     let outlet = Outlet<Trade>(writer)
///     if writer.refresh() > 0 { outlet.send(trade) }
///     writer.publish()
///
/// A full ring refuses nothing and drops nothing: see `Outlet.send` for where its events go, and
/// `drainSpill`.
@safe public struct RingWriter: ~Copyable {
    /// The ring.
    public let storage: RingStorage
    // SAFETY: allocated by init, freed by deinit; used by the thread that owns this writer and its outlets.
    @usableFromInline package let state: UnsafeMutablePointer<WriterState>
    // SAFETY: copy of the storage's pointer, valid while `storage` is held; it spares a dependent load.
    @usableFromInline let head: UnsafeMutablePointer<Atomic<Int>>
    /// Where readers may read up to; here and not in `state`, so that a loop keeps it in a register.
    @usableFromInline var published: Int
    /// Hash of all published events; only kept when `hashes` is on.
    public var hash: RollingHash { rolling }
    @usableFromInline var rolling = RollingHash()
    /// Whether `publish` keeps the hash.
    public var hashes: Bool
    @usableFromInline var publishedProgress: Int64

    /// Makes the only writer of `storage`, which goes on where the one before it stopped publishing.
    ///
    /// Two at the same time are a bug of the caller.
    public init(_ storage: RingStorage, hashes: Bool = false) {
        self.storage = storage
        self.hashes = hashes
        unsafe head = storage.head
        published = unsafe head.pointee.load(ordering: .relaxed)
        publishedProgress = unsafe storage.progress.pointee.load(ordering: .relaxed)
        let memory = unsafe RingStorage.lines(bytes: MemoryLayout<WriterState>.stride)
        unsafe state = memory.bindMemory(to: WriterState.self, capacity: 1)
        unsafe state.initialize(to: WriterState(storage, next: published))
        _ = refresh()
    }

    deinit {
        unsafe state.pointee.freeSpill()
        unsafe state.deallocate()
    }

    /// Events published since the start.
    @inlinable
    public var publishedCount: Int { published }

    /// Events written but not published.
    @inlinable
    public var unpublishedCount: Int { unsafe state.pointee.next &- published }

    /// Whether events wait beside the full ring.
    @inlinable
    public var hasSpill: Bool { unsafe state.pointee.hasSpill }

    /// Free slots as last known; 0 while events wait beside the ring.
    @inlinable
    public var free: Int { unsafe state.pointee.limit &- state.pointee.next }

    /// Looks again at the readers' cursors and returns the free slots; 0 while events wait beside the ring.
    ///
    /// Reads one cache line a reader that the reader may just be writing: ask when `free` is too little, not
    /// before each event.
    @inlinable
    public mutating func refresh() -> Int {
        if hasSpill { return 0 }
        let bound = bound
        unsafe state.pointee.limit = bound
        return unsafe bound &- state.pointee.next
    }

    /// First index that may not be written; where nobody reads, only unpublished events are in the way.
    @inlinable
    var bound: Int { storage.slowestCursor(whenNone: published) &+ storage.capacity }

    /// Makes all written events visible, stamped with the time of publishing, and returns their number.
    ///
    /// A stamp of 0 writes no stamps: that is for edges that nobody times.
    @inlinable
    @discardableResult
    public mutating func publish(stamp: UInt64 = 0) -> Int {
        let first = published
        let end = unsafe state.pointee.next
        guard end != first else { return 0 }
        publish(from: first, to: end, stamp: stamp)
        return end &- first
    }

    /// Makes the oldest `count` of the written events visible, as far as there are so many.
    ///
    /// Returns how many became visible.
    @inlinable
    @discardableResult
    public mutating func publish(stamp: UInt64 = 0, atMost count: Int) -> Int {
        let first = published
        let n = min(unpublishedCount, count)
        guard n > 0 else { return 0 }
        publish(from: first, to: first &+ n, stamp: stamp)
        return n
    }

    @inlinable @inline(__always)
    mutating func publish(from first: Int, to end: Int, stamp: UInt64) {
        if stamp != 0 {
            let stamps = unsafe storage.stamps
            let mask = unsafe state.pointee.mask
            var index = first
            while index != end {
                unsafe stamps[index & mask] = stamp
                index &+= 1
            }
        }
        if hashes { Self.add(storage, first, end &- first, to: &rolling) }
        published = end
        unsafe head.pointee.store(end, ordering: .releasing)
    }

    /// Promises that every event still to come has at least this sequence; returns whether it moved.
    ///
    /// Publish first: an event that is written but not published is still to come.
    @inlinable
    @discardableResult
    public mutating func advance(progress: Int64) -> Bool {
        guard progress > publishedProgress else { return false }
        publishedProgress = progress
        unsafe storage.progress.pointee.store(progress, ordering: .releasing)
        return true
    }

    /// Moves events that did not fit into the ring as far as it has room now; returns whether none is left.
    ///
    /// Looks at the readers only where something waits; what was moved still has to be published.
    public mutating func drainSpill() -> Bool {
        guard hasSpill else { return true }
        return unsafe state.pointee.drainSpill(to: bound)
    }

    /// Event time of an unpublished event, 0 for the oldest: a paced source needs it.
    @inlinable
    public func unpublishedTime(at offset: Int) -> Int64 {
        unsafe unpublished(offset).load(as: Int64.self)
    }

    /// Sequence of an unpublished event, 0 for the oldest.
    @inlinable
    public func unpublishedSequence(at offset: Int) -> Int64 {
        unsafe unpublished(offset).load(fromByteOffset: 8, as: Int64.self)
    }

    /// Sets the ingress stamp of unpublished events `range`, counted from the oldest.
    @inlinable
    public func stampUnpublished(_ range: Range<Int>, with stamp: UInt64) {
        for offset in range {
            unsafe unpublished(offset).storeBytes(of: stamp, toByteOffset: 16, as: UInt64.self)
        }
    }

    /// Address of an unpublished event; a slot outside them may belong to the readers.
    @inlinable
    func unpublished(_ offset: Int) -> UnsafeMutableRawPointer {
        precondition(offset >= 0 && offset < unpublishedCount, "the event is written and not published")
        return unsafe state.pointee.slot(published &+ offset, stride: storage.stride)
    }

    /// Static and cold: a call that took `self` would keep all of it in memory.
    @usableFromInline @inline(never)
    static func add(_ storage: RingStorage, _ first: Int, _ count: Int, to hash: inout RollingHash) {
        let start = first & (storage.capacity - 1)
        let run = min(count, storage.capacity - start)
        let words = storage.stride / 8
        unsafe hash.add(storage.slots + start * storage.stride, events: run, words: words)
        if run < count { unsafe hash.add(storage.slots, events: count - run, words: words) }
    }
}
