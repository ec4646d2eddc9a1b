/// All figures of a series of returns, ready after each of them.
///
/// Sums of constant size, and the returns in order for the quantiles. The batch version is `ReturnSample`.
public struct ReturnStream: Sendable {
    /// How figures of a year are made.
    public let basics: ReturnBasics
    /// Values that were no numbers and passed over.
    public private(set) var skipped = 0
    /// Mean, deviation and shape.
    public private(set) var moments = Moments()
    /// Gains and losses.
    public private(set) var outcomes = OutcomeStatistics()
    /// Drawdowns of growth, by period.
    public private(set) var drawdowns = DrawdownTracker()
    /// Π(1 + r); stays 0 once all is lost.
    public private(set) var growth = 1.0
    private var excess = OutcomeStatistics()
    private var downsideSquares = 0.0
    private var sorted: SortedSample

    /// Starts empty, with room for the quantiles of `capacity` returns.
    public init(_ basics: ReturnBasics = ReturnBasics(), capacity: Int = 0) {
        self.basics = basics
        sorted = SortedSample(capacity: capacity)
    }

    /// Returns so far.
    public var count: Int { moments.count }

    /// Adds the return of a period, as a fraction.
    public mutating func add(_ value: Double) {
        guard value.isFinite else {
            skipped += 1
            return
        }
        moments.add(value)
        outcomes.add(value)
        let above = value - basics.riskFreePerPeriod
        excess.add(above)
        if above < 0 { downsideSquares += above * above }
        growth = max(0, growth * (1 + value))
        drawdowns.add(growth, at: Int64(moments.count))
        sorted.add(value)
    }

    /// A figure; nil where it is not defined.
    public func value(_ metric: ReturnMetric) -> Double? {
        guard count > 0 else { return nil }
        switch metric {
        case .totalReturn: return growth - 1
        case .annualReturn: return basics.annual(growth: growth, count: count)
        case .meanReturn: return moments.mean
        case .volatility: return moments.deviation.map { $0 * basics.periodsPerYear.squareRoot() }
        case .sharpe: return basics.ratio(moments.mean - basics.riskFreePerPeriod, moments.deviation)
        case .sortino:
            let downside = (downsideSquares / Double(count)).squareRoot()
            return count > 1 ? basics.ratio(moments.mean - basics.riskFreePerPeriod, downside) : nil
        case .maxDrawdown: return drawdowns.deepest
        case .drawdownLength: return drawdowns.deepest > 0 ? Double(drawdowns.deepestLength) : 0
        case .recoveryLength: return drawdowns.deepestRecoveryLength.map(Double.init)
        case .calmar:
            guard drawdowns.deepest > 0 else { return nil }
            return basics.annual(growth: growth, count: count).map { $0 / drawdowns.deepest }
        case .ulcer: return drawdowns.ulcer
        case .omega: return excess.profitFactor
        case .skewness: return moments.skewness
        case .kurtosis: return moments.kurtosis
        case .winRate: return outcomes.winRate
        case .payoff: return outcomes.payoff
        case .profitFactor: return outcomes.profitFactor
        case .kelly: return outcomes.kelly
        default: return ReturnShape(sorted.values, moments, basics).value(metric)
        }
    }
}
