import MarketModel
import OperatorKit

/// The slow stochastic oscillator.
struct Stochastic: BarRowIndicator {
    struct Settings: OperatorSettings {
        var length = 14
        var smooth = 3
        var signal = 3

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 1...1_000_000, "n of the range", unit: "bars"),
            .integer(
                "smooth", \.smooth, in: 1...1_000_000, "n of %K's simple average; 1: the fast stochastic",
                unit: "bars"),
            .integer("signal", \.signal, in: 1...1_000_000, "n of %D's simple average of %K", unit: "bars"),
        ]
    }

    static let signature = Signature<Stochastic>(
        "indicator.stochastic", "Where the close stands in the range of the newest bars, 0 to 100, smoothed.",
        details: """
            raw = 100·(close − L)/(H − L), H and L the highest high and lowest low of the newest n bars; k \
            = SMA(raw, smooth); d = SMA(k, signal). Both 0 to 100. raw = 50 where H = L, which TA-Lib \
            calls 0.

            Source: G. Lane, Lane's Stochastics, Stocks & Commodities 2, 1984. Equal to TA-Lib's STOCH but \
            for H = L.

            Warm-up: length + smooth + signal − 2 bars. Partial bars are passed over.
            """,
        example: "stochastic: {op: indicator.stochastic, from: bars@5m, length: 14, smooth: 3, signal: 3}"
    )
    .row("k, d, once a bar after the warm-up")

    let columns = ["k", "d"]
    private var extremes: RollingExtremes
    private var smooth: SimpleAverage
    private var signal: SimpleAverage
    var row = RowOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        extremes = RollingExtremes(length: settings.length)
        smooth = SimpleAverage(length: settings.smooth)
        signal = SimpleAverage(length: settings.signal)
    }

    mutating func next(_ bar: Bar, into values: inout InlineArray<48, Double>) -> Bool {
        guard let range = extremes.add(high: bar.high.double, low: bar.low.double) else { return false }
        let raw =
            range.max > range.min ? 100 * (bar.close.double - range.min) / (range.max - range.min) : 50
        guard let k = smooth.add(raw), let d = signal.add(k) else { return false }
        values[0] = k
        values[1] = d
        return true
    }
}
