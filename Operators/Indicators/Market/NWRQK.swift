import MarketModel
import OperatorKit
import Rings

/// Nadaraya–Watson regression with the rational quadratic kernel, with risk bands.
struct NWRQK: Operator {
    struct Settings: OperatorSettings {
        var h = 8.0
        var r = 8.0
        var x0 = 25

        static let parameters: [Parameter<Settings>] = [
            .real("h", \.h, in: 2.1...1000, "bandwidth; the fast curve's is h − 2", unit: "bars"),
            .real(
                "r", \.r, in: 0.01...1000,
                "relative weight of long scales: small has long tails, large tends to a Gaussian"),
            .integer("x0", \.x0, in: 0...2000, "the sum has x0 + 2 terms", unit: "bars"),
        ]
    }

    static let signature = Signature<NWRQK>(
        "indicator.nwrqk", "Nadaraya–Watson regression, rational quadratic kernel, with risk bands.",
        details: """
            Nature: a one-sided weighted average of past closes, which lags (6.49 bars with the default \
            arguments); it never repaints.

            w(i) = (1 + i²/(2·r·h²))^(−r) for i = 0 … x0 + 1 bars back, divided by their sum. value = Σ \
            w(i)·close(i); fast is the same with h − 2. upper and lower = value ± 2·√(Σ w(i)·(close(i) − \
            value)²). Unit of all four: that of the price.

            slope = (value − value of the bar before)/ATR14, in ATR per bar; 0 while ATR14 is 0. signal = \
            sign(slope) if |slope| ≥ 0.05, else 0. turn = the sign of the slope on the bar on which it differs \
            from the last sign it had, else 0; a slope of 0 has none. value, bands and fast follow any scaling \
            and shift of the prices; slope, signal and turn don't change with them.

            Sources: E. Nadaraya, On Estimating Regression, 1964, and G. Watson, Smooth Regression Analysis, \
            1964; the kernel: C. Rasmussen, C. Williams, Gaussian Processes for Machine Learning, 2006, \
            4.2.1; ATR: J. Welles Wilder, 1978.

            Warm-up: max(x0 + 3, 14) bars; nothing comes out before. Partial bars are passed over.
            """,
        example: "nwrqk: {op: indicator.nwrqk, from: bars@30m, h: 8, r: 8, x0: 25}"
    )
    .input("bars", Bar.self, "bars in time order") { node, bars in node.run(bars) }
    .output("row", FeatureRow.self, "the columns, once a bar after the warm-up") { node, outlet in
        node.out = outlet
    }

    let columns = ["value", "slope", "upper", "lower", "signal", "turn", "fast"]
    private let weights: [Double]
    private let fastWeights: [Double]
    private var closes: Window<Double>
    private var range = AverageTrueRange(length: 14)
    private var previous: Double?
    /// Sign of the slope when it last had one.
    private var direction = 0.0
    private var count = 0
    private var turns = 0
    private var last: Double?
    private var out = Outlet<FeatureRow>()

    init(_ settings: Settings, _ context: NodeContext) {
        let terms = settings.x0 + 2
        weights = RationalQuadratic.normalised(h: settings.h, r: settings.r, count: terms)
        fastWeights = RationalQuadratic.normalised(h: settings.h - 2, r: settings.r, count: terms)
        closes = Window(capacity: terms)
    }

    private mutating func run(_ bars: Span<Bar>) {
        for i in bars.indices where !bars[i].flags.contains(.partial) { take(bars[i]) }
    }

    private mutating func take(_ bar: Bar) {
        count += 1
        closes.add(bar.close.double)
        let range = range.add(bar)
        guard closes.isFull else { return }
        var value = 0.0
        var fast = 0.0
        for i in weights.indices {
            let close = closes[back: i]
            value += weights[i] * close
            fast += fastWeights[i] * close
        }
        defer { previous = value }
        guard let previous else { return }
        let change = value - previous
        // From the first slope on, so that the sign is that of the values and not of the warm-up.
        let turn = turned(by: change)
        guard let range else { return }
        var square = 0.0
        for i in weights.indices {
            let distance = closes[back: i] - value
            square += weights[i] * distance * distance
        }
        let band = 2 * square.squareRoot()
        let slope = range > 0 ? change / range : 0
        var row = FeatureRow(header: bar.header, count: 7)
        row.values[0] = value
        row.values[1] = slope
        row.values[2] = value + band
        row.values[3] = value - band
        row.values[4] = abs(slope) >= 0.05 ? (slope > 0 ? 1 : -1) : 0
        row.values[5] = turn
        row.values[6] = fast
        if turn != 0 { turns += 1 }
        last = value
        out.send(row)
    }

    /// The sign of a change if it differs from the last one there was, else 0.
    private mutating func turned(by change: Double) -> Double {
        guard change != 0 else { return 0 }
        let now = change > 0 ? 1.0 : -1
        defer { direction = now }
        return direction == -now ? now : 0
    }

    func report(into report: inout NodeReport) {
        report.metric("value", last, unit: "price, the last one", headline: false)
        report.metric("bars", Double(count), headline: false)
        report.metric("turns", Double(turns), headline: false)
    }
}
