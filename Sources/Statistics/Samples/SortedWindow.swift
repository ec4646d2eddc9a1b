/// The newest n values of a series in order of size: O(log n) to find a place, a move of up to n numbers to
/// make it.
public struct SortedWindow: Sendable {
    private let capacity: Int
    /// Values now, at most the capacity.
    public var count: Int { sorted.count }
    private var sorted: [Double] = []
    private var arrivals: [Double] = []
    private var oldest = 0

    /// Of the newest `capacity` values, at least one.
    public init(_ capacity: Int) {
        precondition(capacity > 0, "a window holds a value")
        self.capacity = capacity
        sorted.reserveCapacity(capacity)
        arrivals.reserveCapacity(capacity)
    }

    /// Takes a finite value; the oldest makes room.
    public mutating func add(_ value: Double) {
        guard arrivals.count == capacity else {
            sorted.insert(value, at: place(of: value))
            arrivals.append(value)
            return
        }
        var at = place(of: arrivals[oldest])
        arrivals[oldest] = value
        oldest = oldest + 1 == capacity ? 0 : oldest + 1
        while at + 1 < capacity, sorted[at + 1] < value {
            sorted[at] = sorted[at + 1]
            at += 1
        }
        while at > 0, sorted[at - 1] > value {
            sorted[at] = sorted[at - 1]
            at -= 1
        }
        sorted[at] = value
    }

    /// The quantile of share `p`, 0…1, linear between neighbours as in numpy's default; there must be values.
    public func quantile(_ p: Double) -> Double {
        let position = p * Double(sorted.count - 1)
        let low = Int(position)
        guard low + 1 < sorted.count else { return sorted[sorted.count - 1] }
        return sorted[low] + (position - Double(low)) * (sorted[low + 1] - sorted[low])
    }

    /// The value at `place` in order of size, from 0.
    public subscript(place: Int) -> Double { sorted[place] }

    /// Takes the newest of `values`, the oldest first, in place of what it has; allocates nothing.
    mutating func replace(with values: [Double]) {
        sorted.removeAll(keepingCapacity: true)
        arrivals.removeAll(keepingCapacity: true)
        oldest = 0
        for index in max(0, values.count - capacity)..<values.count { arrivals.append(values[index]) }
        sorted.append(contentsOf: arrivals)
        InPlaceOrder.sort(&sorted)
    }

    /// How many of the values are below `value`.
    public func place(of value: Double) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
