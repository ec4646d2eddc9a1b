import MarketModel
import OperatorKit

/// Donchian's channel.
struct Donchian: BarRowIndicator {
    struct Settings: OperatorSettings {
        var length = 20

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 1...1_000_000, "n of the channel", unit: "bars")
        ]
    }

    static let signature = Signature<Donchian>(
        "indicator.donchian", "Highest high and lowest low of the newest bars.",
        details: """
            upper = highest high and lower = lowest low of the newest n bars, the present one included; \
            middle = (upper + lower)/2. Unit: that of the price. As the present bar is included, a close \
            is never outside: a breakout is a close beyond the channel of the bar before.

            Source: R. Donchian's four-week rule, 1960. Equal to TA-Lib's MAX of the highs and MIN of the \
            lows.

            Warm-up: n bars. Partial bars are passed over.
            """,
        example: "channel: {op: indicator.donchian, from: bars@30m, length: 20}"
    )
    .row("upper, middle, lower, once a bar after the warm-up")

    let columns = ["upper", "middle", "lower"]
    private var extremes: RollingExtremes
    var row = RowOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        extremes = RollingExtremes(length: settings.length)
    }

    mutating func next(_ bar: Bar, into values: inout InlineArray<48, Double>) -> Bool {
        guard let range = extremes.add(high: bar.high.double, low: bar.low.double) else { return false }
        values[0] = range.max
        values[1] = (range.max + range.min) / 2
        values[2] = range.min
        return true
    }
}
