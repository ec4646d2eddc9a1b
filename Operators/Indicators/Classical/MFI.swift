import MarketModel
import OperatorKit

/// Money flow index.
struct MFI: BarIndicator {
    struct Settings: OperatorSettings {
        var length = 14

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 1...1_000_000, "n of the sums", unit: "bars")
        ]
    }

    static let signature = Signature<MFI>(
        "indicator.mfi", "Strength of rises weighted by money, 0 to 100.",
        details: """
            With x = (high + low + close)/3 and flow = x·volume: 100·P/(P + N), P the sum of the flows of \
            the newest n bars with a rise of x, N of those with a fall; an equal x enters neither. 50 \
            where nothing flowed (P + N = 0). Meant for positive prices.

            Source: G. Quong and A. Soudack, Volume-Weighted RSI: Money Flow, Stocks & Commodities 7, \
            1989. Equal to TA-Lib's MFI, which gives 0 for P + N < 1.

            Warm-up: n changes, that is n + 1 bars. Partial bars are passed over.
            """,
        example: "mfi: {op: indicator.mfi, from: bars@5m, length: 14}"
    )
    .reading("the index, once a bar after the warm-up")

    private var rises: SimpleAverage
    private var falls: SimpleAverage
    private var previous: Double?
    let unit = "0 to 100"
    var value = ReadingOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        rises = SimpleAverage(length: settings.length)
        falls = SimpleAverage(length: settings.length)
    }

    mutating func next(_ bar: Bar) -> Double? {
        let price = PriceSource.typical.price(of: bar)
        defer { previous = price }
        guard let previous else { return nil }
        let flow = price * bar.volume
        let rise = rises.add(price > previous ? flow : 0)
        let fall = falls.add(price < previous ? flow : 0)
        guard let rise, let fall else { return nil }
        return rise + fall > 0 ? 100 * rise / (rise + fall) : 50
    }
}
