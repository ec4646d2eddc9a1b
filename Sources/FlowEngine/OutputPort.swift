import Machine
import Rings

/// One output of a running node: its ring's writer, and whom to wake.
final class OutputPort {
    var writer: RingWriter
    let readers: [WakeUp]

    init(writer: consuming RingWriter, readers: [WakeUp]) {
        self.writer = writer
        self.readers = readers
    }

    /// Publishes what was written, stamped with `now`, and wakes readers on other threads.
    func publish(_ now: UInt64) {
        if writer.publish(stamp: now) > 0 { wake() }
    }

    /// Moves the promise forward and wakes readers on other threads.
    func advance(_ progress: Int64) {
        guard !writer.hasSpill, writer.advance(progress: progress) else { return }
        wake()
    }

    @inline(__always)
    func wake() {
        for reader in readers { reader.notify() }
    }
}

/// A reference to another thread's parker.
typealias WakeUp = Parker
