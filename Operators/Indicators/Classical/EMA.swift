import MarketModel
import OperatorKit
import Rings

/// Exponential moving average.
struct EMA: Operator {
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

            It starts from the first price; with `seed: mean` from the mean of the first n, which is what \
            TA-Lib does, and is then equal to it.

            Warm-up: with `seed: first` none, it has a value from the first bar on; the weight of the seed is \
            (1 − 2/(n+1))^(bars − 1), 13 % after n bars. With `seed: mean` n bars. Partial bars are passed \
            over.
            """,
        example: "fast: {op: indicator.ema, from: bars@1m, length: 12}"
    )
    .input("bars", Bar.self, "bars in time order") { node, bars in node.run(bars) }
    .output("value", Reading.self, "the average, once a bar") { node, outlet in node.value.outlet = outlet }

    private let source: PriceSource
    private var average: ExponentialAverage
    private var value = ReadingOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        source = settings.source
        average = ExponentialAverage(length: settings.length, seed: settings.seed)
    }

    private mutating func run(_ bars: Span<Bar>) {
        for i in bars.indices {
            let bar = bars[i]
            if bar.flags.contains(.partial) { continue }
            value.publish(average.add(source.price(of: bar)), bar.header)
        }
    }

    func report(into report: inout NodeReport) { value.report(into: &report, unit: "price") }
}
