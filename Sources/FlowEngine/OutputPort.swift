import Machine
import Rings

/// One output of a running node: its ring's writer, and whom to wake.
///
/// Outputs of a node lie side by side in a `HeldArray`, as its inputs do.
struct OutputPort: ~Copyable {
    var writer: RingWriter
    private let readers: [WakeUp]
    private let wakes: Bool
    private var promised = Int64.min

    init(writer: consuming RingWriter, readers: [WakeUp]) {
        self.writer = writer
        self.readers = readers
        wakes = !readers.isEmpty
    }

    /// Whether something was written and not published.
    @inline(__always)
    var hasNews: Bool { writer.unpublishedCount != 0 }

    /// Whether what was written but not published keeps the promise given to readers.
    ///
    /// An operator that breaks it would make results depend on the schedule, so that ends the run.
    @inline(__always)
    var keepsPromise: Bool { !hasNews || writer.unpublishedSequence(at: 0) >= promised }

    /// Publishes what was written, stamped with `now`, and wakes readers on other threads; returns whether
    /// there was anything.
    @discardableResult
    mutating func publish(_ now: UInt64) -> Bool {
        guard writer.publish(stamp: now) > 0 else { return false }
        wake()
        return true
    }

    /// Moves the promise forward and wakes readers on other threads; returns whether it moved.
    mutating func advance(_ progress: Int64) -> Bool {
        var progress = progress
        // Events beside the full ring come next, so no more than the first of them can be promised.
        if writer.hasSpill { progress = min(progress, writer.spillSequence ?? .max) }
        guard writer.advance(progress: progress) else { return false }
        promised = progress
        wake()
        return true
    }

    /// Ends the output for its readers, whatever waits beside it.
    mutating func cutOff() {
        _ = writer.advance(progress: .max)
        wake()
    }

    @inline(__always)
    func wake() {
        guard wakes else { return }
        for reader in readers { reader.notify() }
    }
}

/// A reference to another thread's parker.
typealias WakeUp = Parker
