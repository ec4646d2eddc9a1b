import Statistics

/// What the best of many trials is worth, given that there were many.
public struct SweepVerdict: Sendable {
    /// Trials that count as tries: good ones on the same part of the tape, of this sweep or an earlier one.
    public var tries: Int
    /// Those whose returns tell a Sharpe ratio.
    public var measured: Int
    /// Standard deviation of their Sharpe ratios per period.
    public var deviation: Double?
    /// The best one's Sharpe ratio per period.
    public var sharpe: Double?
    /// The greatest ratio that so many tries reach by chance, per period.
    public var expected: Double?
    /// Probability that the best one's true ratio is above 0.
    public var probabilistic: Double?
    /// Probability that it is above what chance gives the best of so many.
    public var deflated: Double?
    /// Probability that the best in one half of the data is below the median in the other.
    public var overfitting: Double?
    /// Trials that this was worked out over.
    public var overfittingTrials = 0

    /// Judges the best of some trials.
    ///
    /// - Parameters:
    ///   - best: the one chosen.
    ///   - tries: all that were made to find it.
    ///   - returns: return series of those that still have them, equally long.
    public init(best: TrialRecord?, tries: [TrialRecord], returns: [[Double]] = []) {
        self.tries = tries.count
        let ratios = tries.compactMap { $0.returns?.sharpe }
        measured = ratios.count
        var moments = Moments()
        for ratio in ratios { moments.add(ratio) }
        deviation = moments.deviation
        if let shape = best?.returns {
            let estimate = SharpeEstimate(
                sharpe: shape.sharpe, count: shape.count, skewness: shape.skewness, kurtosis: shape.kurtosis)
            sharpe = shape.sharpe
            probabilistic = estimate.probability(above: 0)
            deflated = estimate.deflated(trials: tries.count, deviation: deviation)
            expected = deviation.map { $0 * SharpeEstimate.expectedMaximum(trials: tries.count) }
        }
        // Blocks of four returns at least, or their ratios say nothing.
        let blocks = [16, 12, 8, 6, 4].first { (returns.first?.count ?? 0) >= 4 * $0 }
        if let blocks, returns.count > 1, let judged = OverfittingProbability(returns, blocks: blocks) {
            overfitting = judged.probability
            overfittingTrials = returns.count
        }
    }
}
