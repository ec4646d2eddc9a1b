import Rings
import Testing

/// Bugs of a caller stop the process, in release too.
struct RingRefusalTests {
    @Test func `a capacity that is no power of two is refused`() async {
        await #expect(processExitsWith: .failure) { _ = Probe.ring(capacity: 3) }
        await #expect(processExitsWith: .failure) { _ = Probe.ring(capacity: 0) }
        await #expect(processExitsWith: .failure) { _ = Probe.ring(capacity: -4) }
    }

    @Test func `a stride without room for a header, or not of whole words, is refused`() async {
        await #expect(processExitsWith: .failure) { _ = RingStorage(stride: 16, capacity: 4, readers: 1) }
        await #expect(processExitsWith: .failure) { _ = RingStorage(stride: 28, capacity: 4, readers: 1) }
    }

    @Test func `a reader beyond the last is refused`() async {
        await #expect(processExitsWith: .failure) { _ = RingReader(Probe.ring(capacity: 4), index: 1) }
        await #expect(processExitsWith: .failure) { _ = RingReader(Probe.ring(capacity: 4), index: -1) }
    }

    @Test func `an outlet of another stride is refused`() async {
        await #expect(processExitsWith: .failure) {
            _ = Outlet<Int64>(RingWriter(Probe.ring(capacity: 4)))
        }
    }

    @Test func `reading or releasing more than is available is refused`() async {
        await #expect(processExitsWith: .failure) { ring { $0.read(3, as: Probe.self) { _ in } } }
        await #expect(processExitsWith: .failure) { ring { $0.read(-1, as: Probe.self) { _ in } } }
        await #expect(processExitsWith: .failure) { ring { $0.read(2, as: Int64.self) { _ in } } }
        await #expect(processExitsWith: .failure) { ring { $0.release(3) } }
        await #expect(processExitsWith: .failure) { ring { $0.release(-1) } }
        await #expect(processExitsWith: .failure) {
            ring { _ = $0.countBelow(0, inclusive: true, among: 3) }
        }
        await #expect(processExitsWith: .success) {
            ring {
                $0.read(2, as: Probe.self) { _ in }
                $0.release(2)
            }
        }
    }

    @Test func `a second read past the end of what is available is refused`() async {
        await #expect(processExitsWith: .failure) {
            ring {
                $0.read(2, as: Probe.self) { _ in }
                $0.release(2)
                $0.read(1, as: Probe.self) { _ in }
            }
        }
    }

    @Test func `a read across the end of the memory is refused`() async {
        await #expect(processExitsWith: .failure) {
            ring(skipping: 3) { $0.read(2, as: Probe.self) { _ in } }
        }
    }

    @Test func `a published event can't be stamped any more`() async {
        await #expect(processExitsWith: .failure) {
            var writer = RingWriter(Probe.ring(capacity: 4))
            Outlet<Probe>(writer).send(Probe(0))
            writer.publish()
            writer.stampUnpublished(0..<1, with: 7)
        }
        await #expect(processExitsWith: .failure) {
            _ = RingWriter(Probe.ring(capacity: 4)).unpublishedTime(at: 0)
        }
    }
}

/// Hands over a reader of a ring of 4 with two events available, after `skipping` others.
private func ring(skipping: Int = 0, _ body: (inout RingReader) -> Void) {
    let storage = Probe.ring(capacity: 4)
    var writer = RingWriter(storage)
    let outlet = Outlet<Probe>(writer)
    var reader = RingReader(storage)
    for number in 0..<skipping { outlet.send(Probe(number)) }
    writer.publish()
    reader.refresh()
    reader.release(skipping)
    _ = writer.refresh()
    for number in skipping..<skipping + 2 { outlet.send(Probe(number)) }
    writer.publish()
    reader.refresh()
    body(&reader)
}
