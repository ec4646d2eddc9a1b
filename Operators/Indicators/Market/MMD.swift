import MarketModel
import OperatorKit
import Rings

/// Whether the market's microstructure still is what it was, and which regime it resembles.
struct MMD: BarRowIndicator {
    struct Settings: OperatorSettings {
        var window = 100
        var reference = 500
        var refresh: Int64 = 86_400_000_000_000
        var sides = SignedVolume.Sides.auto
        var seed = 1

        static let parameters: [Parameter<Settings>] = [
            .integer("window", \.window, in: 10...1000, "newest bars that are compared", unit: "bars"),
            .integer(
                "reference", \.reference, in: 20...2000, "bars before them, compared with", unit: "bars"),
            .duration(
                "refresh", \.refresh, in: 1_000_000_000...31_536_000_000_000_000,
                "grid of event time, from 1970 UTC, on which the reference is renewed"),
            .choice("sides", \.sides, SignedVolume.doc),
            .integer("seed", \.seed, in: 0...Int64.max, "of the points that stand for the regimes"),
        ]
    }

    static let signature = Signature<MMD>(
        "indicator.mmd",
        "Maximum mean discrepancy of the newest bars to a reference, and the market's regime.",
        details: """
            Features of a bar: return = (close − previous close)/|previous close|; range = (high − \
            low)/|previous close|; volatility = sample sd of the newest 20 returns; order flow = (bought − \
            sold)/volume, by `sides`; illiquidity (Amihud) = |return|/(value traded); spread (Roll) = \
            2·√max(0, −Cov) of 20 pairs of successive returns. A bar without volume (FX) counts its ticks.

            The reference is the r bars before the newest w at its last refresh; each feature is put into \
            units of the reference's sample sd from its mean (0 where it has none). With the Gaussian kernel \
            k(a, b) = exp(−|a − b|²/2σ²), σ the median distance of all pairs of the reference, and x of the \
            window, y of the reference: mmd2 = Σ k(x, x′)/(w(w−1)) + Σ k(y, y′)/(r(r−1)) − 2Σ k(x, y)/(wr) \
            over different bars; score = √max(mmd2, 0). It is unbiased: about 0, of either sign, for \
            independent bars of one distribution. Volatility and spread overlap over 20 bars, so that on \
            markets it mostly stays above 0: compare it with its own past. Sums are updated, not recomputed: \
            O(w + r) a bar.

            Refresh: reference, means, sd, σ and the regimes' kernels are frozen until the first bar whose \
            start lies in a later day (`refresh`, from midnight UTC) than that of the bar of the last \
            refresh. That bar's row is already against the new reference; it takes about a millisecond, O((w + \
            r)²), as nothing can be updated.

            Regimes: normal, bull, bear, high_volatility, low_volatility, trending, mean_reverting (numbers \
            0 to 6) are 64 seeded points each of a normal distribution in the reference's units: bull has \
            return +0.5 and flow +0.7, bear −0.5 and −0.7 with range and volatility +0.3, high_volatility \
            range +1.5 and volatility +2 with returns twice as wide, low_volatility −0.7 and −1 with returns \
            half as wide, trending spread −0.6 and flow 1.4 as wide, mean_reverting spread +1.2 and flow 0.6 \
            as wide. With the distance d = √(biased MMD²) of the window to each: regime = the nearest; \
            confidence = (d2 − d1)/d2 of the two nearest; age = bars since the regime changed, 0 on that \
            bar; regime_* = 1 − d/√2, from 0 to 1 (alike). They describe, they don't forecast. The seed is \
            an argument, not the run's, so that a trained model meets the same regimes in every run.

            Source: A. Gretton et al., A Kernel Two-Sample Test, JMLR 13, 2012; Y. Amihud, Journal of \
            Financial Markets 5, 2002; R. Roll, Journal of Finance 39, 1984. The regimes are this system's \
            own.

            Warm-up: 21 + w + r bars. Partial bars are passed over.
            """,
        example: "mmd: {op: indicator.mmd, from: bars@30m, window: 100, reference: 500}"
    )
    .row("one row a bar after the warm-up")

    let columns =
        ["score", "mmd2", "regime", "confidence", "age"] + Regime.allCases.map { "regime_\($0.rawValue)" }
    private let windowLength: Int
    private let refreshEvery: Int64
    private var features: MarketFeatures
    private var points: Window<FeaturePoint>
    private let regimes: [[FeaturePoint]]
    /// Of each regime.
    private let regimeDistances: [PairDistances]
    /// Set 0 is the reference, the others are the regimes.
    private var discrepancy: SlidingDiscrepancy
    private var standardise = Standardiser()
    private var width = 0.0
    private var day = Int64.min
    private var referencePoints: [FeaturePoint] = []
    private var windowPoints: [FeaturePoint] = []
    private var referenceSet: PointSet
    private var distances: PairDistances
    private var regime: Int?
    private var age = 0
    private var refreshes = 0
    private var score: Double?
    var row = RowOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        windowLength = settings.window
        refreshEvery = settings.refresh
        features = MarketFeatures(settings.sides)
        points = Window(capacity: settings.window + settings.reference)
        regimes = Regime.allCases.map { $0.sample(seed: UInt64(settings.seed)) }
        regimeDistances = regimes.map { points in
            var distances = PairDistances(capacity: points.count)
            var set = PointSet(capacity: points.count)
            set.set(points)
            distances.measure(set)
            return distances
        }
        discrepancy = SlidingDiscrepancy(window: settings.window, samples: 1 + regimes.count)
        referencePoints.reserveCapacity(settings.reference)
        windowPoints.reserveCapacity(settings.window)
        referenceSet = PointSet(capacity: settings.reference)
        distances = PairDistances(capacity: settings.reference)
    }

    mutating func next(_ bar: Bar, into values: inout InlineArray<48, Double>) -> Bool {
        guard let point = features.add(bar) else { return false }
        points.add(point)
        guard points.isFull else { return false }
        let today = bar.start / refreshEvery - (bar.start % refreshEvery < 0 ? 1 : 0)
        if refreshes == 0 || today > day {
            day = today
            refresh()
        } else {
            discrepancy.add(standardise(point))
        }
        describe(into: &values)
        return true
    }

    private mutating func refresh() {
        refreshes += 1
        referencePoints.removeAll(keepingCapacity: true)
        windowPoints.removeAll(keepingCapacity: true)
        for back in stride(from: points.count - 1, through: windowLength, by: -1) {
            referencePoints.append(points[back: back])
        }
        standardise.fit(referencePoints)
        for i in referencePoints.indices { referencePoints[i] = standardise(referencePoints[i]) }
        for back in stride(from: windowLength - 1, through: 0, by: -1) {
            windowPoints.append(standardise(points[back: back]))
        }
        referenceSet.set(referencePoints)
        distances.measure(referenceSet)
        let median = distances.median()
        // All bars of the reference are alike: any width tells as much.
        width = median > 0 ? median : 1
        let kernel = GaussianKernel(width: width)
        discrepancy.reset(kernel, window: windowPoints)
        discrepancy.setSample(0, referencePoints, pairs: distances.sum(kernel))
        for index in regimes.indices {
            discrepancy.setSample(index + 1, regimes[index], pairs: regimeDistances[index].sum(kernel))
        }
    }

    private mutating func describe(into values: inout InlineArray<48, Double>) {
        var (nearest, second) = (Double.infinity, Double.infinity)
        var index = 0
        for i in regimes.indices {
            let distance = discrepancy.distance(i + 1)
            values[5 + i] = 1 - distance / 2.0.squareRoot()
            if distance < nearest {
                (nearest, second) = (distance, nearest)
                index = i
            } else {
                second = min(second, distance)
            }
        }
        age = regime == index ? age + 1 : 0
        regime = index
        let square = discrepancy.unbiased(0)
        let score = max(square, 0).squareRoot()
        self.score = score
        values[0] = score
        values[1] = square
        values[2] = Double(index)
        values[3] = second > 0 ? (second - nearest) / second : 0
        values[4] = Double(age)
    }

    func report(into report: inout NodeReport) {
        row.report(into: &report)
        report.metric("score", score, unit: "the last one", headline: false)
        report.metric("regime", regime.map { Double($0) }, unit: "number, the last one", headline: false)
        report.metric("width", refreshes > 0 ? width : nil, unit: "reference sd, σ in use", headline: false)
        report.metric("refreshes", Double(refreshes), headline: false)
    }
}
