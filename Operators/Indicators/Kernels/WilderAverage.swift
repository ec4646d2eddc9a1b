/// Wilder's average: the mean of the first n values, then A ← A + (x − A)/n.
struct WilderAverage {
    private let length: Double
    private var average = 0.0
    private var seen = 0.0

    /// The average over `length` values, at least one.
    init(length: Int) {
        precondition(length > 0, "an average has a length")
        self.length = Double(length)
    }

    /// Takes a value; the average, nil before the n-th.
    mutating func add(_ value: Double) -> Double? {
        if seen == length {
            average += (value - average) / length
            return average
        }
        // Summed and divided once, so that the first is the mean to the last bit.
        seen += 1
        average += value
        guard seen == length else { return nil }
        average /= length
        return average
    }
}
