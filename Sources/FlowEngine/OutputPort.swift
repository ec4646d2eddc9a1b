import Machine
import Rings

/// One output of a running node: its ring's writer, and whom to wake.
final class OutputPort {
    private let held: Held<RingWriter>
    let readers: [WakeUp]
    private var promised = Int64.min

    init(writer: consuming RingWriter, readers: [WakeUp]) {
        held = Held(writer)
        self.readers = readers
    }

    @inline(__always)
    var writer: RingWriter {
        _read { yield held.value }
        _modify { yield &held.value }
    }

    /// Whether what was written but not published keeps the promise given to readers.
    ///
    /// An operator that breaks it would make results depend on the schedule, so that ends the run.
    var keepsPromise: Bool {
        writer.unpublishedCount == 0 || writer.unpublishedSequence(at: 0) >= promised
    }

    /// Publishes what was written, stamped with `now`, and wakes readers on other threads; returns whether
    /// there was anything.
    @discardableResult
    func publish(_ now: UInt64) -> Bool {
        guard writer.publish(stamp: now) > 0 else { return false }
        wake()
        return true
    }

    /// Moves the promise forward and wakes readers on other threads; returns whether it moved.
    func advance(_ progress: Int64) -> Bool {
        // Events beside the full ring come next, so no more than the first of them can be promised.
        let progress = min(progress, writer.spillSequence ?? .max)
        guard writer.advance(progress: progress) else { return false }
        promised = progress
        wake()
        return true
    }

    /// Ends the output for its readers, whatever waits beside it.
    func cutOff() {
        _ = writer.advance(progress: .max)
        wake()
    }

    @inline(__always)
    func wake() {
        for reader in readers { reader.notify() }
    }
}

/// A reference to another thread's parker.
typealias WakeUp = Parker
