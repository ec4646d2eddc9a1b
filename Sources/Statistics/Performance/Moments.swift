/// Count, mean and central moments of a stream, one value at a time (Pébay 2008).
public struct Moments: Sendable {
    /// Values so far.
    public private(set) var count = 0
    /// Their mean; 0 before the first.
    public private(set) var mean = 0.0
    private var second = 0.0
    private var third = 0.0
    private var fourth = 0.0
    private var largest = 0.0

    /// Starts empty.
    public init() {}

    /// Adds a finite value.
    public mutating func add(_ value: Double) {
        let before = Double(count)
        count += 1
        let n = Double(count)
        let delta = value - mean
        let step = delta / n
        let square = step * step
        let term = delta * step * before
        mean += step
        fourth += term * square * (n * n - 3 * n + 3) + 6 * square * second - 4 * step * third
        third += term * step * (n - 2) - 3 * step * second
        second += term
        largest = max(largest, abs(value))
    }

    /// Standard deviation over n − 1; nil for fewer than two values.
    ///
    /// 0 where all are equal but for rounding: a spread below 1e-13 of the largest value.
    public var deviation: Double? { count > 1 ? root(second / Double(count - 1)) : nil }

    /// Standard deviation over n; nil before the first value.
    public var populationDeviation: Double? { count > 0 ? root(second / Double(count)) : nil }

    /// Skewness of the sample as a population, m₃/m₂^1.5; nil where all values are equal.
    public var skewness: Double? {
        guard let deviation = populationDeviation, deviation > 0 else { return nil }
        return third / Double(count) / (deviation * deviation * deviation)
    }

    /// Kurtosis of the sample as a population, m₄/m₂², 3 for a normal one; nil where all values are equal.
    public var kurtosis: Double? {
        guard let deviation = populationDeviation, deviation > 0 else { return nil }
        let variance = deviation * deviation
        return fourth / Double(count) / (variance * variance)
    }

    private func root(_ variance: Double) -> Double {
        let deviation = max(0, variance).squareRoot()
        return deviation > 1e-13 * largest ? deviation : 0
    }
}
