/// What every event carries: when it happened, where it stands in the run's total order, when it came in.
///
/// 24 bytes, always first in an event, so that the engine can order events without knowing their type.
public struct EventHeader: BitwiseCopyable, Sendable, Equatable {
    /// Event time: nanoseconds since 1970-01-01 UTC.
    public var time: Int64
    /// Place in the run's order: the event time, counted up by one within equal times of one source.
    ///
    /// So it strictly increases along a source. Derived events carry the sequence of the last event they
    /// include.
    public var sequence: Int64
    /// Raw cycle count at ingress, when the root event was due or read; not part of an edge's hash.
    public var stamp: UInt64

    /// Makes a header.
    @inlinable
    public init(time: Int64, sequence: Int64, stamp: UInt64 = 0) {
        self.time = time
        self.sequence = sequence
        self.stamp = stamp
    }
}

extension EventHeader {
    /// The header of an event that an operator sends when everything has ended: after all others in the
    /// order.
    ///
    /// - Parameter last: the header of the latest event seen, whose time and stamp it keeps.
    public static func atEnd(after last: EventHeader) -> EventHeader {
        EventHeader(time: last.time, sequence: .max - 1, stamp: last.stamp)
    }
}

/// Gives a source's events their place in the run's order.
public struct Sequencer: Sendable {
    /// The last sequence given.
    public var last: Int64

    /// Starts before all time.
    public init() { last = .min }

    /// The header of the next event at `time`, which must not be earlier than the event before.
    ///
    /// Equal times count up: the second event at `t` has sequence `t + 1`. The stamp is set by the engine.
    @inlinable
    public mutating func header(at time: Int64) -> EventHeader {
        let sequence = time > last ? time : last &+ 1
        last = sequence
        return EventHeader(time: time, sequence: sequence)
    }
}
