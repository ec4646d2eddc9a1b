public import Synchronization

/// The memory of one ring: one writer, one or more readers, a power-of-two number of equal slots.
///
/// The writer publishes with one release store of the head. Each reader has a cursor of its own; the slowest
/// one bounds the writer, so nothing is overwritten before all have read it, and a full ring makes its writer
/// wait: nothing is ever dropped here. With one reader this is an SPSC queue.
///
/// ## Layout
/// Control words lie 128 bytes apart (two cache lines, as adjacent-line prefetchers work in pairs): line 0
/// holds what the writer publishes (head, then progress), line 1 + i the cursor of reader i. Slots and
/// publish stamps are allocated once, in whole lines that nothing else shares, and never move.
///
/// ## Progress
/// Beside the head a writer publishes its *progress*: every event still to come has a sequence of at least
/// that. It is what lets a reader of several rings know that nothing earlier will come. A reader loads the
/// progress before the head, so every event that was published before the promise is already visible.
///
/// ## When not to use it
/// For several writers: give each a ring and merge them in a fixed order. For events that may be dropped: the
/// policy stands in front of the ring, not in it.
@safe public final class RingStorage: @unchecked Sendable {
    // SAFETY: all fields are `let`. Slots in [slowest cursor, head) are read by readers only, the others
    // written by the one writer only; head, progress and cursors are atomics whose acquire/release pairs
    // order the slots.

    /// Bytes from one slot to the next.
    public let stride: Int
    /// Number of slots, a power of two.
    public let capacity: Int
    /// Number of readers; 0 for an output that nobody reads.
    public let readerCount: Int

    @usableFromInline let slots: UnsafeMutableRawPointer
    @usableFromInline let stamps: UnsafeMutablePointer<UInt64>
    @usableFromInline let control: UnsafeMutableRawPointer

    /// Bytes between control words.
    public static let lineBytes = 128
    /// Bytes of the header that starts every event: time, sequence, ingress stamp.
    public static let headerBytes = 24

    /// Allocates a ring of `capacity` slots (a power of two) of `stride` bytes (whole words, a header or
    /// more).
    public init(stride: Int, capacity: Int, readers: Int) {
        precondition(capacity > 0 && capacity & (capacity - 1) == 0, "capacity is a power of two")
        precondition(stride % 8 == 0, "stride is a multiple of 8")
        precondition(stride >= Self.headerBytes, "a slot holds a header")
        precondition(readers >= 0, "the number of readers is not negative")
        self.stride = stride
        self.capacity = capacity
        readerCount = readers
        // SAFETY: three blocks owned by this object and freed by its deinit; ends of the ring hold the
        // object.
        unsafe slots = Self.lines(bytes: stride * capacity)
        unsafe stamps = Self.lines(bytes: 8 * capacity).bindMemory(to: UInt64.self, capacity: capacity)
        unsafe control = Self.lines(bytes: (1 + readers) * Self.lineBytes)
        unsafe control.bindMemory(to: Atomic<Int>.self, capacity: 1).initialize(to: Atomic(0))
        unsafe (control + 8).bindMemory(to: Atomic<Int64>.self, capacity: 1).initialize(to: Atomic(.min))
        for reader in 0..<readers {
            let line = unsafe control + (1 + reader) * Self.lineBytes
            unsafe line.bindMemory(to: Atomic<Int>.self, capacity: 1).initialize(to: Atomic(0))
        }
    }

    deinit {
        unsafe slots.deallocate()
        unsafe stamps.deallocate()
        unsafe control.deallocate()
    }

    /// Zeroed memory in whole lines of its own: a neighbour in a shared line would slow both down.
    static func lines(bytes: Int) -> UnsafeMutableRawPointer {
        let whole = (bytes + lineBytes - 1) / lineBytes * lineBytes
        let memory = UnsafeMutableRawPointer.allocate(byteCount: whole, alignment: lineBytes)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: whole)
        return unsafe memory
    }

    @inlinable @inline(__always)
    var head: UnsafeMutablePointer<Atomic<Int>> {
        unsafe control.assumingMemoryBound(to: Atomic<Int>.self)
    }

    @inlinable @inline(__always)
    var progress: UnsafeMutablePointer<Atomic<Int64>> {
        unsafe (control + 8).assumingMemoryBound(to: Atomic<Int64>.self)
    }

    @inlinable @inline(__always)
    func cursor(_ reader: Int) -> UnsafeMutablePointer<Atomic<Int>> {
        unsafe (control + (1 + reader) * Self.lineBytes).assumingMemoryBound(to: Atomic<Int>.self)
    }

    /// The slowest reader's cursor, or `whenNone` where nobody reads.
    ///
    /// Acquires every cursor: what the readers read of a slot happens before the writer overwrites it.
    @inlinable
    func slowestCursor(whenNone: Int) -> Int {
        guard readerCount > 0 else { return whenNone }
        var slowest = Int.max
        var line = unsafe control + Self.lineBytes
        let end = unsafe line + readerCount &* Self.lineBytes
        repeat {
            let cursor = unsafe line.assumingMemoryBound(to: Atomic<Int>.self)
            let position = unsafe cursor.pointee.load(ordering: .acquiring)
            if position < slowest { slowest = position }
            unsafe line += Self.lineBytes
        } while unsafe line != end
        return slowest
    }

    /// Distances in bytes between the writer's control word and each reader's, for the layout test.
    package var controlDistances: [Int] {
        (0..<readerCount).map { unsafe UnsafeRawPointer(cursor($0)) - UnsafeRawPointer(head) }
    }
}
