import Machine
import OperatorKit
import Rings
import Telemetry

/// One input of a running node: its ring's reader, its merge rank and its measurements.
final class InputPort {
    private let heldReader: Held<RingReader>
    private let heldLatency: Held<EdgeLatency>
    let edge: Int
    let port: Int
    let member: Int
    let rank: Int
    let isPassive: Bool
    let isFeedback: Bool
    let type: EventType
    /// Wakes the writer's thread after events were let go; nil when it is the same thread.
    let writerParker: WakeUp?
    let measuresAge: Bool
    /// With more events than this in the ring its writer has no room that it would use.
    private let wakeLevel: Int

    init(
        reader: consuming RingReader, edge: Int, port: Int, member: Int, rank: Int, isPassive: Bool,
        isFeedback: Bool, type: EventType, writerParker: WakeUp?, limit: UInt64, measuresAge: Bool
    ) {
        wakeLevel = reader.storage.capacity - reader.storage.capacity / 4
        heldReader = Held(reader)
        heldLatency = Held(EdgeLatency(limit: limit))
        self.edge = edge
        self.port = port
        self.member = member
        self.rank = rank
        self.isPassive = isPassive
        self.isFeedback = isFeedback
        self.type = type
        self.writerParker = writerParker
        self.measuresAge = measuresAge
    }

    @inline(__always)
    var reader: RingReader {
        _read { yield heldReader.value }
        _modify { yield &heldReader.value }
    }

    @inline(__always)
    var latency: EdgeLatency {
        _read { yield heldLatency.value }
        _modify { yield &heldLatency.value }
    }

    /// Looks at the ring again; returns whether events or promises have come.
    @inline(__always)
    func refresh() -> Bool {
        let (available, progress) = (reader.available, reader.progress)
        reader.refresh()
        return reader.available != available || reader.progress != progress
    }

    /// Lets go of events, and wakes the writer once it has room for a batch again.
    func release(_ count: Int) {
        reader.release(count)
        if let writerParker, reader.available <= wakeLevel { writerParker.notify() }
    }

    /// Whether the writer has ended and everything was read.
    var isEnded: Bool { reader.progress == .max && reader.available == 0 }

    /// What the next event's sequence is, or at least will be.
    var bound: Int64 { reader.available > 0 ? reader.sequence() : reader.progress }

    /// Measures the next `count` events, worked on from `start` to `end`; returns how many went over the limit,
    /// and how long the slowest of them took.
    func measure(_ count: Int, from start: UInt64, to end: UInt64) -> (over: Int, worst: UInt64) {
        var over = 0
        var worst: UInt64 = 0
        var first = 0
        // Events published together share a stamp, and stamps don't go back: usually one round.
        while first < count {
            let stamp = reader.publishStamp(at: first)
            var last = count - 1
            if reader.publishStamp(at: last) != stamp {
                last = first
                while reader.publishStamp(at: last + 1) == stamp { last += 1 }
            }
            let n = last - first + 1
            if latency.record(published: stamp, start: start, end: end, count: n) {
                over += n
                worst = max(worst, CycleClock.nanoseconds(end > stamp ? end - stamp : 0))
            }
            first = last + 1
        }
        if measuresAge {
            for offset in 0..<count {
                latency.recordAge(ingress: reader.ingressStamp(at: offset), end: end, count: 1)
            }
        }
        return (over, worst)
    }
}
