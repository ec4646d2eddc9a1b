import MarketModel
import OperatorKit

/// On-balance volume.
struct OBV: BarIndicator {
    struct Settings: OperatorSettings {
        var source = PriceSource.close

        static let parameters: [Parameter<Settings>] = [
            .choice("source", \.source, PriceSource.doc)
        ]
    }

    static let signature = Signature<OBV>(
        "indicator.obv", "Running total of volume, added on a rise and subtracted on a fall.",
        details: """
            OBV ← OBV + volume if x > previous x, − volume if x < previous x, unchanged if equal; the \
            first bar's volume starts it. Unit: that of the volume. Only its changes mean something: the \
            level depends on where the data begin.

            Source: J. Granville, New Key to Stock Market Profits, 1963. Equal to TA-Lib's OBV.

            Warm-up: none, there is a value from the first bar on. Partial bars are passed over.
            """,
        example: "obv: {op: indicator.obv, from: bars@5m}"
    )
    .reading("the total, once a bar")

    private let source: PriceSource
    private var previous: Double?
    private var total = 0.0
    let unit = "quantity"
    var value = ReadingOutput()

    init(_ settings: Settings, _ context: NodeContext) { source = settings.source }

    mutating func next(_ bar: Bar) -> Double? {
        let price = source.price(of: bar)
        let before = previous ?? -.infinity
        if price > before { total += bar.volume } else if price < before { total -= bar.volume }
        previous = price
        return total
    }
}
