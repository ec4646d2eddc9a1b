import Rings
import Testing

/// A random schedule of all operations against plain arrays.
struct RingModelTests {
    @Test(arguments: [1, 2, 3, 4], [UInt64(1), 2, 3, 0x5EED, 0xFEED_BEEF])
    func `a random schedule agrees with an array`(readers: Int, seed: UInt64) {
        for capacity in [1, 2, 8, 32] {
            var run = ModelRun(readers: readers, capacity: capacity, seed: seed)
            let problem = run.run(steps: 600)
            #expect(problem == nil, "seed \(seed), \(readers) readers, capacity \(capacity)")
        }
    }
}

/// The ring beside its model: everything sent, in order, and where each party stands in it.
private struct ModelRun: ~Copyable {
    private let capacity: Int
    private var writer: RingWriter
    private let outlet: Outlet<Probe>
    private let boxes: [ReaderBox]
    private var random: SplitMix64

    private var sent: [Probe] = []
    /// How many of `sent` are in slots or have been; the others wait in the spill.
    private var inRing = 0
    private var published = 0
    private var progress = Int64.min
    /// First index that the writer believes it may not write.
    private var limit: Int
    private var seen: [(head: Int, cursor: Int, progress: Int64)]

    init(readers: Int, capacity: Int, seed: UInt64) {
        self.capacity = capacity
        random = SplitMix64(seed: seed)
        let storage = Probe.ring(capacity: capacity, readers: readers)
        writer = RingWriter(storage, hashes: true)
        outlet = Outlet(writer)
        boxes = (0..<readers).map { ReaderBox(storage, index: $0) }
        limit = capacity
        seen = Array(repeating: (0, 0, .min), count: readers)
    }

    /// Returns the first disagreement.
    mutating func run(steps: Int) -> String? {
        for step in 0..<steps {
            let problem = step % 2 == 0 ? writerStep() : readerStep()
            if let problem = problem ?? standing() { return "step \(step): \(problem)" }
        }
        return finish()
    }

    private var spilled: Bool { inRing < sent.count }
    private var slowest: Int { seen.map(\.cursor).min() ?? 0 }

    private mutating func writerStep() -> String? {
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1, 2:
            for _ in 0..<Int.random(in: 1...capacity, using: &random) {
                let event = Probe(sent.count)
                if !spilled && inRing < limit { inRing += 1 }
                sent.append(event)
                outlet.send(event)
            }
        case 3:
            if !spilled { limit = slowest + capacity }
            let room = writer.refresh()
            if room != (spilled ? 0 : limit - inRing) { return "refresh gives \(room)" }
        case 4, 5:
            let atMost = Int.random(in: 0...capacity, using: &random)
            let expected = min(atMost, inRing - published)
            let count = writer.publish(atMost: atMost)
            if count != expected { return "published \(count), not \(expected)" }
            published += expected
        case 6:
            let promise = Int64(published) - Int64.random(in: 0...2, using: &random)
            let moved = writer.advance(progress: promise)
            if moved != (promise > progress) { return "progress \(promise) moved: \(moved)" }
            progress = max(progress, promise)
        default:
            if spilled {
                limit = slowest + capacity
                inRing = min(sent.count, limit)
            }
            let drained = writer.drainSpill()
            if drained == spilled { return "drained: \(drained)" }
        }
        return nil
    }

    private mutating func readerStep() -> String? {
        let index = Int.random(in: 0..<boxes.count, using: &random)
        let box = boxes[index]
        if Bool.random(using: &random) {
            box.reader.refresh()
            seen[index].head = published
            seen[index].progress = progress
            return nil
        }
        let available = seen[index].head - seen[index].cursor
        if box.reader.available != available { return "reader \(index) has \(box.reader.available)" }
        let count = Int.random(in: 0...available, using: &random)
        let cursor = seen[index].cursor
        seen[index].cursor += count
        let got = box.take(count)
        return got == Array(sent[cursor..<cursor + count]) ? nil : "reader \(index) got \(got) at \(cursor)"
    }

    private func standing() -> String? {
        if writer.hasSpill != spilled { return "spill: \(writer.hasSpill)" }
        if writer.free != (spilled ? 0 : limit - inRing) { return "free: \(writer.free)" }
        if writer.publishedCount != published { return "published: \(writer.publishedCount)" }
        if writer.unpublishedCount != inRing - published { return "unpublished: \(writer.unpublishedCount)" }
        for (box, state) in zip(boxes, seen) where box.reader.progress != state.progress {
            return "progress: \(box.reader.progress), not \(state.progress)"
        }
        return nil
    }

    /// Moves everything through; then all readers have all events and the hash is that of the plain array.
    private mutating func finish() -> String? {
        for _ in 0...sent.count {
            writer.publish()
            for (index, box) in boxes.enumerated() {
                let got = box.takeFresh()
                let cursor = seen[index].cursor
                guard got == Array(sent[cursor..<cursor + got.count]) else {
                    return "reader \(index) at the end"
                }
                seen[index].cursor += got.count
            }
            if writer.drainSpill() && writer.unpublishedCount == 0 { break }
        }
        for state in seen where state.cursor != sent.count { return "only \(state.cursor) arrived" }
        var hash = RollingHash()
        for event in sent {
            let words = [
                UInt64(bitPattern: event.time), UInt64(bitPattern: event.sequence), 99, event.payload,
            ]
            hash.add(words, eachOf: 4)
        }
        return hash.value == writer.hash.value ? nil : "the hash"
    }
}
