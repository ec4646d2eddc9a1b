/// Value at risk and its conditional mean, as losses: positive where money is lost.
///
/// `level` is the confidence, as 0.95. The horizon is the period of the returns.
public enum TailRisk {
    /// The loss at the (1 − level) quantile, linear between order statistics; nil for no returns.
    public static func historical(_ sorted: [Double], _ level: Double) -> Double? {
        SampleQuantile.linear(sorted, 1 - level).map { -$0 }
    }

    /// Mean loss of the ⌊(n − 1)(1 − level)⌋ + 1 worst returns, empyrical's convention; nil for no returns.
    public static func historicalMean(_ sorted: [Double], _ level: Double) -> Double? {
        guard !sorted.isEmpty else { return nil }
        let count = Int(Double(sorted.count - 1) * (1 - level)) + 1
        return -sorted[..<count].reduce(0, +) / Double(count)
    }

    /// Of a normal distribution: −(μ + σz), z the (1 − level) quantile.
    public static func gaussian(mean: Double, deviation: Double, _ level: Double) -> Double {
        -(mean + deviation * Normal.quantile(1 - level))
    }

    /// Mean loss beyond `gaussian`: −μ + σφ(z)/(1 − level).
    public static func gaussianMean(mean: Double, deviation: Double, _ level: Double) -> Double {
        deviation * Normal.density(Normal.quantile(1 - level)) / (1 - level) - mean
    }

    /// Of a normal distribution bent by skewness s and excess kurtosis k (Cornish, Fisher 1938):
    /// z + (z² − 1)s/6 + (z³ − 3z)k/24 − (2z³ − 5z)s²/36 in place of z.
    public static func cornishFisher(
        mean: Double, deviation: Double, skewness s: Double, excess k: Double, _ level: Double
    ) -> Double {
        let z = Normal.quantile(1 - level)
        let cube = z * z * z
        let bent = z + (z * z - 1) * s / 6 + (cube - 3 * z) * k / 24 - (2 * cube - 5 * z) * s * s / 36
        return -(mean + deviation * bent)
    }

    /// Mean loss beyond `cornishFisher`: the mean of the bent quantiles below 1 − level, in closed form.
    ///
    /// −φ(z)/(1 − level) · (1 + zs/6 + (z² − 1)k/24 − (2z² − 1)s²/36) in place of the normal one.
    public static func cornishFisherMean(
        mean: Double, deviation: Double, skewness s: Double, excess k: Double, _ level: Double
    ) -> Double {
        let z = Normal.quantile(1 - level)
        let bend = 1 + z * s / 6 + (z * z - 1) * k / 24 - (2 * z * z - 1) * s * s / 36
        return deviation * Normal.density(z) / (1 - level) * bend - mean
    }
}
