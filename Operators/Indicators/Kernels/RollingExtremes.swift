/// The highest and lowest of the newest n values, with their ages, by two monotonic queues: amortised O(1).
struct RollingExtremes {
    /// The extremes of a window.
    ///
    /// An age of 0 is the newest value; among equals the newest counts.
    struct Value: BitwiseCopyable {
        var max: Double
        var min: Double
        var maxAge: Int
        var minAge: Int
    }

    private let length: Int
    private var highest: Queue
    private var lowest: Queue
    private var seen = 0

    /// The extremes of `length` values, at least one.
    init(length: Int) {
        precondition(length > 0, "extremes have a length")
        self.length = length
        highest = Queue(length)
        lowest = Queue(length)
    }

    /// Takes a value; the extremes of the newest n, nil before the n-th.
    mutating func add(_ value: Double) -> Value? { add(high: value, low: value) }

    /// Takes the high and low of a bar; the highest high and lowest low of the newest n, nil before the n-th.
    mutating func add(high: Double, low: Double) -> Value? {
        highest.add(high, at: seen, keeping: length)
        // Negated, so that one queue does for both.
        lowest.add(-low, at: seen, keeping: length)
        seen += 1
        guard seen >= length else { return nil }
        let (max, min) = (highest.first, lowest.first)
        return Value(
            max: max.value, min: -min.value, maxAge: seen - 1 - max.place, minAge: seen - 1 - min.place)
    }

    /// Values that may still become the largest, falling, oldest first; a ring.
    private struct Queue {
        private var items: [(value: Double, place: Int)]
        private var head = 0
        private var count = 0

        init(_ capacity: Int) { items = Array(repeating: (0, 0), count: capacity) }

        var first: (value: Double, place: Int) { items[head] }

        private func index(_ offset: Int) -> Int {
            let index = head + offset
            return index < items.count ? index : index - items.count
        }

        mutating func add(_ value: Double, at place: Int, keeping length: Int) {
            if count > 0, items[head].place <= place - length {
                head = index(1)
                count -= 1
            }
            while count > 0, items[index(count - 1)].value <= value { count -= 1 }
            items[index(count)] = (value, place)
            count += 1
        }
    }
}
