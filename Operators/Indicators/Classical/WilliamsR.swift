import MarketModel
import OperatorKit

/// Williams' percent range.
struct WilliamsR: BarIndicator {
    struct Settings: OperatorSettings {
        var length = 14

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 1...1_000_000, "n of the range", unit: "bars")
        ]
    }

    static let signature = Signature<WilliamsR>(
        "indicator.williams_r", "How far the close is below the highest high, −100 to 0.",
        details: """
            −100·(H − close)/(H − L), H and L the highest high and lowest low of the newest n bars. −50 \
            where H = L, which TA-Lib calls 0.

            Source: L. Williams, How I Made One Million Dollars Last Year Trading Commodities, 1973. Equal \
            to TA-Lib's WILLR but for H = L.

            Warm-up: n bars. Partial bars are passed over.
            """,
        example: "r: {op: indicator.williams_r, from: bars@5m, length: 14}"
    )
    .reading("the index, once a bar after the warm-up")

    private var extremes: RollingExtremes
    let unit = "-100 to 0"
    var value = ReadingOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        extremes = RollingExtremes(length: settings.length)
    }

    mutating func next(_ bar: Bar) -> Double? {
        guard let range = extremes.add(high: bar.high.double, low: bar.low.double) else { return nil }
        guard range.max > range.min else { return -50 }
        return -100 * (range.max - bar.close.double) / (range.max - range.min)
    }
}
