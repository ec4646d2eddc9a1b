import Glibc

/// An estimated Sharpe ratio per period, and how far it can be trusted (Bailey, López de Prado 2012, 2014).
public struct SharpeEstimate: Sendable {
    /// Per period, not a year.
    public var sharpe: Double
    /// Periods.
    public var count: Int
    /// Skewness of the returns.
    public var skewness: Double
    /// Kurtosis of the returns, 3 for normal ones.
    public var kurtosis: Double

    /// Makes an estimate.
    public init(sharpe: Double, count: Int, skewness: Double, kurtosis: Double) {
        self.sharpe = sharpe
        self.count = count
        self.skewness = skewness
        self.kurtosis = kurtosis
    }

    /// 1 − γ₃SR + (γ₄ − 1)/4·SR²: n − 1 times the variance of the estimate.
    private var spread: Double { 1 - skewness * sharpe + (kurtosis - 1) / 4 * sharpe * sharpe }

    /// Standard error per period; nil for fewer than two periods.
    public var error: Double? {
        count > 1 && spread > 0 ? (spread / Double(count - 1)).squareRoot() : nil
    }

    /// PSR: probability that the true ratio is above `threshold` per period; nil for fewer than two periods.
    public func probability(above threshold: Double) -> Double? {
        error.map { Normal.cumulative((sharpe - threshold) / $0) }
    }

    /// DSR: the same above the ratio that the best of `trials` would show by chance.
    ///
    /// - Parameter deviation: of the trials' ratios per period; nil takes that of chance, 1/√(n − 1).
    public func deflated(trials: Int, deviation: Double? = nil) -> Double? {
        guard count > 1 else { return nil }
        let spread = deviation ?? 1 / Double(count - 1).squareRoot()
        return probability(above: Self.expectedMaximum(trials: trials) * spread)
    }

    /// Expected greatest of `trials` standard normal values: (1 − γ)Φ⁻¹(1 − 1/N) + γΦ⁻¹(1 − 1/(Ne)); 0 for one.
    public static func expectedMaximum(trials: Int) -> Double {
        guard trials > 1 else { return 0 }
        let euler = 0.5772156649015329
        let n = Double(trials)
        return (1 - euler) * Normal.quantile(1 - 1 / n) + euler * Normal.quantile(1 - 1 / (n * M_E))
    }

    /// Periods until the probability above `threshold` is `confidence`; nil where it never will be.
    public func minimumTrackRecord(above threshold: Double, confidence: Double = 0.95) -> Double? {
        guard sharpe > threshold, spread > 0 else { return nil }
        let z = Normal.quantile(confidence) / (sharpe - threshold)
        return 1 + spread * z * z
    }
}
