/// Value at risk and expected shortfall of a loss whose distribution is known by a few numbers.
///
/// Both are losses, positive, in the unit of `deviation`, over `horizon` periods by the square root of time.
/// The mean of the returns is taken as 0 (RiskMetrics, 1996).
public enum ValueAtRisk {
    /// z·σ·√h: the loss that is not exceeded with probability `level`, of a normal loss.
    public static func normal(deviation: Double, level: Double, horizon: Int = 1) -> Double {
        Normal.quantile(level) * deviation * Double(horizon).squareRoot()
    }

    /// φ(z)/(1−a)·σ·√h: the mean of the losses beyond the value at risk.
    public static func normalShortfall(deviation: Double, level: Double, horizon: Int = 1) -> Double {
        shortfallMultiplier(level) * deviation * Double(horizon).squareRoot()
    }

    /// φ(z)/(1−a): 2.0627128 at 95 %, 2.6652142 at 99 %.
    public static func shortfallMultiplier(_ level: Double) -> Double {
        Normal.density(Normal.quantile(level)) / (1 - level)
    }

    /// The normal quantile moved for skewness and excess kurtosis (Cornish and Fisher, 1938).
    ///
    /// z + (z²−1)S/6 + (z³−3z)K/24 − (2z³−5z)S²/36. It is a quantile only for moderate S and K (Maillard,
    /// 2012); beyond these the value at risk need not grow with the level.
    public static func cornishFisherQuantile(_ z: Double, skewness: Double, excessKurtosis: Double) -> Double
    {
        let z2 = z * z
        return z + (z2 - 1) * skewness / 6 + z * (z2 - 3) * excessKurtosis / 24
            - z * (2 * z2 - 5) * skewness * skewness / 36
    }

    /// The loss not exceeded with probability `level` of returns with these moments, the mean taken off.
    ///
    /// - Parameter skewness: of the returns, so that losses have its opposite.
    public static func cornishFisher(
        deviation: Double, skewness: Double, excessKurtosis: Double, level: Double, horizon: Int = 1
    ) -> Double {
        let h = Double(horizon)
        // Of a sum of h independent returns, skewness falls with √h and excess kurtosis with h.
        let quantile = cornishFisherQuantile(
            Normal.quantile(1 - level), skewness: skewness / h.squareRoot(),
            excessKurtosis: excessKurtosis / h)
        return -quantile * deviation * h.squareRoot()
    }
}
