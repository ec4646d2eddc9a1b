import Glibc

/// What a market may be like, as a normal distribution of the standardised features.
enum Regime: String, CaseIterable {
    case normal
    case bull
    case bear
    case highVolatility = "high_volatility"
    case lowVolatility = "low_volatility"
    case trending
    case meanReverting = "mean_reverting"

    /// Points that stand for a regime.
    static let sampleSize = 64

    /// Means and standard deviations of return, range, volatility, order flow, illiquidity and spread, in
    /// units of the reference's standard deviations.
    private var distribution: (means: [Double], deviations: [Double]) {
        switch self {
        case .normal: ([0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1])
        case .bull: ([0.5, 0, 0, 0.7, 0, 0], [1, 1, 1, 0.8, 1, 1])
        case .bear: ([-0.5, 0.3, 0.3, -0.7, 0, 0], [1, 1, 1, 0.8, 1, 1])
        case .highVolatility: ([0, 1.5, 2, 0, 0.5, 0.5], [2, 1.5, 1, 1, 1.5, 1.5])
        case .lowVolatility: ([0, -0.7, -1, 0, -0.3, -0.3], [0.5, 0.4, 0.4, 0.8, 0.5, 0.5])
        case .trending: ([0, 0.3, 0, 0, 0, -0.6], [1.2, 1, 1, 1.4, 1, 0.3])
        case .meanReverting: ([0, 0, 0, 0, 0, 1.2], [1, 0.8, 0.8, 0.6, 1, 1])
        }
    }

    /// Points drawn from the regime: equal seeds give equal points, and of the same draws for all regimes, so
    /// that chance favours none.
    func sample(seed: UInt64, count: Int = sampleSize) -> [FeaturePoint] {
        let (means, deviations) = distribution
        var normal = NormalNumbers(seed: seed)
        return (0..<count).map { _ in
            var point = FeaturePoint.zero
            for i in means.indices { point[i] = means[i] + deviations[i] * normal.next() }
            return point
        }
    }
}

/// Seeded numbers of the standard normal distribution: SplitMix64 (Steele, Lea, Flood 2014) and Box–Muller.
private struct NormalNumbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> Double {
        let radius = (-2 * log(uniform())).squareRoot()
        return radius * cos(2 * .pi * uniform())
    }

    /// A number in (0, 1].
    private mutating func uniform() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return Double((word ^ word >> 31) >> 11 + 1) * 0x1p-53
    }
}
