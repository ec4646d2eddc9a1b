/// All figures of a series of returns, each from the whole series by its formula.
///
/// The batch version of `ReturnStream`: it adds in two passes what that one updates.
public struct ReturnSample: Sendable {
    /// The finite returns, in order.
    public let returns: [Double]
    /// Values that were no numbers and left out.
    public let skipped: Int
    /// How figures of a year are made.
    public let basics: ReturnBasics

    /// Takes the finite ones of `values`.
    public init(_ values: [Double], _ basics: ReturnBasics = ReturnBasics()) {
        returns = values.filter(\.isFinite)
        skipped = values.count - returns.count
        self.basics = basics
    }

    /// A figure; nil where it is not defined.
    public func value(_ metric: ReturnMetric) -> Double? {
        guard !returns.isEmpty else { return nil }
        let rate = basics.riskFreePerPeriod
        switch metric {
        case .totalReturn: return growth - 1
        case .annualReturn: return basics.annual(growth: growth, count: returns.count)
        case .meanReturn: return mean
        case .volatility: return deviation.map { $0 * basics.periodsPerYear.squareRoot() }
        case .sharpe: return basics.ratio(mean - rate, deviation)
        case .sortino: return returns.count > 1 ? basics.ratio(mean - rate, downside) : nil
        case .maxDrawdown: return drawdowns.max()
        case .drawdownLength: return Double(deepest.map { $0.end - $0.peak } ?? 0)
        case .recoveryLength: return deepest.flatMap { $0.recovers ? Double($0.end - $0.trough) : nil }
        case .calmar:
            guard let fall = drawdowns.max(), fall > 0 else { return nil }
            return basics.annual(growth: growth, count: returns.count).map { $0 / fall }
        case .ulcer: return (sum(drawdowns) { $0 * $0 } / count).squareRoot()
        case .omega: return over(sum(returns) { max(0, $0 - rate) }, sum(returns) { max(0, rate - $0) })
        case .skewness: return standardised(3)
        case .kurtosis: return standardised(4)
        case .winRate: return wins / count
        case .payoff: return payoff
        case .profitFactor: return over(gains, losses)
        case .kelly: return payoff.flatMap { $0 > 0 ? wins / count - (1 - wins / count) / $0 : nil }
        default:
            let shape = ReturnShape(
                returns.sorted(), basics, mean: mean, deviation: deviation, skewness: standardised(3),
                kurtosis: standardised(4))
            return shape.value(metric)
        }
    }

    /// The figure over each window of `length` returns, the first ending with return `length − 1`.
    public func rolling(_ metric: ReturnMetric, length: Int) -> [Double?] {
        guard length > 0, returns.count >= length else { return [] }
        return (length...returns.count).map { end in
            ReturnSample(Array(returns[(end - length)..<end]), basics).value(metric)
        }
    }

    /// The Sharpe ratio per period with what its error needs; nil where it is not defined.
    public var sharpeEstimate: SharpeEstimate? {
        guard let deviation, deviation > 0, let skewness = value(.skewness), let kurtosis = value(.kurtosis)
        else { return nil }
        return SharpeEstimate(
            sharpe: (mean - basics.riskFreePerPeriod) / deviation, count: returns.count, skewness: skewness,
            kurtosis: kurtosis)
    }

    private var count: Double { Double(returns.count) }
    private var growth: Double { returns.reduce(1) { max(0, $0 * (1 + $1)) } }
    private var mean: Double { returns.reduce(0, +) / count }
    private var wins: Double { Double(returns.count { $0 > 0 }) }
    private var gains: Double { sum(returns) { max(0, $0) } }
    private var losses: Double { sum(returns) { max(0, -$0) } }

    private var payoff: Double? {
        let negative = Double(returns.count { $0 < 0 })
        return wins > 0 && negative > 0 ? gains / wins / (losses / negative) : nil
    }

    private var downside: Double {
        let rate = basics.riskFreePerPeriod
        return (sum(returns) { $0 < rate ? ($0 - rate) * ($0 - rate) : 0 } / count).squareRoot()
    }

    private var deviation: Double? {
        let mean = mean
        return returns.count > 1 ? root(sum(returns) { ($0 - mean) * ($0 - mean) } / (count - 1)) : nil
    }

    /// Central moment over the power of the deviation.
    private func standardised(_ power: Int) -> Double? {
        let mean = mean
        let deviation = root(sum(returns) { ($0 - mean) * ($0 - mean) } / count)
        guard deviation > 0 else { return nil }
        return sum(returns) { value in
            (0..<power).reduce(1) { product, _ in product * ((value - mean) / deviation) }
        } / count
    }

    private func root(_ variance: Double) -> Double {
        let deviation = max(0, variance).squareRoot()
        return deviation > 1e-13 * (returns.map { abs($0) }.max() ?? 0) ? deviation : 0
    }

    private func sum(_ values: [Double], _ term: (Double) -> Double) -> Double {
        values.reduce(0) { $0 + term($1) }
    }

    private func over(_ a: Double, _ b: Double) -> Double? { b > 0 ? a / b : nil }
}
