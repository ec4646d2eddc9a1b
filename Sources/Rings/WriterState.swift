/// The writer's private state: in lines of its own, so that an `Outlet` is one trivial pointer.
@usableFromInline
@safe package struct WriterState {
    /// Index of the next slot to write; those from the writer's `published` on are not yet visible.
    @usableFromInline var next: Int
    /// First index that `Outlet.send` may not write; equal to `next` while events wait in the spill, so that
    /// one comparison keeps the order.
    @usableFromInline var limit: Int
    @usableFromInline let mask: Int
    // SAFETY: the storage's slots, which outlive this state: the writer that owns it holds the storage.
    @usableFromInline let slots: UnsafeMutableRawPointer
    let stride: Int
    // SAFETY: owned by this state, allocated and grown by `spill`, freed by `freeSpill`.
    /// Events sent while the ring was full, in order; drained before anything else.
    private var spill: UnsafeMutableRawPointer?
    private var spillCapacity = 0
    /// Events put into the spill since it was last empty.
    @usableFromInline var spillCount = 0
    /// How many of them went on into the ring.
    private(set) var spillTaken = 0

    init(_ storage: RingStorage, next: Int) {
        unsafe slots = storage.slots
        stride = storage.stride
        mask = storage.capacity - 1
        self.next = next
        limit = next
        unsafe spill = nil
    }

    /// Whether events wait in the spill.
    @inlinable
    var hasSpill: Bool { spillCount != 0 }

    /// How many events wait in the spill.
    var waiting: Int { spillCount - spillTaken }

    /// Address of slot `index`.
    @inlinable
    func slot(_ index: Int, stride: Int) -> UnsafeMutableRawPointer {
        unsafe slots + (index & mask) &* stride
    }

    /// Sequence of the oldest event that waits in the spill; nil when none does.
    var spillSequence: Int64? {
        guard spillTaken < spillCount, let spill = unsafe spill else { return nil }
        return unsafe spill.load(fromByteOffset: spillTaken * stride + 8, as: Int64.self)
    }

    /// Takes room for one more spilled event and returns where to put it.
    mutating func spillSlot() -> UnsafeMutableRawPointer {
        if spillCount == spillCapacity { growSpill() }
        defer { spillCount += 1 }
        guard let spill = unsafe spill else { preconditionFailure("a spill that grew has memory") }
        return unsafe spill + spillCount * stride
    }

    /// Moves spilled events into the ring up to index `bound`; returns whether none is left.
    mutating func drainSpill(to bound: Int) -> Bool {
        while spillTaken < spillCount, next < bound, let spill = unsafe spill {
            let ahead = min(spillCount - spillTaken, bound - next, mask + 1 - (next & mask))
            unsafe slot(next, stride: stride).copyMemory(
                from: spill + spillTaken * stride, byteCount: ahead * stride)
            next += ahead
            spillTaken += ahead
        }
        limit = next
        guard spillTaken == spillCount else { return false }
        spillTaken = 0
        spillCount = 0
        limit = bound
        return true
    }

    /// Makes room at the spill's end: first of what has already gone on, then of new memory.
    private mutating func growSpill() {
        let waiting = waiting
        let capacity = max(64, waiting * 2)
        // A ring that never quite empties its spill would else let it grow without end.
        if capacity <= spillCapacity, let spill = unsafe spill {
            unsafe spill.copyMemory(from: spill + spillTaken * stride, byteCount: waiting * stride)
        } else {
            let larger = unsafe RingStorage.lines(bytes: capacity * stride)
            if let spill = unsafe spill {
                unsafe larger.copyMemory(from: spill + spillTaken * stride, byteCount: waiting * stride)
                unsafe spill.deallocate()
            }
            unsafe spill = larger
            spillCapacity = capacity
        }
        spillTaken = 0
        spillCount = waiting
    }

    func freeSpill() { unsafe spill?.deallocate() }
}
