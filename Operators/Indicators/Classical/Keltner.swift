import MarketModel
import OperatorKit

/// Keltner's channel.
struct Keltner: BarRowIndicator {
    struct Settings: OperatorSettings {
        var length = 20
        var atrLength = 10
        var width = 2.0
        var source = PriceSource.close

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 1...1_000_000, "n of the average", unit: "bars"),
            .integer(
                "atr_length", \.atrLength, in: 1...1_000_000, "n of the average true range", unit: "bars"),
            .real("width", \.width, in: 0...1000, "k, how many average true ranges to each band"),
            .choice("source", \.source, PriceSource.doc),
        ]
    }

    static let signature = Signature<Keltner>(
        "indicator.keltner", "Keltner channel: an exponential average and a number of true ranges around it.",
        details: """
            middle = EMA(x, n), starting from the mean of the first n; upper, lower = middle ± k·ATR, as \
            `indicator.atr` has it. Unit: that of the price.

            Source: C. Keltner, How to Make Money in Commodities, 1960, in the form of L. Raschke, with an \
            exponential average and true ranges. Equal to the same put together from TA-Lib's EMA and ATR.

            Warm-up: max(length, atr_length) bars. Partial bars are passed over.
            """,
        example: "channel: {op: indicator.keltner, from: bars@30m, length: 20, atr_length: 10, width: 2}"
    )
    .row("middle, upper, lower, once a bar after the warm-up")

    let columns = ["middle", "upper", "lower"]
    private let source: PriceSource
    private let width: Double
    private var average: ExponentialAverage
    private var range: AverageTrueRange
    var row = RowOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        source = settings.source
        width = settings.width
        average = ExponentialAverage(length: settings.length)
        range = AverageTrueRange(length: settings.atrLength)
    }

    mutating func next(_ bar: Bar, into values: inout InlineArray<48, Double>) -> Bool {
        let middle = average.add(source.price(of: bar))
        let range = self.range.add(bar)
        guard let middle, let range else { return false }
        values[0] = middle
        values[1] = middle + width * range
        values[2] = middle - width * range
        return true
    }
}
