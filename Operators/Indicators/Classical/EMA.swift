import MarketModel
import OperatorKit

/// Exponential moving average.
struct EMA: BarIndicator {
    struct Settings: OperatorSettings {
        var length = 20
        var source = PriceSource.close
        var seed = ExponentialAverage.Seed.first

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 1...1_000_000, "n in the weight 2/(n+1)", unit: "bars"),
            .choice("source", \.source, PriceSource.doc),
            .choice("seed", \.seed, "what it starts from: the first price, or the mean of the first n"),
        ]
    }

    static let signature = Signature<EMA>(
        "indicator.ema", "Exponential moving average of a bar's price.",
        details: """
            e ← e + 2/(n+1)·(x − e). Unit: that of the price.

            It starts from the first price; with `seed: mean` from the mean of the first n, as TA-Lib \
            does, and is then equal to TA-Lib's EMA.

            Warm-up: with `seed: first` none, there is a value from the first bar on; the weight of the \
            seed is (1 − 2/(n+1))^(bars − 1), 13 % after n bars. With `seed: mean`, n bars. Partial bars \
            are passed over.
            """,
        example: "fast: {op: indicator.ema, from: bars@1m, length: 12}"
    )
    .reading("the average, once a bar")

    private let source: PriceSource
    private var average: ExponentialAverage
    let unit = "price"
    var value = ReadingOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        source = settings.source
        average = ExponentialAverage(length: settings.length, seed: settings.seed)
    }

    mutating func next(_ bar: Bar) -> Double? { average.add(source.price(of: bar)) }
}
