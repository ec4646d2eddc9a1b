import Machine
import Rings
import Telemetry

/// One path that does not begin at a source: its events are measured from the publishing of the event at its beginning
/// to the end of the work at its end.
///
/// What a node makes of an event has that event's place in the run's order. The reader of the path's first edge notes
/// when each place was published, before anything that follows from it is; the reader of the last edge looks its
/// events' places up. An event that stands elsewhere, as a bar that a later tick closes, is not of the path.
final class PathWatch: Sendable {
    /// The smallest limit of the path's budget, in nanoseconds.
    let limit: UInt64
    let starts = PlaceStamps()

    init(limit: UInt64) { self.limit = limit }
}

/// What the reader of a path's last edge has measured; it belongs to that thread.
struct PathTail {
    let watch: PathWatch
    private let starts: PlaceStamps.Table
    private(set) var latency = LatencyHistogram()
    /// Events over the limit that the thread's preemption explains.
    var preempted = 0

    init(_ watch: PathWatch) {
        self.watch = watch
        starts = watch.starts.table
    }

    /// Measures an event that was done at `end`; returns how long it took, if that is over the limit, else 0.
    mutating func measure(_ sequence: Int64, to end: UInt64) -> UInt64 {
        guard let start = starts.stamp(sequence) else { return 0 }
        let nanoseconds = end > start ? CycleClock.nanoseconds(end - start) : 0
        latency.record(nanoseconds)
        return nanoseconds > watch.limit ? nanoseconds : 0
    }
}
