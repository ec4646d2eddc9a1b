/// The sum of the newest h values, at every value: returns over a horizon from returns of one period.
public struct OverlappingSum: Sendable {
    private var values: [Double]
    private var next = 0
    private var count = 0

    /// Over `horizon` values, 1 to 10: beyond that too few independent windows are left in 500 observations.
    public init(horizon: Int) {
        precondition(horizon >= 1 && horizon <= 10, "a horizon is 1 to 10 periods")
        values = [Double](repeating: 0, count: horizon)
    }

    /// Forgets all values.
    public mutating func reset() {
        next = 0
        count = 0
    }

    /// Takes a value; the sum of the newest h, nil before there are so many.
    ///
    /// Summed anew, so that no rounding stays.
    public mutating func add(_ value: Double) -> Double? {
        values[next] = value
        next = next + 1 == values.count ? 0 : next + 1
        count = min(count + 1, values.count)
        guard count == values.count else { return nil }
        var sum = 0.0
        for index in values.indices { sum += values[(next + index) % values.count] }
        return sum
    }
}
