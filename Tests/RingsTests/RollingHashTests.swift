import Rings
import Testing

/// Equal bytes in equal order give equal hashes, whatever the batches; anything else does not.
struct RollingHashTests {
    /// Hash of `events` sent through a ring, published in runs of at most `batch`.
    private func hash(_ events: [Probe], batch: Int = .max, capacity: Int = 64) -> UInt64 {
        let storage = Probe.ring(capacity: capacity)
        var writer = RingWriter(storage, hashes: true)
        let outlet = Outlet<Probe>(writer)
        let box = ReaderBox(storage)
        for (number, event) in events.enumerated() {
            if outlet.room == 0 || number % batch == 0 {
                writer.publish()
                _ = box.takeFresh()
                _ = writer.refresh()
            }
            outlet.send(event)
        }
        writer.publish()
        return writer.hash.value
    }

    private let events = (0..<200).map { Probe($0) }

    @Test(arguments: [1, 2, 3, 7, 64], [8, 64, 256])
    func `the hash does not depend on batches or on the ring's size`(batch: Int, capacity: Int) {
        #expect(hash(events, batch: batch, capacity: capacity) == hash(events))
    }

    @Test func `the hash differs for every changed bit, leaving out the ingress stamp`() {
        let reference = hash(events)
        for bit in 0..<64 {
            let flip = UInt64(1) << UInt64(bit)
            for place in [0, 57, 199] {
                var changed = events
                changed[place].time ^= Int64(bitPattern: flip)
                #expect(hash(changed) != reference)
                changed = events
                changed[place].sequence ^= Int64(bitPattern: flip)
                #expect(hash(changed) != reference)
                changed = events
                changed[place].payload ^= flip
                #expect(hash(changed) != reference)
                changed = events
                changed[place].stamp ^= flip
                #expect(hash(changed) == reference)
            }
        }
    }

    @Test func `two flipped signs in one column do not cancel`() {
        let reference = hash(events)
        let sign = UInt64(1) << 63
        for (first, second) in [(0, 1), (10, 150), (198, 199)] {
            var changed = events
            changed[first].payload ^= sign
            changed[second].payload ^= sign
            #expect(hash(changed) != reference)
            changed = events
            changed[first].sequence ^= .min
            changed[second].sequence ^= .min
            #expect(hash(changed) != reference)
        }
    }

    @Test func `the hash differs for another order or number of events`() {
        let reference = hash(events)
        var swapped = events
        swapped.swapAt(3, 4)
        #expect(hash(swapped) != reference)
        #expect(hash(events.dropLast()) != reference)
        #expect(hash(events + [Probe(199)]) != reference)
        #expect(hash([]) == RollingHash().value)
    }

    @Test(arguments: [3, 4, 5, 6, 7, 12])
    func `every word of an event counts, but for the third`(words: Int) {
        let bytes = [UInt64](repeating: 0, count: words * 3)
        var reference = RollingHash()
        reference.add(bytes, eachOf: words)
        for place in bytes.indices {
            var changed = bytes
            changed[place] = 1
            var hash = RollingHash()
            hash.add(changed, eachOf: words)
            #expect((hash.value == reference.value) == (place % words == 2))
        }
    }

    @Test func `no hash is kept unless it is asked for`() {
        let storage = Probe.ring(capacity: 4)
        var writer = RingWriter(storage)
        Outlet<Probe>(writer).send(Probe(1))
        writer.publish()
        #expect(writer.hash.value == RollingHash().value)
    }
}
