import MarketModel
import OperatorKit

/// Wilder's relative strength index.
struct RSI: BarIndicator {
    struct Settings: OperatorSettings {
        var length = 14
        var source = PriceSource.close

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 1...1_000_000, "n in Wilder's averages", unit: "bars"),
            .choice("source", \.source, PriceSource.doc),
        ]
    }

    static let signature = Signature<RSI>(
        "indicator.rsi", "Relative strength index, 0 to 100, with Wilder's averages.",
        details: """
            With d = x − previous x, gain = max(d, 0), loss = max(−d, 0): the averages of the first n \
            changes are their means; after that A ← A + (gain − A)/n and B ← B + (loss − B)/n. RSI = 100 − \
            100/(1 + A/B); 100 when B = 0 and A > 0; 50 when both are 0 (a flat series).

            Source: J. Welles Wilder, New Concepts in Technical Trading Systems, 1978. Equal to TA-Lib's \
            RSI but for the flat series, which TA-Lib calls 0.

            Warm-up: n changes, that is n + 1 bars; nothing comes out before. Partial bars are passed \
            over.
            """,
        example: "rsi: {op: indicator.rsi, from: bars@5m, length: 14}"
    )
    .reading("the index, once a bar after the warm-up")

    private let source: PriceSource
    private var index: WilderRSI
    let unit = "0 to 100"
    var value = ReadingOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        source = settings.source
        index = WilderRSI(length: settings.length)
    }

    mutating func next(_ bar: Bar) -> Double? { index.add(source.price(of: bar)) }
}
