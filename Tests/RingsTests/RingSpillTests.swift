import Rings
import Testing

/// Events sent to a full ring wait beside it, in order.
struct RingSpillTests {
    @Test func `an event sent to a full ring waits beside it`() {
        let storage = Probe.ring(capacity: 2)
        var writer = RingWriter(storage)
        let outlet = Outlet<Probe>(writer)
        let box = ReaderBox(storage)
        for number in 0..<3 { outlet.send(Probe(number)) }
        #expect(writer.hasSpill == true)
        #expect(writer.unpublishedCount == 2)
        writer.publish()
        #expect(box.takeFresh() == [Probe(0), Probe(1)])
        let drained = writer.drainSpill()
        #expect(drained && !writer.hasSpill)
        writer.publish()
        #expect(box.takeFresh() == [Probe(2)])
    }

    @Test func `nothing overtakes an event that waits`() {
        let storage = Probe.ring(capacity: 2)
        var writer = RingWriter(storage)
        let outlet = Outlet<Probe>(writer)
        let box = ReaderBox(storage)
        for number in 0..<3 { outlet.send(Probe(number)) }
        writer.publish()
        _ = box.takeFresh()
        let room = writer.refresh()
        #expect(room == 0 && writer.free == 0 && outlet.room == 0, "free slots belong to what waits")
        outlet.send(Probe(3))
        #expect(writer.unpublishedCount == 0)
        let drained = writer.drainSpill()
        #expect(drained)
        outlet.send(Probe(4))
        #expect(writer.hasSpill == true)
        writer.publish()
        #expect(box.takeFresh() == [Probe(2), Probe(3)])
        _ = writer.drainSpill()
        writer.publish()
        #expect(box.takeFresh() == [Probe(4)])
    }

    @Test func `a spill larger than the ring drains in parts`() {
        let storage = Probe.ring(capacity: 4)
        var writer = RingWriter(storage)
        let outlet = Outlet<Probe>(writer)
        let box = ReaderBox(storage)
        let total = 1000
        for number in 0..<total { outlet.send(Probe(number)) }
        var got: [Probe] = []
        var drained = false
        for _ in 0..<total where !drained {
            writer.publish()
            box.reader.refresh()
            got += box.take(3)
            drained = writer.drainSpill()
            #expect(drained != writer.hasSpill)
        }
        #expect(drained)
        writer.publish()
        got += box.takeFresh()
        #expect(got == (0..<total).map { Probe($0) })
        let room = writer.refresh()
        #expect(room == 4)
    }

    @Test func `a spill that is never quite empty keeps its order while it is reused`() {
        let storage = Probe.ring(capacity: 2)
        var writer = RingWriter(storage)
        let outlet = Outlet<Probe>(writer)
        let box = ReaderBox(storage)
        var sent = 0
        var got = 0
        for _ in 0..<10 {
            outlet.send(Probe(sent))
            sent += 1
        }
        // 2 in and 2 out a round, with 8 waiting: the first 64 places are used up after some 30 rounds.
        for _ in 0..<500 {
            for _ in 0..<2 {
                outlet.send(Probe(sent))
                sent += 1
            }
            writer.publish()
            for event in box.takeFresh() {
                #expect(event == Probe(got))
                got += 1
            }
            let drained = writer.drainSpill()
            #expect(!drained)
        }
        #expect(got == 1000)
        #expect(writer.publishedCount == 1000)
    }

    @Test func `draining nothing is done at once`() {
        let storage = Probe.ring(capacity: 2)
        var writer = RingWriter(storage)
        let drained = writer.drainSpill()
        #expect(drained)
        #expect(writer.unpublishedCount == 0)
    }

    @Test func `a drain into a full ring moves nothing`() {
        let storage = Probe.ring(capacity: 2)
        var writer = RingWriter(storage)
        let outlet = Outlet<Probe>(writer)
        let box = ReaderBox(storage)
        for number in 0..<3 { outlet.send(Probe(number)) }
        writer.publish()
        let drained = writer.drainSpill()
        #expect(!drained && writer.hasSpill)
        #expect(writer.unpublishedCount == 0)
        #expect(box.takeFresh() == [Probe(0), Probe(1)])
    }
}
