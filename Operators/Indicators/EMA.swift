import MarketModel
import OperatorKit
import Rings

/// Exponential moving average.
struct EMA: Operator {
    struct Settings: OperatorSettings {
        var length = 20
        var source = PriceSource.close

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 1...1_000_000, "n in the weight 2/(n+1)", unit: "bars"),
            .choice("source", \.source, PriceSource.doc),
        ]
    }

    static let signature = Signature<EMA>(
        "indicator.ema", "Exponential moving average of a bar's price.",
        details: """
            e₁ = x₁, then e ← e + 2/(n+1)·(x − e). Unit: that of the price.

            Seeded with the first price. TA-Lib seeds with the mean of the first n; given that mean as its first \
            price, this one equals TA-Lib's.

            Warm-up: it has a value from the first bar on; the weight of the seed is (1 − 2/(n+1))^(bars − \
            1), 13 % after n bars. Partial bars are passed over.
            """,
        example: "fast: {op: indicator.ema, from: bars@1m, length: 12}"
    )
    .input("bars", Bar.self, "bars in time order") { node, bars in node.run(bars) }
    .output("value", Reading.self, "the average, once a bar") { node, outlet in node.value = outlet }

    private let weight: Double
    private let source: PriceSource
    private var average = 0.0
    private var count: Int64 = 0
    private var value = Outlet<Reading>()

    init(_ settings: Settings, _ context: NodeContext) {
        weight = 2 / Double(settings.length + 1)
        source = settings.source
    }

    private mutating func run(_ bars: Span<Bar>) {
        for i in bars.indices {
            let bar = bars[i]
            if bar.flags.contains(.partial) { continue }
            let price = source.price(of: bar)
            average = count == 0 ? price : average + weight * (price - average)
            count += 1
            value.send(Reading(header: bar.header, value: average, count: count))
        }
    }

    func report(into report: inout NodeReport) {
        report.metric("value", count > 0 ? average : nil, unit: "price, the last one", headline: false)
        report.metric("bars", Double(count), headline: false)
    }
}
