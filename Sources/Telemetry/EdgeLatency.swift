import Machine

/// What one edge's reader measures: how long events wait, how long the work on them takes, and the sum.
///
/// Stamps are raw cycles. One record serves a whole batch of events that were published together.
public struct EdgeLatency: Sendable {
    /// From publishing to the start of the reader's work.
    public private(set) var wait = LatencyHistogram()
    /// From the start of the reader's work on the batch to its end.
    public private(set) var work = LatencyHistogram()
    /// From publishing to done: what budgets are about.
    public private(set) var total = LatencyHistogram()
    /// From ingress of the root event to done.
    public private(set) var age = LatencyHistogram()
    /// Events whose total went over the smallest limit while the thread had just been preempted.
    public private(set) var preempted = 0
    /// Events whose total went over the smallest limit.
    public private(set) var over = 0
    /// The smallest limit of the edge's budgets, in nanoseconds.
    public let limit: UInt64

    /// Starts measuring an edge.
    public init(limit: UInt64) { self.limit = limit }

    /// Records `count` events published at `published`, worked on from `start` to `end`.
    ///
    /// Returns whether they went over the limit: the caller then looks whether its thread was preempted.
    public mutating func record(published: UInt64, start: UInt64, end: UInt64, count: Int) -> Bool {
        let waited = start > published ? CycleClock.nanoseconds(start - published) : 0
        let worked = CycleClock.nanoseconds(end - start)
        wait.record(waited, count: count)
        work.record(worked, count: count)
        total.record(waited + worked, count: count)
        guard waited + worked > limit else { return false }
        over += count
        return true
    }

    /// Records the age of `count` events that came in at `ingress`.
    public mutating func recordAge(ingress: UInt64, end: UInt64, count: Int) {
        age.record(end > ingress ? CycleClock.nanoseconds(end - ingress) : 0, count: count)
    }

    /// Says that `count` events over the limit fell into a gap where the thread was preempted.
    public mutating func excuse(_ count: Int) { preempted += count }
}
