/// How much of the equity to stake for the fastest growth (Kelly, 1956), and less.
public enum Kelly {
    /// max(0, p − (1−p)/b) of a bet that wins b with probability p and else loses 1.
    public static func fraction(winRate p: Double, payoff b: Double) -> Double {
        guard b > 0, p.isFinite else { return 0 }
        return max(0, p - (1 - p) / b)
    }

    /// The fraction that is used: cut at `cap`, times `share`, and 0 while too few trades tell p and b.
    public static func used(
        winRate: Double, payoff: Double, trades: Int, cap: Double = 0.25, share: Double = 0.25,
        leastTrades: Int = 30
    ) -> Double {
        guard trades >= leastTrades else { return 0 }
        return share * min(cap, fraction(winRate: winRate, payoff: payoff))
    }

    /// Σ⁻¹μ: the fractions of several bets at once (Thorp, 2006); nil when Σ cannot be inverted.
    ///
    /// - Parameter covariance: of the returns, row by row.
    public static func fractions(means: [Double], covariance: [Double]) -> [Double]? {
        guard !means.isEmpty, let factors = Cholesky(covariance, size: means.count) else { return nil }
        return factors.solve(means)
    }
}
