import MarketModel
import OperatorKit

/// Linearly weighted moving average.
struct WMA: BarIndicator {
    struct Settings: OperatorSettings {
        var length = 20
        var source = PriceSource.close

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 1...1_000_000, "n, the weight of the newest bar", unit: "bars"),
            .choice("source", \.source, PriceSource.doc),
        ]
    }

    static let signature = Signature<WMA>(
        "indicator.wma", "Moving average with linear weights, the newest bar's the largest.",
        details: """
            (n·x₀ + (n−1)·x₁ + … + 1·xₙ₋₁) / (n(n+1)/2), x₀ the newest price. Unit: that of the price. The \
            prices 1, 2, 3, 4, 5 give 55/15 with n = 5. Equal to TA-Lib's WMA.

            Warm-up: n bars. Partial bars are passed over.
            """,
        example: "wma: {op: indicator.wma, from: bars@1m, length: 20}"
    )
    .reading("the average, once a bar after the warm-up")

    private let source: PriceSource
    private var average: WeightedAverage
    let unit = "price"
    var value = ReadingOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        source = settings.source
        average = WeightedAverage(length: settings.length)
    }

    mutating func next(_ bar: Bar) -> Double? { average.add(source.price(of: bar)) }
}
