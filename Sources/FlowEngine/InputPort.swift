import Machine
import OperatorKit
import Rings
import Telemetry

/// One input of a running node: its ring's reader, the way into the operator, its merge rank, its measurements.
///
/// Inputs of a node lie side by side in a `HeldArray`: they are looked at several times a batch.
struct InputPort: ~Copyable {
    var reader: RingReader
    var latency: EdgeLatency
    let rank: Int
    let isPassive: Bool
    let isFeedback: Bool
    /// Wakes the writer's thread after events were let go; nil when it is the same thread.
    let writerParker: WakeUp?
    /// Paths that end here.
    let tails: HeldArray<PathTail>
    /// Where paths begin, and their tables.
    private let heads: [PathWatch]
    private let starts: HeldArray<PlaceStamps.Table>
    private let delivery: Delivery
    private let member: Int
    private let type: EventType
    private let measuresAge: Bool
    /// With more events than this in the ring its writer has no room that it would use.
    private let wakeLevel: Int

    init(
        reader: consuming RingReader, delivery: Delivery, member: Int, rank: Int, isPassive: Bool,
        isFeedback: Bool, type: EventType, writerParker: WakeUp?, limit: UInt64, measuresAge: Bool,
        heads: [PathWatch], tails: [PathWatch]
    ) {
        wakeLevel = reader.storage.capacity - reader.storage.capacity / 4
        self.reader = reader
        latency = EdgeLatency(limit: limit)
        self.delivery = delivery
        self.member = member
        self.rank = rank
        self.isPassive = isPassive
        self.isFeedback = isFeedback
        self.type = type
        self.writerParker = writerParker
        self.measuresAge = measuresAge
        self.heads = heads
        starts = HeldArray(count: heads.count) { heads[$0].starts.table }
        self.tails = HeldArray(count: tails.count) { PathTail(tails[$0]) }
    }

    /// Looks at the ring again; returns whether events or promises have come.
    @inline(__always)
    mutating func refresh() -> Bool {
        let (available, progress) = (reader.available, reader.progress)
        reader.refresh()
        return reader.available != available || reader.progress != progress
    }

    /// Hands the next `count` events, which are contiguous, to the operator.
    @inline(__always)
    func deliver(_ count: Int) { delivery(member, EventBatch(reader, count: count, type: type)) }

    /// Lets go of events, and wakes the writer once it has room for a batch again.
    @inline(__always)
    mutating func release(_ count: Int) {
        reader.release(count)
        if let writerParker, reader.available <= wakeLevel { writerParker.notify() }
    }

    /// Whether the writer has ended and everything was read.
    @inline(__always)
    var isEnded: Bool { reader.progress == .max && reader.available == 0 }

    /// What the next event's sequence is, or at least will be.
    @inline(__always)
    var bound: Int64 { reader.available > 0 ? reader.sequence() : reader.progress }

    /// Measures the next `count` events, worked on from `start` to `end`; returns how many went over the limit,
    /// and how long the slowest of them took.
    @inline(__always)
    mutating func measure(_ count: Int, from start: UInt64, to end: UInt64) -> (over: Int, worst: UInt64) {
        if measuresAge { measureAge(count, to: end) }
        if starts.count > 0 { markHeads(count) }
        let stamp = reader.publishStamp(at: 0)
        guard count == 1 || reader.publishStamp(at: count - 1) == stamp else {
            return measureRuns(count, from: start, to: end)
        }
        let excess = latency.record(published: stamp, start: start, end: end, count: count)
        return (excess > 0 ? count : 0, excess)
    }

    private mutating func measureAge(_ count: Int, to end: UInt64) {
        for offset in 0..<count {
            latency.recordAge(ingress: reader.ingressStamp(at: offset), end: end, count: 1)
        }
    }

    private func markHeads(_ count: Int) {
        for offset in 0..<count {
            let (sequence, stamp) = (reader.sequence(at: offset), reader.publishStamp(at: offset))
            for path in starts.indices { starts[path].set(sequence, stamp) }
        }
    }

    /// Measures the next `count` events on the paths that end here.
    func measureTails(_ count: Int, to end: UInt64, _ usage: PreemptionWatch) {
        for path in tails.indices {
            for offset in 0..<count {
                let excess = tails[path].measure(reader.sequence(at: offset), to: end)
                guard excess > 0 else { continue }
                if usage.explains(worst: excess, limit: tails[path].watch.limit, end: end) {
                    tails[path].preempted += 1
                }
            }
        }
    }

    /// The same of events that were not published together.
    private mutating func measureRuns(
        _ count: Int, from start: UInt64, to end: UInt64
    ) -> (over: Int, worst: UInt64) {
        var over = 0
        var worst: UInt64 = 0
        var first = 0
        // Stamps don't go back.
        while first < count {
            let stamp = reader.publishStamp(at: first)
            var last = count - 1
            if reader.publishStamp(at: last) != stamp {
                last = first
                while reader.publishStamp(at: last + 1) == stamp { last += 1 }
            }
            let n = last - first + 1
            let excess = latency.record(published: stamp, start: start, end: end, count: n)
            if excess > 0 {
                over += n
                worst = max(worst, excess)
            }
            first = last + 1
        }
        return (over, worst)
    }
}
