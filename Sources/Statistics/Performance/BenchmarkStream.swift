/// Returns beside those of a benchmark, one pair at a time.
public struct BenchmarkStream: Sendable {
    /// How figures of a year are made.
    public let basics: ReturnBasics
    /// Return less the benchmark's.
    public private(set) var active = Moments()
    /// The benchmark's returns.
    public private(set) var benchmark = Moments()
    private var own = Moments()
    private var product = 0.0

    /// Starts empty.
    public init(_ basics: ReturnBasics = ReturnBasics()) { self.basics = basics }

    /// Adds the returns of a period; a pair that is not finite is passed over.
    public mutating func add(_ value: Double, benchmark other: Double) {
        guard value.isFinite, other.isFinite else { return }
        let delta = value - own.mean
        own.add(value)
        benchmark.add(other)
        product += delta * (other - benchmark.mean)
        active.add(value - other)
    }

    /// Pairs so far.
    public var count: Int { own.count }

    /// Covariance over the benchmark's variance; nil where that is 0.
    public var beta: Double? {
        guard let deviation = benchmark.deviation, deviation > 0 else { return nil }
        return product / Double(count - 1) / (deviation * deviation)
    }

    /// (mean excess − beta · mean excess of the benchmark)·A: Jensen's, not compounded.
    public var alpha: Double? {
        let rate = basics.riskFreePerPeriod
        return beta.map { (own.mean - rate - $0 * (benchmark.mean - rate)) * basics.periodsPerYear }
    }

    /// Pearson's; nil where one does not vary.
    public var correlation: Double? {
        guard let a = own.deviation, let b = benchmark.deviation, a > 0, b > 0 else { return nil }
        return product / Double(count - 1) / (a * b)
    }

    /// Standard deviation of the active return times √A.
    public var trackingError: Double? { active.deviation.map { $0 * basics.periodsPerYear.squareRoot() } }

    /// Mean over standard deviation of the active return, times √A.
    public var informationRatio: Double? { basics.ratio(active.mean, active.deviation) }
}
