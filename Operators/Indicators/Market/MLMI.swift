import MarketModel
import OperatorKit
import Rings

/// Momentum by the k nearest neighbours, with price impact at three levels.
struct MLMI: Operator {
    struct Settings: OperatorSettings {
        var window = 20
        var sensitivity = 0.7
        var k = 200
        var store = 4096
        var tick = 0.0
        var sides = SignedVolume.Sides.auto

        static let parameters: [Parameter<Settings>] = [
            .integer(
                "window", \.window, in: 6...10_000,
                "n: of the slow average, the slow RSI and what smooths features and value", unit: "bars"),
            .real(
                "sensitivity", \.sensitivity, in: 0...1,
                "`signal` speaks where |raw| ≥ 1 − sensitivity; 0: only where all neighbours agree"),
            .integer("k", \.k, in: 1...100_000, "neighbours asked", unit: "records"),
            .integer(
                "store", \.store, in: 1...100_000, "records kept; the oldest makes room", unit: "records"),
            .real(
                "tick", \.tick, in: 0...1000,
                "smallest step of the price, the unit of the impacts; 0: they are in units of the price",
                unit: "price"),
            .choice("sides", \.sides, SignedVolume.doc),
        ]
    }

    static let signature = Signature<MLMI>(
        "indicator.mlmi", "Momentum by k nearest neighbours, with price impact over 5, 20 and 60 bars.",
        details: """
            Nature: a smooth oscillator, not a forecast. A record's label says how the move went that ended \
            at its crossing, not the one that began there.

            Meant for closes of 30-minute Heikin-Ashi bars. q = WMA5(close), s = WMAn(close), weights \
            falling linearly from the newest; features p₁ = WMAn(RSIn), p₂ = WMAn(RSI5), Wilder's RSI, 0 to \
            100, 50 for a flat series. When q − s changes its sign (a difference under 1e-12 of s has none, \
            so a touch is no crossing), the bar is a crossing; each but the first gives a record (p₁, p₂, \
            label) with label +1 if its close ≥ the close of the crossing before, else −1. It is stored \
            first, then asked for; a crossing before p₁ and p₂ are warm stores nothing.

            D = Euclidean distance from the bar's (p₁, p₂) to the k-th nearest record, to the farthest if \
            there are no more than k. raw = mean label of all records at distance ≤ D, −1 to 1, 0 without \
            records; value = 50 + 50·raw; ma = WMAn(value); signal = sign(raw) if |raw| ≥ 1 − sensitivity, \
            else 0.

            impact_L = Cov(Δclose, v)/Var(v) over the newest L bars, in ticks per 1,000 units of volume \
            (contracts); 0 where v does not vary. v is the bar's net volume, bought minus sold by \
            aggressors: 2·buy_volume − volume where the sides are known, else volume·(2Φ(Δclose/σ) − 1) \
            with σ the sample standard deviation of the newest 20 changes.

            Sources: k nearest neighbours: T. Cover, P. Hart, IEEE Trans. Inf. Theory 13(1), 1967; RSI: \
            J. Welles Wilder, 1978; impact: A. Kyle, Econometrica 53(6), 1985; sides by bulk \
            classification: D. Easley, M. López de Prado, M. O'Hara, Rev. Financ. Stud. 25(5), 2012.

            Warm-up: max(3n − 1, 80) bars; nothing comes out before. Partial bars are passed over.
            """,
        example: "mlmi: {op: indicator.mlmi, from: heikin_ashi, window: 20, sensitivity: 0.7, tick: 0.25}"
    )
    .input("bars", Bar.self, "bars in time order, Heikin-Ashi by intent") { node, bars in node.run(bars) }
    .output("row", FeatureRow.self, "the columns, once a bar after the warm-up") { node, outlet in
        node.out = outlet
    }

    let columns = ["value", "ma", "raw", "signal", "impact_5", "impact_20", "impact_60"]
    /// Of |raw|; a hair less, so that 1 − 0.7 is 0.3.
    private let threshold: Double
    /// From price per unit of volume to ticks per 1,000.
    private let impactUnit: Double
    private var fast = WeightedAverage(length: 5)
    private var slow: WeightedAverage
    private var slowRSI: WilderRSI
    private var fastRSI = WilderRSI(length: 5)
    private var first: WeightedAverage
    private var second: WeightedAverage
    private var smooth: WeightedAverage
    private var impact: PriceImpact
    private var records: NeighbourStore
    /// Sign of q − s when it last had one.
    private var side = 0
    private var closeAtCrossing: Double?
    private var crossings = 0
    private var count = 0
    private var value: Double?
    private var out = Outlet<FeatureRow>()

    init(_ settings: Settings, _ context: NodeContext) {
        threshold = 1 - settings.sensitivity - 1e-12
        impactUnit = settings.tick > 0 ? 1000 / settings.tick : 1000
        // Not copies of each other: they would share memory until the first bar, and allocate then.
        slow = WeightedAverage(length: settings.window)
        first = WeightedAverage(length: settings.window)
        second = WeightedAverage(length: settings.window)
        smooth = WeightedAverage(length: settings.window)
        slowRSI = WilderRSI(length: settings.window)
        impact = PriceImpact(settings.sides)
        records = NeighbourStore(capacity: settings.store, k: settings.k)
    }

    private mutating func run(_ bars: Span<Bar>) {
        for i in bars.indices where !bars[i].flags.contains(.partial) { take(bars[i]) }
    }

    private mutating func take(_ bar: Bar) {
        count += 1
        let close = bar.close.double
        let impacts = impact.add(bar)
        let isCrossing = crosses(close)
        // Both feed on, warm or not.
        let slowIndex = slowRSI.add(close)
        let fastIndex = fastRSI.add(close)
        let x = slowIndex.flatMap { first.add($0) }
        let y = fastIndex.flatMap { second.add($0) }
        if isCrossing {
            crossings += 1
            if let x, let y, let closeAtCrossing {
                records.add(x, y, label: close >= closeAtCrossing ? 1 : -1)
            }
            closeAtCrossing = close
        }
        guard let x, let y else { return }
        let raw = records.meanLabel(near: x, y)
        let value = 50 + 50 * raw
        guard let average = smooth.add(value), let impacts else { return }
        self.value = value
        var row = FeatureRow(header: bar.header, count: 7)
        row.values[0] = value
        row.values[1] = average
        row.values[2] = raw
        row.values[3] = raw != 0 && abs(raw) >= threshold ? (raw > 0 ? 1 : -1) : 0
        row.values[4] = impacts.short * impactUnit
        row.values[5] = impacts.middle * impactUnit
        row.values[6] = impacts.long * impactUnit
        out.send(row)
    }

    /// Whether the fast average has come to the other side of the slow one.
    private mutating func crosses(_ close: Double) -> Bool {
        let quick = fast.add(close)
        guard let steady = slow.add(close), let quick else { return false }
        let gap = quick - steady
        // Rounding is no crossing.
        guard abs(gap) > 1e-12 * abs(steady) else { return false }
        let now = gap > 0 ? 1 : -1
        defer { side = now }
        return side == -now
    }

    func report(into report: inout NodeReport) {
        report.metric("value", value, unit: "0 to 100, the last one", headline: false)
        report.metric("bars", Double(count), headline: false)
        report.metric("crossings", Double(crossings), headline: false)
        report.metric("records", Double(records.count), unit: "kept", headline: false)
        report.metric("evicted", Double(records.evicted), unit: "records too old to keep", headline: false)
    }
}
