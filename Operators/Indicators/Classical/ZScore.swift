import MarketModel
import OperatorKit

/// Rolling z-score.
struct ZScore: BarIndicator {
    struct Settings: OperatorSettings {
        var length = 20
        var source = PriceSource.close

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 2...1_000_000, "n of the mean and the deviation", unit: "bars"),
            .choice("source", \.source, PriceSource.doc),
        ]
    }

    static let signature = Signature<ZScore>(
        "indicator.zscore", "How many standard deviations the price is from its mean.",
        details: """
            (x − mean)/sd over the newest n prices, the present one included; sd with divisor n − 1. \
            Without unit; never beyond ±(n − 1)/√n. 0 where sd = 0 (a flat series).

            Warm-up: n bars. Partial bars are passed over.
            """,
        example: "z: {op: indicator.zscore, from: bars@5m, length: 100}"
    )
    .reading("the score, once a bar after the warm-up")

    private let source: PriceSource
    private var moments: RollingMoments
    let unit = "standard deviations"
    var value = ReadingOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        source = settings.source
        moments = RollingMoments(length: settings.length)
    }

    mutating func next(_ bar: Bar) -> Double? {
        let price = source.price(of: bar)
        guard let moments = moments.add(price) else { return nil }
        let variance = moments.sampleVariance
        return variance > 0 ? (price - moments.mean) / variance.squareRoot() : 0
    }
}
