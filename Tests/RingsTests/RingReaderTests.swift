import Rings
import Testing

/// What a reader can ask before it reads: progress, bounds, stamps.
struct RingReaderTests {
    @Test func `progress moves forwards only and shows at the next look`() {
        let storage = Probe.ring(capacity: 4)
        var writer = RingWriter(storage)
        let box = ReaderBox(storage)
        let forwards = writer.advance(progress: 10)
        let same = writer.advance(progress: 10)
        let backwards = writer.advance(progress: 9)
        #expect(forwards && !same && !backwards)
        #expect(box.reader.progress == .min)
        box.reader.refresh()
        #expect(box.reader.progress == 10)
        let toTheEnd = writer.advance(progress: .max)
        #expect(toTheEnd)
        box.reader.refresh()
        #expect(box.reader.progress == .max)
    }

    @Test func `a reader that sees a promise sees all events published before it`() {
        let storage = Probe.ring(capacity: 8, readers: 2)
        var writer = RingWriter(storage)
        let outlet = Outlet<Probe>(writer)
        let boxes = [ReaderBox(storage), ReaderBox(storage, index: 1)]
        for number in 0..<6 {
            outlet.send(Probe(number))
            writer.publish()
            writer.advance(progress: Int64(number + 1))
            for box in boxes {
                box.reader.refresh()
                #expect(box.reader.progress == Int64(number + 1))
                #expect(box.reader.available == number + 1)
            }
        }
    }

    @Test func `the count below a bound agrees with counting, at every place of the ring`() {
        var random = SplitMix64(seed: 0xB0_0DD)
        for size in 0...17 {
            // 32 slots and starts 0, 5, 10…: many of the runs wrap.
            let storage = Probe.ring(capacity: 32)
            var writer = RingWriter(storage)
            let outlet = Outlet<Probe>(writer)
            let box = ReaderBox(storage)
            for start in stride(from: 0, to: 40, by: 5) {
                _ = writer.refresh()
                for _ in 0..<(start == 0 ? 0 : 5) { outlet.send(Probe(0)) }
                writer.publish()
                _ = box.takeFresh()
                var sequences: [Int64] = []
                var last: Int64 = 0
                _ = writer.refresh()
                for _ in 0..<size {
                    last += Int64.random(in: 0...3, using: &random)
                    sequences.append(last)
                    var event = Probe(0)
                    event.sequence = last
                    outlet.send(event)
                }
                writer.publish()
                box.reader.refresh()
                for count in 0...size {
                    for bound in -1...(last + 1) {
                        let strict = sequences.prefix(count).count { $0 < bound }
                        let inclusive = sequences.prefix(count).count { $0 <= bound }
                        #expect(box.reader.countBelow(bound, inclusive: false, among: count) == strict)
                        #expect(box.reader.countBelow(bound, inclusive: true, among: count) == inclusive)
                    }
                }
                _ = box.take()
            }
        }
    }

    @Test func `stamps of publishing and of ingress belong to their events`() {
        let storage = Probe.ring(capacity: 4)
        var writer = RingWriter(storage)
        let outlet = Outlet<Probe>(writer)
        let box = ReaderBox(storage)
        for number in 0..<3 { outlet.send(Probe(number)) }
        writer.publish()
        _ = box.takeFresh()
        _ = writer.refresh()
        for number in 3..<7 { outlet.send(Probe(number)) }
        writer.stampUnpublished(0..<1, with: 70)
        writer.stampUnpublished(1..<4, with: 80)
        writer.publish(stamp: 500, atMost: 3)
        writer.publish(stamp: 600)
        box.reader.refresh()
        #expect((0..<4).map { box.reader.publishStamp(at: $0) } == [500, 500, 500, 600])
        #expect((0..<4).map { box.reader.ingressStamp(at: $0) } == [70, 80, 80, 80])
        #expect(box.take(1).map(\.stamp) == [70])
        #expect(box.reader.publishStamp() == 500)
    }

    @Test func `the writer knows time and sequence of what it has not published`() {
        let storage = Probe.ring(capacity: 4)
        var writer = RingWriter(storage)
        let outlet = Outlet<Probe>(writer)
        let box = ReaderBox(storage)
        for number in 0..<4 { outlet.send(Probe(number)) }
        writer.publish(atMost: 3)
        box.reader.refresh()
        _ = box.take(3)
        _ = writer.refresh()
        outlet.send(Probe(4))
        outlet.send(Probe(5))
        #expect((0..<3).map { writer.unpublishedSequence(at: $0) } == [3, 4, 5])
        #expect((0..<3).map { writer.unpublishedTime(at: $0) } == [30, 40, 50])
    }

    @Test func `the base is the address of the next event`() {
        let storage = Probe.ring(capacity: 2)
        var writer = RingWriter(storage)
        let outlet = Outlet<Probe>(writer)
        let box = ReaderBox(storage)
        let first = unsafe UInt(bitPattern: box.reader.base)
        for round in 0..<4 {
            _ = writer.refresh()
            outlet.send(Probe(round))
            writer.publish()
            box.reader.refresh()
            let next = unsafe UInt(bitPattern: box.reader.base)
            #expect(next - first == UInt(round % 2 * MemoryLayout<Probe>.stride))
            _ = box.take()
        }
    }

    @Test func `an onlooker sees head, progress and cursors`() {
        let storage = Probe.ring(capacity: 4, readers: 2)
        var writer = RingWriter(storage)
        let outlet = Outlet<Probe>(writer)
        for number in 0..<3 { outlet.send(Probe(number)) }
        #expect(storage.observedHead == 0)
        writer.publish()
        writer.advance(progress: 3)
        let box = ReaderBox(storage, index: 1)
        box.reader.refresh()
        _ = box.take(2)
        #expect(storage.observedHead == 3)
        #expect(storage.observedProgress == 3)
        #expect(storage.observedCursor(0) == 0)
        #expect(storage.observedCursor(1) == 2)
    }
}
