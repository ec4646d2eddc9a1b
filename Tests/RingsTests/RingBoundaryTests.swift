import Rings
import Testing

/// Empty, one, full, full + 1, wrapped; nobody, one and several reading.
struct RingBoundaryTests {
    @Test func `a new ring has all slots free and nothing to read`() {
        let storage = Probe.ring(capacity: 8)
        let writer = RingWriter(storage)
        let box = ReaderBox(storage)
        #expect(writer.free == 8)
        #expect(writer.publishedCount == 0)
        #expect(writer.unpublishedCount == 0)
        #expect(writer.hasSpill == false)
        #expect(box.takeFresh() == [])
        #expect(box.reader.progress == .min)
        #expect(box.reader.consumed == 0)
    }

    @Test func `a written event stays invisible until it is published`() {
        let storage = Probe.ring(capacity: 8)
        var writer = RingWriter(storage)
        let outlet = Outlet<Probe>(writer)
        let box = ReaderBox(storage)
        outlet.send(Probe(1))
        #expect(writer.unpublishedCount == 1)
        #expect(box.takeFresh() == [])
        let visible = writer.publish()
        #expect(visible == 1)
        #expect(box.reader.available == 0, "a reader sees no more than at its last look")
        #expect(box.takeFresh() == [Probe(1)])
        #expect(box.reader.consumed == 1)
        let again = writer.publish()
        #expect(again == 0)
    }

    @Test(arguments: [1, 2, 4, 64])
    func `a full ring has no room until its reader lets go`(capacity: Int) {
        let storage = Probe.ring(capacity: capacity)
        var writer = RingWriter(storage)
        let outlet = Outlet<Probe>(writer)
        let box = ReaderBox(storage)
        for number in 0..<capacity {
            #expect(outlet.room == capacity - number)
            outlet.send(Probe(number))
        }
        #expect(outlet.room == 0)
        writer.publish()
        let whileFull = writer.refresh()
        #expect(whileFull == 0)
        box.reader.refresh()
        #expect(box.reader.available == capacity)
        #expect(box.take(1) == [Probe(0)])
        #expect(outlet.room == 0, "the writer knows of it only when it looks again")
        let room = writer.refresh()
        #expect(room == 1)
        outlet.send(Probe(capacity))
        writer.publish()
        #expect(writer.hasSpill == false)
        #expect(box.takeFresh() == (1...capacity).map { Probe($0) })
    }

    @Test func `events keep their order through many wraps`() {
        let storage = Probe.ring(capacity: 4)
        var writer = RingWriter(storage)
        let outlet = Outlet<Probe>(writer)
        let box = ReaderBox(storage)
        var number = 0
        for round in 0..<100 {
            let batch = 1 + round % 4
            _ = writer.refresh()
            for offset in 0..<batch { outlet.send(Probe(number + offset)) }
            writer.publish()
            #expect(box.takeFresh() == (number..<number + batch).map { Probe($0) })
            number += batch
        }
        #expect(writer.publishedCount == number)
    }

    @Test func `a run ends where the memory ends`() {
        let storage = Probe.ring(capacity: 4)
        var writer = RingWriter(storage)
        let outlet = Outlet<Probe>(writer)
        let box = ReaderBox(storage)
        for number in 0..<3 { outlet.send(Probe(number)) }
        writer.publish()
        _ = box.takeFresh()
        _ = writer.refresh()
        for number in 3..<7 { outlet.send(Probe(number)) }
        writer.publish()
        box.reader.refresh()
        #expect(box.reader.available == 4)
        #expect(box.reader.contiguous(4) == 1)
        #expect(box.reader.contiguous(1) == 1)
        #expect(box.reader.contiguous(0) == 0)
        #expect((0..<4).map { box.reader.sequence(at: $0) } == [3, 4, 5, 6])
        #expect(box.take(1) == [Probe(3)])
        #expect(box.reader.contiguous(3) == 3)
    }

    @Test func `publishing part of a batch leaves the rest for the next time`() {
        let storage = Probe.ring(capacity: 8)
        var writer = RingWriter(storage)
        let outlet = Outlet<Probe>(writer)
        let box = ReaderBox(storage)
        for number in 0..<5 { outlet.send(Probe(number)) }
        let none = writer.publish(atMost: 0)
        #expect(none == 0)
        let first = writer.publish(atMost: 2)
        #expect(first == 2)
        #expect(writer.unpublishedCount == 3)
        #expect(box.takeFresh() == [Probe(0), Probe(1)])
        let rest = writer.publish(atMost: 100)
        #expect(rest == 3)
        #expect(box.takeFresh() == [Probe(2), Probe(3), Probe(4)])
    }

    @Test func `the slowest of several readers bounds the writer`() {
        let storage = Probe.ring(capacity: 4, readers: 3)
        var writer = RingWriter(storage)
        let outlet = Outlet<Probe>(writer)
        let boxes = (0..<3).map { ReaderBox(storage, index: $0) }
        for number in 0..<4 { outlet.send(Probe(number)) }
        writer.publish()
        for box in boxes { box.reader.refresh() }
        _ = boxes[0].take(4)
        _ = boxes[2].take(3)
        let bySlowest = writer.refresh()
        #expect(bySlowest == 0)
        #expect(boxes[1].take(2) == [Probe(0), Probe(1)])
        let room = writer.refresh()
        #expect(room == 2)
        outlet.send(Probe(4))
        outlet.send(Probe(5))
        writer.publish()
        #expect(boxes[0].takeFresh() == [Probe(4), Probe(5)])
        #expect(boxes[1].takeFresh() == (2..<6).map { Probe($0) })
        #expect(boxes[2].takeFresh() == (3..<6).map { Probe($0) })
    }

    @Test func `a ring without readers takes any number of events and keeps the hash`() {
        let unread = Probe.ring(capacity: 4, readers: 0)
        let read = Probe.ring(capacity: 128)
        var writer = RingWriter(unread, hashes: true)
        var reference = RingWriter(read, hashes: true)
        let outlet = Outlet<Probe>(writer)
        let referenceOutlet = Outlet<Probe>(reference)
        for number in 0..<100 {
            if number % 3 == 0 {
                writer.publish()
                let room = writer.refresh()
                #expect(room == 4)
            }
            outlet.send(Probe(number))
            referenceOutlet.send(Probe(number))
        }
        let unpublishedStayInTheWay = writer.refresh()
        #expect(unpublishedStayInTheWay == 3)
        writer.publish()
        reference.publish()
        #expect(writer.hasSpill == false)
        #expect(writer.hash.value == reference.hash.value)
    }

    @Test func `an unconnected outlet swallows events and always has room`() {
        let outlet = Outlet<Probe>()
        #expect(outlet.room == .max)
        outlet.send(Probe(1))
        #expect(outlet.room == .max)
    }

    @Test func `new ends go on where the old ones stopped`() {
        let storage = Probe.ring(capacity: 4)
        do {
            var writer = RingWriter(storage)
            let outlet = Outlet<Probe>(writer)
            for number in 0..<3 { outlet.send(Probe(number)) }
            writer.publish()
            writer.advance(progress: 3)
            let box = ReaderBox(storage)
            box.reader.refresh()
            #expect(box.take(2) == [Probe(0), Probe(1)])
        }
        var writer = RingWriter(storage)
        #expect(writer.free == 3)
        let stale = writer.advance(progress: 3)
        #expect(!stale)
        Outlet<Probe>(writer).send(Probe(3))
        writer.publish()
        #expect(ReaderBox(storage).takeFresh() == [Probe(2), Probe(3)])
    }
}
