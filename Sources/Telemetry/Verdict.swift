/// What a run says of one latency limit.
public struct Verdict: Sendable, Equatable {
    /// The three answers.
    public enum Outcome: String, Sendable {
        /// The quantile is within the limit, on enough events.
        case met
        /// The quantile is over the limit, and preemption does not explain it.
        case missed
        /// Too few events, or the excess fell into gaps where the thread was preempted.
        case inconclusive
    }

    /// The answer.
    public var outcome: Outcome
    /// Events measured.
    public var count: UInt64
    /// The measured quantile in nanoseconds.
    public var value: UInt64
    /// Events over the limit.
    public var over: UInt64
    /// Those of them that fell into gaps where the thread was preempted.
    public var preempted: UInt64
    /// Why, in a few words.
    public var reason: String

    /// Makes a verdict of its parts.
    public init(
        outcome: Outcome, count: UInt64, value: UInt64, over: UInt64, preempted: UInt64, reason: String
    ) {
        self.outcome = outcome
        self.count = count
        self.value = value
        self.over = over
        self.preempted = preempted
        self.reason = reason
    }

    /// Events needed so that a run without a single excess shows the quantile with 95 % confidence:
    /// ln 0.05 / ln q, 299 for p99.
    public static func eventsNeeded(quantile: Double) -> UInt64 {
        quantile >= 1 ? 1 : quantile <= 0 ? 1 : UInt64((logarithm(0.05) / logarithm(quantile)).rounded(.up))
    }

    /// Judges a histogram against a limit.
    public static func judge(
        _ histogram: LatencyHistogram, quantile: Double, limit: UInt64, preempted: UInt64
    ) -> Verdict {
        let value = histogram.value(atQuantile: quantile)
        let over = histogram.countAbove(limit)
        let needed = eventsNeeded(quantile: quantile)
        var verdict = Verdict(
            outcome: .met, count: histogram.count, value: value, over: over, preempted: min(preempted, over),
            reason: "")
        if histogram.count == 0 {
            verdict.outcome = .inconclusive
            verdict.reason = "no event passed"
        } else if histogram.count < needed {
            // A miss that no preemption explains is a miss however few the events are.
            let allowed = UInt64(Double(histogram.count) * (1 - quantile))
            let unexplained = over - verdict.preempted
            verdict.outcome = unexplained > allowed ? .missed : .inconclusive
            verdict.reason = "\(histogram.count) events, \(needed) needed"
        } else if value > limit {
            let allowed = UInt64(Double(histogram.count) * (1 - quantile))
            let unexplained = over - verdict.preempted
            verdict.outcome = unexplained > allowed ? .missed : .inconclusive
            verdict.reason =
                "\(over) over the limit, \(verdict.preempted) of them while the thread was preempted"
        }
        return verdict
    }
}
