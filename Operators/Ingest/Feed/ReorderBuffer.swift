/// Events that wait until nothing earlier can come: a heap by instant, then by arrival.
struct ReorderBuffer {
    private struct Entry {
        var instant: Int64
        var arrival: Int
        var event: MarketEvent

        func precedes(_ other: Entry) -> Bool {
            instant != other.instant ? instant < other.instant : arrival < other.arrival
        }
    }

    private var heap: [Entry] = []
    private var arrivals = 0

    /// How many wait.
    var count: Int { heap.count }
    /// The earliest instant; `.max` when none waits.
    var first: Int64 { heap.isEmpty ? .max : heap[0].instant }

    /// Takes one in, to leave at `instant`.
    mutating func insert(_ event: MarketEvent, at instant: Int64) {
        arrivals += 1
        let entry = Entry(instant: instant, arrival: arrivals, event: event)
        heap.append(entry)
        var at = heap.count - 1
        while at > 0 {
            let parent = (at - 1) / 2
            guard entry.precedes(heap[parent]) else { break }
            heap[at] = heap[parent]
            at = parent
        }
        heap[at] = entry
    }

    /// Takes the earliest out, which must exist, with the instant it was given.
    mutating func removeFirst() -> (event: MarketEvent, instant: Int64) {
        let first = heap[0]
        let moved = heap.removeLast()
        if !heap.isEmpty { sift(moved) }
        return (first.event, first.instant)
    }

    /// Puts an entry at the top and lets it sink.
    private mutating func sift(_ entry: Entry) {
        var at = 0
        while true {
            var child = 2 * at + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
            guard heap[child].precedes(entry) else { break }
            heap[at] = heap[child]
            at = child
        }
        heap[at] = entry
    }
}
