/// The figures that need the whole distribution: quantiles, and what its four moments say.
struct ReturnShape {
    private let sorted: [Double]
    private let basics: ReturnBasics
    private let mean: Double
    private let deviation: Double?
    private let skewness: Double?
    private let excess: Double?

    init(_ sorted: [Double], _ moments: Moments, _ basics: ReturnBasics) {
        self.init(
            sorted, basics, mean: moments.mean, deviation: moments.deviation, skewness: moments.skewness,
            kurtosis: moments.kurtosis)
    }

    init(
        _ sorted: [Double], _ basics: ReturnBasics, mean: Double, deviation: Double?, skewness: Double?,
        kurtosis: Double?
    ) {
        self.sorted = sorted
        self.basics = basics
        self.mean = mean
        self.deviation = deviation
        self.skewness = skewness
        excess = kurtosis.map { $0 - 3 }
    }

    func value(_ metric: ReturnMetric) -> Double? {
        switch metric {
        case .tailRatio: return tailRatio
        case .kellyGaussian: return deviation.flatMap { $0 > 0 ? mean / ($0 * $0) : nil }
        case .var95: return TailRisk.historical(sorted, 0.95)
        case .cvar95: return TailRisk.historicalMean(sorted, 0.95)
        case .var99: return TailRisk.historical(sorted, 0.99)
        case .cvar99: return TailRisk.historicalMean(sorted, 0.99)
        case .gaussianVar95: return gaussian(0.95, TailRisk.gaussian)
        case .gaussianCvar95: return gaussian(0.95, TailRisk.gaussianMean)
        case .gaussianVar99: return gaussian(0.99, TailRisk.gaussian)
        case .gaussianCvar99: return gaussian(0.99, TailRisk.gaussianMean)
        case .cornishFisherVar95: return bent(0.95, TailRisk.cornishFisher)
        case .cornishFisherCvar95: return bent(0.95, TailRisk.cornishFisherMean)
        case .cornishFisherVar99: return bent(0.99, TailRisk.cornishFisher)
        case .cornishFisherCvar99: return bent(0.99, TailRisk.cornishFisherMean)
        case .probabilisticSharpe: return estimate?.probability(above: 0)
        case .minimumTrackRecord: return estimate?.minimumTrackRecord(above: 0)
        default: return nil
        }
    }

    private var tailRatio: Double? {
        guard let high = SampleQuantile.linear(sorted, 0.95), let low = SampleQuantile.linear(sorted, 0.05),
            low != 0
        else { return nil }
        return abs(high) / abs(low)
    }

    private var estimate: SharpeEstimate? {
        guard let deviation, deviation > 0, let skewness, let excess else { return nil }
        return SharpeEstimate(
            sharpe: (mean - basics.riskFreePerPeriod) / deviation, count: sorted.count, skewness: skewness,
            kurtosis: excess + 3)
    }

    private func gaussian(
        _ level: Double, _ measure: (_ mean: Double, _ deviation: Double, _ level: Double) -> Double
    ) -> Double? {
        deviation.map { measure(mean, $0, level) }
    }

    private func bent(
        _ level: Double, _ measure: (Double, Double, Double, Double, Double) -> Double
    ) -> Double? {
        guard let deviation, let skewness, let excess else { return nil }
        return measure(mean, deviation, skewness, excess, level)
    }
}
