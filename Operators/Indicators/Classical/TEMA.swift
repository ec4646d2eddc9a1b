import MarketModel
import OperatorKit

/// Triple exponential moving average.
struct TEMA: BarIndicator {
    struct Settings: OperatorSettings {
        var length = 20
        var source = PriceSource.close

        static let parameters: [Parameter<Settings>] = [
            .integer(
                "length", \.length, in: 1...1_000_000, "n in each average's weight 2/(n+1)", unit: "bars"),
            .choice("source", \.source, PriceSource.doc),
        ]
    }

    static let signature = Signature<TEMA>(
        "indicator.tema", "Triple exponential moving average, with less lag than one.",
        details: """
            3·e₁ − 3·e₂ + e₃, where e₁ is the exponential average of the price, e₂ that of e₁ and e₃ that \
            of e₂; each with weight 2/(n+1), starting from the mean of its first n. Unit: that of the \
            price.

            Source: P. Mulloy, Smoothing Data with Faster Moving Averages, Stocks & Commodities 12, 1994. \
            Equal to TA-Lib's TEMA.

            Warm-up: 3n − 2 bars. Partial bars are passed over.
            """,
        example: "tema: {op: indicator.tema, from: bars@1m, length: 20}"
    )
    .reading("the average, once a bar after the warm-up")

    private let source: PriceSource
    private var first: ExponentialAverage
    private var second: ExponentialAverage
    private var third: ExponentialAverage
    let unit = "price"
    var value = ReadingOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        source = settings.source
        first = ExponentialAverage(length: settings.length)
        second = ExponentialAverage(length: settings.length)
        third = ExponentialAverage(length: settings.length)
    }

    mutating func next(_ bar: Bar) -> Double? {
        guard let one = first.add(source.price(of: bar)), let two = second.add(one),
            let three = third.add(two)
        else { return nil }
        return 3 * one - 3 * two + three
    }
}
