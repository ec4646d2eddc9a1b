/// A growing sample kept in order, for exact quantiles at any time.
///
/// A value costs a binary search and a move of what is greater: meant for daily returns, not for ticks.
public struct SortedSample: Sendable {
    /// The values, least first.
    public private(set) var values: [Double] = []

    /// Starts empty, with room for `capacity` values.
    public init(capacity: Int = 0) { values.reserveCapacity(capacity) }

    /// Adds a finite value.
    public mutating func add(_ value: Double) {
        var low = 0
        var high = values.count
        while low < high {
            let middle = (low + high) / 2
            if values[middle] <= value { low = middle + 1 } else { high = middle }
        }
        values.insert(value, at: low)
    }
}
