import MarketModel
import OperatorKit

/// Simple moving average.
struct SMA: BarIndicator {
    struct Settings: OperatorSettings {
        var length = 20
        var source = PriceSource.close

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 1...1_000_000, "n, how many bars are averaged", unit: "bars"),
            .choice("source", \.source, PriceSource.doc),
        ]
    }

    static let signature = Signature<SMA>(
        "indicator.sma", "Simple moving average of a bar's price.",
        details: """
            Σ x / n over the newest n bars. Unit: that of the price. It is summed anew from block to \
            block, so that no rounding error builds up however long the run. Equal to TA-Lib's SMA.

            Warm-up: n bars. Partial bars are passed over.
            """,
        example: "sma: {op: indicator.sma, from: bars@1m, length: 20}"
    )
    .reading("the average, once a bar after the warm-up")

    private let source: PriceSource
    private var average: SimpleAverage
    let unit = "price"
    var value = ReadingOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        source = settings.source
        average = SimpleAverage(length: settings.length)
    }

    mutating func next(_ bar: Bar) -> Double? { average.add(source.price(of: bar)) }
}
