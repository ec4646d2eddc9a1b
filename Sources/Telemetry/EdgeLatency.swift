import Machine

/// What one edge's reader measures: how long events wait, how long the work on them takes, and the sum.
///
/// Stamps are raw cycles. One record serves a whole batch of events that were published together.
public struct EdgeLatency: Sendable {
    /// Events whose total went over the smallest limit while the thread had just been preempted.
    public private(set) var preempted = 0
    /// Events whose total went over the smallest limit.
    public private(set) var over = 0
    /// The smallest limit of the edge's budgets, in nanoseconds.
    public let limit: UInt64
    /// The counts of `wait`, `work`, `total` and `age`, one after the other: one look whether they are shared serves
    /// all.
    private var counts = [UInt64](repeating: 0, count: 4 * LatencyHistogram.places)
    private let scale = CycleClock.scale

    /// Starts measuring an edge.
    public init(limit: UInt64) { self.limit = limit }

    /// From publishing to the start of the reader's work.
    public var wait: LatencyHistogram { histogram(0) }
    /// From the start of the reader's work on the batch to its end.
    public var work: LatencyHistogram { histogram(1) }
    /// From publishing to done: what budgets are about.
    public var total: LatencyHistogram { histogram(2) }
    /// From ingress of the root event to done.
    public var age: LatencyHistogram { histogram(3) }

    private func histogram(_ index: Int) -> LatencyHistogram {
        let first = index * LatencyHistogram.places
        return LatencyHistogram(counts[first..<(first + LatencyHistogram.places)])
    }

    /// Records `count` events published at `published`, worked on from `start` to `end`.
    ///
    /// Returns how long they took, in nanoseconds, if that is over the limit, else 0: the caller then looks whether its
    /// thread was preempted.
    public mutating func record(published: UInt64, start: UInt64, end: UInt64, count: Int) -> UInt64 {
        let waited = start > published ? scale.nanoseconds(start - published) : 0
        let worked = scale.nanoseconds(end - start)
        let total = waited + worked
        var counts = counts.mutableSpan
        counts[LatencyHistogram.place(of: waited)] &+= UInt64(count)
        counts[LatencyHistogram.places &+ LatencyHistogram.place(of: worked)] &+= UInt64(count)
        counts[2 &* LatencyHistogram.places &+ LatencyHistogram.place(of: total)] &+= UInt64(count)
        guard total > limit else { return 0 }
        over += count
        return total
    }

    /// Records the age of `count` events that came in at `ingress`.
    public mutating func recordAge(ingress: UInt64, end: UInt64, count: Int) {
        let age = end > ingress ? scale.nanoseconds(end - ingress) : 0
        counts[3 &* LatencyHistogram.places &+ LatencyHistogram.place(of: age)] &+= UInt64(count)
    }

    /// Says that `count` events over the limit fell into a gap where the thread was preempted.
    public mutating func excuse(_ count: Int) { preempted += count }
}
