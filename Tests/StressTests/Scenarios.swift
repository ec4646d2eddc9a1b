import Rings

/// What several threads do to one ring; each returns the first problem or nil.
///
/// Plain functions, so that the mutation harness can run them without the test library.
enum Scenarios {
    /// One writer, `readers` readers; everybody checks every word of every event.
    static func broadcast(events: Int, readers: Int, capacity: Int) -> String? {
        let storage = StressEvent.ring(capacity: capacity, readers: readers)
        var bodies: [@Sendable (Verdict) -> Void] = [{ write(events, into: storage, $0) }]
        for index in 0..<readers {
            bodies.append { verdict in
                var inlet = StressReader(storage, index: index)
                while inlet.count < events, verdict.isOpen { inlet.take(verdict) }
            }
        }
        return Verdict().run(bodies)
    }

    /// A writer that sends more than fits: what waits beside the ring comes in order, and all of it.
    static func spill(events: Int, capacity: Int) -> String? {
        let storage = StressEvent.ring(capacity: capacity)
        return Verdict().run([
            { verdict in
                var writer = RingWriter(storage)
                let outlet = Outlet<StressEvent>(writer)
                var dice = Dice(3)
                var number = 0
                while number < events, verdict.isOpen {
                    for _ in 0..<min(dice.roll(capacity * 3), events - number) {
                        outlet.send(StressEvent(number, sequence: Int64(number)))
                        number += 1
                    }
                    writer.publish(stamp: UInt64(number))
                    while !writer.drainSpill(), verdict.isOpen {
                        if writer.publish(stamp: UInt64(number)) == 0 { Verdict.wait() }
                    }
                    writer.publish(stamp: UInt64(number))
                }
            },
            { verdict in
                var inlet = StressReader(storage, index: 0)
                while inlet.count < events, verdict.isOpen { inlet.take(verdict) }
            },
        ])
    }

    private static func write(_ events: Int, into storage: RingStorage, _ verdict: Verdict) {
        var writer = RingWriter(storage)
        let outlet = Outlet<StressEvent>(writer)
        var dice = Dice(1)
        var number = 0
        while number < events, verdict.isOpen {
            guard writer.free > 0 || writer.refresh() > 0 else {
                Verdict.wait()
                continue
            }
            for _ in 0..<min(writer.free, events - number, dice.roll(32)) {
                outlet.send(StressEvent(number, sequence: Int64(number)))
                number += 1
            }
            writer.publish(stamp: UInt64(number))
        }
    }
}

/// A reader that checks what it reads: contents, order, stamps.
struct StressReader: ~Copyable {
    private var reader: RingReader
    private var dice: Dice
    /// Events read so far.
    private(set) var count = 0

    init(_ storage: RingStorage, index: Int) {
        reader = RingReader(storage, index: index)
        dice = Dice(UInt64(100 + index))
    }

    /// Looks again and reads a random part of what is there.
    mutating func take(_ verdict: Verdict) {
        reader.refresh()
        guard reader.available > 0 else { return Verdict.wait() }
        let run = reader.contiguous(min(reader.available, dice.roll(64)))
        let first = count
        if reader.publishStamp() <= UInt64(first) { verdict.fail("event \(first) has an old stamp") }
        reader.read(run, as: StressEvent.self) { events in
            for index in events.indices where !events[index].isIntact(first + index) {
                verdict.fail("event \(first + index) reads \(events[index])")
            }
        }
        reader.release(run)
        count += run
    }
}
