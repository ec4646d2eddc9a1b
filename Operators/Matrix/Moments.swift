/// Mean and central moments of a number of values, which can be joined without loss.
///
/// Source: P. Pébay, Formulas for Robust, One-Pass Parallel Computation of Covariances and Arbitrary-Order
/// Statistical Moments, Sandia SAND2008-6212, 2008. Equal values have exactly no variance.
struct Moments: BitwiseCopyable {
    private(set) var count = 0.0
    private(set) var mean = 0.0
    /// Sums of the powers of the distances from the mean.
    private var second = 0.0
    private var third = 0.0
    private var fourth = 0.0

    /// Of nothing.
    init() {}

    /// Of one value.
    init(_ value: Double) {
        count = 1
        mean = value
    }

    /// Of both sets of values.
    func joined(with other: Moments) -> Moments {
        if count == 0 { return other }
        if other.count == 0 { return self }
        let (a, b) = (count, other.count)
        let n = a + b
        let delta = other.mean - mean
        let step = delta / n
        var all = Moments()
        all.count = n
        all.mean = mean + b * step
        all.second = second + other.second + delta * step * a * b
        all.third =
            third + other.third + delta * step * step * a * b * (a - b)
            + 3 * step * (a * other.second - b * second)
        all.fourth =
            fourth + other.fourth + delta * step * step * step * a * b * (a * a - a * b + b * b)
            + 6 * step * step * (a * a * other.second + b * b * second)
            + 4 * step * (a * other.third - b * third)
        return all
    }

    /// √(Σ(x − mean)²/(n − 1)); 0 of fewer than two.
    var deviation: Double { count > 1 ? (second / (count - 1)).squareRoot() : 0 }
    /// √n·Σ(x − mean)³ / (Σ(x − mean)²)^1.5, the biased g₁; 0 where nothing varies.
    var skewness: Double { second > 0 ? count.squareRoot() * third / (second * second.squareRoot()) : 0 }
    /// n·Σ(x − mean)⁴ / (Σ(x − mean)²)² − 3, the biased excess g₂; 0 where nothing varies.
    var kurtosis: Double { second > 0 ? count * fourth / (second * second) - 3 : 0 }

    /// How many standard deviations `value` is above the mean; 0 where nothing varies.
    func score(of value: Double) -> Double {
        let deviation = deviation
        return deviation > 0 ? (value - mean) / deviation : 0
    }
}
