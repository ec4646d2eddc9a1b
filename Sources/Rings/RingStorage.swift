public import Synchronization

/// The memory of one ring: one writer, one or more readers, a power-of-two number of equal slots.
///
/// A single writer owns `next` and publishes with one release store of the head. Each reader has a cursor of
/// its own; the slowest one bounds the writer, so nothing is overwritten before all have read it, and a full
/// ring makes its writer wait: nothing is ever dropped here. With one reader this is an SPSC queue.
///
/// ## Layout
/// Control words lie 128 bytes apart (two cache lines, as adjacent-line prefetchers work in pairs): line 0 holds
/// what the writer publishes (head, then progress), line 1 + i the cursor of reader i. Slots and publish stamps
/// are allocated once and never move.
///
/// ## Progress
/// Beside the head a writer publishes its *progress*: every event still to come has a sequence of at least
/// that. It is what lets a reader of several rings know that nothing earlier will come. A reader loads the
/// progress before the head, so whatever the progress promises is already visible.
@safe public final class RingStorage: @unchecked Sendable {
    // SAFETY: all fields are `let`. Slots in [slowest cursor, head) are read by readers only, the others written
    // by the one writer only; head, progress and cursors are atomics whose acquire/release pairs order the slots.

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

    /// Allocates a ring of `capacity` slots (a power of two) of `stride` bytes (a multiple of 8).
    public init(stride: Int, capacity: Int, readers: Int) {
        precondition(capacity > 0 && capacity & (capacity - 1) == 0, "capacity is a power of two")
        precondition(stride > 0 && stride % 8 == 0, "stride is a multiple of 8")
        precondition(readers >= 0, "the number of readers is not negative")
        self.stride = stride
        self.capacity = capacity
        readerCount = readers
        unsafe slots = UnsafeMutableRawPointer.allocate(byteCount: stride * capacity, alignment: 128)
        unsafe stamps = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
        let controlBytes = (1 + readers) * Self.lineBytes
        unsafe control = UnsafeMutableRawPointer.allocate(byteCount: controlBytes, alignment: 128)
        unsafe slots.initializeMemory(as: UInt8.self, repeating: 0, count: stride * capacity)
        unsafe stamps.initialize(repeating: 0, count: capacity)
        unsafe (control).bindMemory(to: Atomic<Int>.self, capacity: 1).initialize(to: Atomic(0))
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
    @inlinable
    func slowestCursor(whenNone: Int) -> Int {
        guard readerCount > 0 else { return whenNone }
        var slowest = Int.max
        for reader in 0..<readerCount {
            let position = unsafe cursor(reader).pointee.load(ordering: .acquiring)
            if position < slowest { slowest = position }
        }
        return slowest
    }

    /// Distances in bytes between the control words of writer and readers, for the layout test.
    public var controlDistances: [Int] {
        (0..<readerCount).map { unsafe UnsafeRawPointer(cursor($0)) - UnsafeRawPointer(head) }
    }
}
