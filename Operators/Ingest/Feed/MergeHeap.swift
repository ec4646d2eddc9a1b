/// Whose turn it is among streams that are each in order: a heap by next instant, then by position.
struct MergeHeap {
    private var heap: [(instant: Int64, stream: Int)] = []
    /// Whether the heads were put in.
    private(set) var isReady = false

    /// Knows no stream yet.
    init() {}

    /// Starts with the instants of the streams' first events.
    init(_ heads: [(instant: Int64, stream: Int)]) {
        heap = heads.sorted { ($0.instant, $0.stream) < ($1.instant, $1.stream) }
        isReady = true
    }

    /// The stream to read, and the instant through which no other comes before it; nil when all have ended.
    var turn: (stream: Int, bound: Int64)? {
        guard let first = heap.first else { return nil }
        var bound = (instant: Int64.max, stream: Int.max)
        for child in 1...2 where child < heap.count {
            if (heap[child].instant, heap[child].stream) < bound { bound = heap[child] }
        }
        // At equal times the earlier in the list goes first.
        return (first.stream, first.stream < bound.stream ? bound.instant : bound.instant - 1)
    }

    /// Gives the stream whose turn it was its next instant; nil when it has ended.
    mutating func replaceFirst(_ instant: Int64?) {
        var entry: (instant: Int64, stream: Int)
        if let instant {
            entry = (instant, heap[0].stream)
        } else {
            entry = heap.removeLast()
            if heap.isEmpty { return }
        }
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
