/// Whose turn it is among streams that are each in order: a heap by next instant, then by position.
struct MergeHeap {
    private var heap: [(instant: Int64, stream: Int)] = []
    private var isHeld: [Bool]

    /// For `count` streams, none of which has an event yet.
    init(count: Int) { isHeld = [Bool](repeating: false, count: count) }

    /// Whether a stream waits for its turn.
    @inline(__always)
    func holds(_ stream: Int) -> Bool { isHeld[stream] }

    /// Puts a stream in by the instant of its next event.
    mutating func insert(_ instant: Int64, _ stream: Int) {
        isHeld[stream] = true
        let entry = (instant: instant, stream: stream)
        heap.append(entry)
        var at = heap.count - 1
        while at > 0, precedes(entry, heap[(at - 1) / 2]) {
            heap[at] = heap[(at - 1) / 2]
            at = (at - 1) / 2
        }
        heap[at] = entry
    }

    /// Takes out the stream whose turn it is, with the instant through which no other comes before it; nil if
    /// none waits.
    mutating func takeFirst() -> (stream: Int, bound: Int64)? {
        guard let first = heap.first, let moved = heap.popLast() else { return nil }
        isHeld[first.stream] = false
        if !heap.isEmpty { sift(moved) }
        guard let second = heap.first else { return (first.stream, .max) }
        // At equal times the earlier in the list goes first.
        return (first.stream, first.stream < second.stream ? second.instant : second.instant - 1)
    }

    private mutating func sift(_ entry: (instant: Int64, stream: Int)) {
        var at = 0
        while true {
            var child = 2 * at + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, precedes(heap[child + 1], heap[child]) { child += 1 }
            guard precedes(heap[child], entry) else { break }
            heap[at] = heap[child]
            at = child
        }
        heap[at] = entry
    }

    private func precedes(_ a: (instant: Int64, stream: Int), _ b: (instant: Int64, stream: Int)) -> Bool {
        (a.instant, a.stream) < (b.instant, b.stream)
    }
}
