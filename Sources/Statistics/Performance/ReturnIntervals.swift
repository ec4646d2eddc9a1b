/// Intervals for figures of a series of returns, and a band for its growth, by the stationary bootstrap.
public struct ReturnIntervals: Sendable {
    /// What is resampled and how.
    public struct Plan: Sendable {
        /// Resamples.
        public var draws: Int
        /// Mean length of a block; 0 for n^(1/3).
        public var block: Double
        /// Part of the resamples that lies within.
        public var level: Double
        /// Seed.
        public var seed: UInt64
        /// Places of the band, at most.
        public var places: Int

        /// Makes a plan.
        public init(
            draws: Int = 1000, block: Double = 0, level: Double = 0.95, seed: UInt64 = 1, places: Int = 200
        ) {
            self.draws = draws
            self.block = block
            self.level = level
            self.seed = seed
            self.places = places
        }
    }

    /// The figures that get an interval.
    public static let metrics: [ReturnMetric] = [
        .totalReturn, .annualReturn, .meanReturn, .volatility, .sharpe, .sortino, .maxDrawdown,
    ]

    /// Low and high end by figure; a figure that most resamples leave undefined has none.
    public private(set) var intervals: [ReturnMetric: (low: Double, high: Double)] = [:]
    /// Periods at whose end the band stands, counted from 0.
    public private(set) var places: [Int] = []
    /// Growth of 1 at the low end.
    public private(set) var low: [Double] = []
    /// Growth of 1 at the high end.
    public private(set) var high: [Double] = []

    /// Resamples `returns`; nothing comes out for fewer than two of them, or no draws.
    public init(_ returns: [Double], _ basics: ReturnBasics = ReturnBasics(), _ plan: Plan = Plan()) {
        let count = returns.count
        guard count >= 2, plan.draws > 0 else { return }
        let steps = min(count, max(1, plan.places))
        places = (1...steps).map { $0 * count / steps - 1 }
        var bootstrap = StationaryBootstrap(count: count, block: plan.block, seed: plan.seed)
        var order = [Int](repeating: 0, count: count)
        var found = [[Double]](repeating: [], count: Self.metrics.count)
        var paths = [[Double]](repeating: [], count: places.count)
        for _ in 0..<plan.draws {
            bootstrap.draw(into: &order)
            let draw = Draw(returns, order, places, basics, &paths)
            for (index, metric) in Self.metrics.enumerated() {
                if let value = draw.value(metric, basics) { found[index].append(value) }
            }
        }
        let tail = (1 - plan.level) / 2
        for (index, metric) in Self.metrics.enumerated() where 2 * found[index].count > plan.draws {
            intervals[metric] = Self.ends(found[index], tail)
        }
        let ends = paths.map { Self.ends($0, tail) }
        low = ends.map { $0?.low ?? 1 }
        high = ends.map { $0?.high ?? 1 }
    }

    private static func ends(_ values: [Double], _ tail: Double) -> (low: Double, high: Double)? {
        let sorted = values.sorted()
        guard let low = SampleQuantile.linear(sorted, tail),
            let high = SampleQuantile.linear(sorted, 1 - tail)
        else { return nil }
        return (low, high)
    }
}

/// The figures of one resample, in one pass.
private struct Draw {
    private var count = 0.0
    private var growth = 1.0
    private var sum = 0.0
    private var squares = 0.0
    private var downside = 0.0
    private var deepest = 0.0

    init(
        _ returns: [Double], _ order: [Int], _ places: [Int], _ basics: ReturnBasics,
        _ paths: inout [[Double]]
    ) {
        count = Double(order.count)
        let rate = basics.riskFreePerPeriod
        var peak = 1.0
        var place = 0
        for (index, chosen) in order.enumerated() {
            let value = returns[chosen]
            sum += value
            squares += value * value
            if value < rate { downside += (value - rate) * (value - rate) }
            growth = max(0, growth * (1 + value))
            if growth > peak { peak = growth } else { deepest = max(deepest, 1 - growth / peak) }
            if index == places[place] {
                paths[place].append(growth)
                if place + 1 < places.count { place += 1 }
            }
        }
    }

    func value(_ metric: ReturnMetric, _ basics: ReturnBasics) -> Double? {
        let mean = sum / count
        let variance = (squares - sum * mean) / (count - 1)
        let deviation = variance > 1e-14 * squares / count ? variance.squareRoot() : 0
        switch metric {
        case .totalReturn: return growth - 1
        case .annualReturn: return basics.annual(growth: growth, count: Int(count))
        case .meanReturn: return mean
        case .volatility: return deviation * basics.periodsPerYear.squareRoot()
        case .sharpe: return basics.ratio(mean - basics.riskFreePerPeriod, deviation)
        case .sortino:
            return basics.ratio(mean - basics.riskFreePerPeriod, (downside / count).squareRoot())
        case .maxDrawdown: return deepest
        default: return nil
        }
    }
}
