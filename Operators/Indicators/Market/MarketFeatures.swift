import MarketModel

/// Six features of a bar: return, range, volatility, order flow, illiquidity and spread.
struct MarketFeatures {
    /// Returns that the volatility reads, and pairs of successive ones that the spread reads.
    static let length = 20

    private var previousClose: Double?
    private var volatility = RollingMoments(length: length)
    private var previousReturn: Double?
    private var bounce = RollingCovariance(length: length)
    private var flow: SignedVolume

    /// The features, with the order flow from where `sides` says.
    init(_ sides: SignedVolume.Sides) { flow = SignedVolume(sides, length: Self.length) }

    /// Takes a bar; its features, nil before the 22nd.
    mutating func add(_ bar: Bar) -> FeaturePoint? {
        let close = bar.close.double
        defer { previousClose = close }
        var counted = bar
        counted.volume = bar.activity
        let signed = flow.add(counted)
        guard let previousClose else { return nil }
        // A price may be negative (spreads, oil in 2020), or 0, from which nothing can be measured.
        let base = abs(previousClose)
        let change = base > 0 ? (close - previousClose) / base : 0
        let range = base > 0 ? (bar.high.double - bar.low.double) / base : 0
        let pairs = previousReturn.flatMap { bounce.add(change, $0) }
        previousReturn = change
        guard let moments = volatility.add(change), let signed, let pairs else { return nil }
        let volume = counted.volume
        let value = bar.volume > 0 && bar.notional != 0 ? abs(bar.notional) : volume * abs(close)
        var point = FeaturePoint.zero
        point[0] = change
        point[1] = range
        point[2] = moments.sampleVariance.squareRoot()
        point[3] = volume > 0 ? signed.volume / volume : 0
        point[4] = value > 0 ? abs(change) / value : 0
        point[5] = 2 * max(-pairs.sampleCovariance, 0).squareRoot()
        return point
    }
}
