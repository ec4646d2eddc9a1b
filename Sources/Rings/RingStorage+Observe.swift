internal import Synchronization

// Relaxed on purpose: these are counters to show, and order nothing. What may be read of a slot is decided by
// the acquiring loads of `RingReader.refresh` and `RingWriter.refresh` alone.
extension RingStorage {
    /// Events published, as any thread may ask: for progress bars and the watchdog.
    public var observedHead: Int { unsafe head.pointee.load(ordering: .relaxed) }

    /// The writer's progress, as any thread may ask.
    public var observedProgress: Int64 { unsafe progress.pointee.load(ordering: .relaxed) }

    /// Events that reader `index` has let go of, as any thread may ask.
    public func observedCursor(_ index: Int) -> Int {
        precondition(index >= 0 && index < readerCount, "the ring has a reader of that index")
        return unsafe cursor(index).pointee.load(ordering: .relaxed)
    }
}
