import MarketModel
import OperatorKit

/// Wilder's average true range.
struct ATR: BarIndicator {
    struct Settings: OperatorSettings {
        var length = 14

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 1...1_000_000, "n in Wilder's average", unit: "bars")
        ]
    }

    static let signature = Signature<ATR>(
        "indicator.atr", "Average true range with Wilder's average.",
        details: """
            TR = max(high, previous close) − min(low, previous close); of the first bar, high − low. The \
            first value is the mean of the first n TR; after that A ← A + (TR − A)/n. Unit: that of the \
            price.

            Source: J. Welles Wilder, New Concepts in Technical Trading Systems, 1978. TA-Lib leaves out \
            the first bar's range and so starts one bar later; given a bar before the first, the two are \
            equal.

            Warm-up: n bars; nothing comes out before. Partial bars are passed over.
            """,
        example: "atr: {op: indicator.atr, from: bars@5m, length: 14}"
    )
    .reading("the average, once a bar after the warm-up")

    private var average: AverageTrueRange
    let unit = "price"
    var value = ReadingOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        average = AverageTrueRange(length: settings.length)
    }

    mutating func next(_ bar: Bar) -> Double? { average.add(bar) }
}
