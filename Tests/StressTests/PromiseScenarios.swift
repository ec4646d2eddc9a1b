import Rings

extension Scenarios {
    /// A reader holds the writer to its progress: no event below a promise may come after it was seen.
    ///
    /// No x86 processor reorders the two loads or the two stores behind the promise, so a weakened ordering
    /// of the progress could not break it here, only on other machines. The board makes the missing edge
    /// visible everywhere: a plain word that is written between publishing and promising, as the head is, and
    /// read by whoever saw the promise. Without release or acquire on the progress it is a data race, which
    /// the thread sanitizer reports.
    static func promise(events: Int, capacity: Int) -> String? {
        let storage = StressEvent.ring(capacity: capacity)
        let board = Board(count: events + 1)
        return Verdict().run([
            { verdict in
                var writer = RingWriter(storage)
                let outlet = Outlet<StressEvent>(writer)
                var dice = Dice(5)
                var number = 0
                while number < events, verdict.isOpen {
                    guard writer.free > 0 || writer.refresh() > 0 else {
                        Verdict.wait()
                        continue
                    }
                    for _ in 0..<min(writer.free, events - number, dice.roll(4)) {
                        outlet.send(StressEvent(number, sequence: Int64(number)))
                        number += 1
                    }
                    writer.publish()
                    board[number] = number
                    writer.advance(progress: Int64(number))
                    if dice.roll(64) == 1 { Verdict.wait() }
                }
            },
            { verdict in
                var reader = RingReader(storage)
                var dice = Dice(6)
                while reader.consumed < events, verdict.isOpen {
                    reader.refresh()
                    let promised = reader.progress > 0 ? board[Int(reader.progress)] : 0
                    if reader.consumed + reader.available < promised {
                        verdict.fail("\(promised) promised, \(reader.consumed + reader.available) visible")
                    }
                    guard reader.available > 0 else {
                        Verdict.wait()
                        continue
                    }
                    let run = reader.contiguous(min(reader.available, dice.roll(8)))
                    reader.release(run)
                }
            },
        ])
    }

    /// Two rings merged by sequence and progress: the order is total, whatever the threads do.
    static func merge(events: Int, capacity: Int) -> String? {
        let storages = [StressEvent.ring(capacity: capacity), StressEvent.ring(capacity: capacity)]
        return Verdict().run([
            { source(events, into: storages[0], lane: 0, $0) },
            { source(events, into: storages[1], lane: 1, $0) },
            { verdict in
                var first = RingReader(storages[0])
                var second = RingReader(storages[1])
                var last: Int64 = -1
                while first.consumed + second.consumed < 2 * events, verdict.isOpen {
                    first.refresh()
                    second.refresh()
                    var moved = take(&first, before: bound(second), &last, verdict)
                    moved += take(&second, before: bound(first), &last, verdict)
                    if moved == 0 { Verdict.wait() }
                }
            },
        ])
    }

    /// Lane 0 has even sequences, lane 1 odd ones, both with gaps; promises run ahead into the gaps.
    private static func source(_ events: Int, into storage: RingStorage, lane: Int64, _ verdict: Verdict) {
        var writer = RingWriter(storage)
        let outlet = Outlet<StressEvent>(writer)
        var dice = Dice(UInt64(10 + lane))
        var sequence = lane
        var number = 0
        while number < events, verdict.isOpen {
            guard writer.free > 0 || writer.refresh() > 0 else {
                Verdict.wait()
                continue
            }
            for _ in 0..<min(writer.free, events - number, dice.roll(4)) {
                outlet.send(StressEvent(number, sequence: sequence))
                number += 1
                sequence += 2 * Int64(dice.roll(3))
            }
            writer.publish()
            writer.advance(progress: sequence)
        }
        writer.advance(progress: .max)
    }

    /// Below which sequence `reader` can't come up with anything any more.
    private static func bound(_ reader: borrowing RingReader) -> Int64 {
        reader.available > 0 ? reader.sequence() : reader.progress
    }

    /// Takes what is below `bound`, checks that it comes after all that was taken before, returns how many.
    private static func take(
        _ reader: inout RingReader, before bound: Int64, _ last: inout Int64, _ verdict: Verdict
    ) -> Int {
        let count = reader.contiguous(
            reader.countBelow(bound, inclusive: false, among: reader.available))
        guard count > 0 else { return 0 }
        var latest = last
        let first = reader.consumed
        reader.read(count, as: StressEvent.self) { events in
            for index in events.indices {
                if events[index].sequence <= latest || !events[index].isIntact(first + index) {
                    verdict.fail("after \(latest) comes \(events[index])")
                }
                latest = events[index].sequence
            }
        }
        last = latest
        reader.release(count)
        return count
    }
}

/// Plain words that only a ring's progress orders.
@safe private final class Board: @unchecked Sendable {
    // SAFETY: owned by this object; word p is written before the promise p is made and read after it is seen.
    private let words: UnsafeMutablePointer<Int>
    private let count: Int

    init(count: Int) {
        self.count = count
        unsafe words = .allocate(capacity: count)
        unsafe words.initialize(repeating: 0, count: count)
    }

    deinit { unsafe words.deallocate() }

    subscript(index: Int) -> Int {
        get {
            precondition(index >= 0 && index < count, "the word is on the board")
            return unsafe words[index]
        }
        set {
            precondition(index >= 0 && index < count, "the word is on the board")
            unsafe words[index] = newValue
        }
    }
}
