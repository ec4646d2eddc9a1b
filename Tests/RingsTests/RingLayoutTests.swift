import Rings
import Testing

/// No two threads write into one pair of cache lines.
struct RingLayoutTests {
    @Test(arguments: [1, 2, 7])
    func `control words lie in lines of their own`(readers: Int) {
        let words = [0] + Probe.ring(capacity: 4, readers: readers).controlDistances
        #expect(words.count == readers + 1)
        for (before, after) in zip(words, words.dropFirst()) { #expect(after - before >= 128) }
    }

    @Test func `slots and the writer's state start at a line`() {
        for capacity in [1, 2, 1024] {
            let storage = Probe.ring(capacity: capacity)
            let writer = RingWriter(storage)
            let reader = RingReader(storage)
            let slots = unsafe UInt(bitPattern: reader.base)
            let state = unsafe UInt(bitPattern: writer.state)
            #expect(slots % 128 == 0)
            #expect(state % 128 == 0)
            #expect(state + 128 <= slots || slots + 128 <= state)
        }
    }

    @Test func `an outlet is one word`() {
        #expect(MemoryLayout<Outlet<Probe>>.size == 8)
    }
}
