import MarketModel
import OperatorKit

/// Chande's Aroon.
struct Aroon: BarRowIndicator {
    struct Settings: OperatorSettings {
        var length = 25

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 1...1_000_000, "n, how many bars back it looks", unit: "bars")
        ]
    }

    static let signature = Signature<Aroon>(
        "indicator.aroon", "How long ago the highest high and the lowest low were, 0 to 100.",
        details: """
            up = 100·(n − age of the highest high)/n over the newest n + 1 bars; down likewise of the \
            lowest low; oscillator = up − down. The age counts bars back from the newest, and among equal \
            extremes the newest counts.

            Source: T. Chande, A Time Price Oscillator, Stocks & Commodities 13, 1995. Equal to TA-Lib's \
            AROON and AROONOSC.

            Warm-up: n + 1 bars. Partial bars are passed over.
            """,
        example: "aroon: {op: indicator.aroon, from: bars@30m, length: 25}"
    )
    .row("up, down, oscillator, once a bar after the warm-up")

    let columns = ["up", "down", "oscillator"]
    private let length: Double
    private var extremes: RollingExtremes
    var row = RowOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        length = Double(settings.length)
        extremes = RollingExtremes(length: settings.length + 1)
    }

    mutating func next(_ bar: Bar, into values: inout InlineArray<48, Double>) -> Bool {
        guard let range = extremes.add(high: bar.high.double, low: bar.low.double) else { return false }
        values[0] = 100 * (length - Double(range.maxAge)) / length
        values[1] = 100 * (length - Double(range.minAge)) / length
        values[2] = values[0] - values[1]
        return true
    }
}
