/// Tells when everything begins to move together: the mean correlation has risen fast, or is high.
///
/// Keeps the least of a window of time in a queue of rising values: O(1) a value on average, in memory of
/// fixed size.
public struct CorrelationShock: Sendable {
    private let window: Int64
    private let rise: Double
    private let ceiling: Double
    private var times: [Int64]
    private var values: [Double]
    private var first = 0
    private var count = 0

    /// A shock is a rise of more than `rise` within `window` ns, or a value above `ceiling`.
    ///
    /// - Parameter capacity: how many values are kept at most; the oldest then go early.
    public init(
        window: Int64 = 600_000_000_000, rise: Double = 0.5, ceiling: Double = 0.8, capacity: Int = 1024
    ) {
        precondition(capacity > 0, "a window holds a value")
        self.window = window
        self.rise = rise
        self.ceiling = ceiling
        times = [Int64](repeating: 0, count: capacity)
        values = [Double](repeating: 0, count: capacity)
    }

    /// Takes the mean correlation at `time`, not earlier than the one before; whether it is a shock.
    public mutating func add(_ value: Double, at time: Int64) -> Bool {
        guard value.isFinite else { return false }
        while count > 0, times[first] < time &- window { drop() }
        while count > 0, values[place(count - 1)] >= value { count -= 1 }
        if count == values.count { drop() }
        values[place(count)] = value
        times[place(count)] = time
        count += 1
        return value > ceiling || value - values[first] > rise
    }

    private func place(_ index: Int) -> Int { (first + index) % values.count }

    private mutating func drop() {
        first = (first + 1) % values.count
        count -= 1
    }
}
