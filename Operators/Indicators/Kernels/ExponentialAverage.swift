/// Exponential average: e ← e + 2/(n+1)·(x − e).
struct ExponentialAverage {
    /// What the average starts from.
    enum Seed: String, CaseIterable, Sendable {
        /// The first value: there is an average from the first value on.
        case first
        /// The mean of the first n, as TA-Lib does: the n-th value gives the first average.
        case mean
    }

    private let weight: Double
    /// Values that make the seed.
    private let seeds: Double
    private var average = 0.0
    private var seen = 0.0

    /// The average with weight 2/(`length` + 1).
    init(length: Int, seed: Seed = .mean) {
        precondition(length > 0, "an average has a length")
        weight = 2 / Double(length + 1)
        seeds = seed == .mean ? Double(length) : 1
    }

    /// Takes a value; the average, nil before the seed is complete.
    mutating func add(_ value: Double) -> Double? {
        if seen == seeds {
            average += weight * (value - average)
            return average
        }
        // Summed and divided once, so that the seed is the mean to the last bit.
        seen += 1
        average += value
        guard seen == seeds else { return nil }
        average /= seeds
        return average
    }
}
