import MarketModel
import OperatorKit

/// Bollinger bands.
struct Bollinger: BarRowIndicator {
    struct Settings: OperatorSettings {
        var length = 20
        var width = 2.0
        var source = PriceSource.close

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 2...1_000_000, "n of the mean and the deviation", unit: "bars"),
            .real("width", \.width, in: 0...1000, "k, how many standard deviations to each band"),
            .choice("source", \.source, PriceSource.doc),
        ]
    }

    static let signature = Signature<Bollinger>(
        "indicator.bollinger", "Bollinger bands: a mean and a number of standard deviations around it.",
        details: """
            middle = mean of the newest n prices; upper, lower = middle ± k·sd; sd with divisor n, as \
            Bollinger has it. In the unit of the price. percent_b = (x − lower)/(upper − lower), 0.5 where \
            the bands meet (a flat series, or k = 0); bandwidth = (upper − lower)/middle, a fraction.

            Source: J. Bollinger, Bollinger on Bollinger Bands, 2001. Equal to TA-Lib's BBANDS with the \
            simple average.

            Warm-up: n bars. Partial bars are passed over. A bar with middle = 0 gives no row and is \
            counted as undefined.
            """,
        example: "bands: {op: indicator.bollinger, from: bars@5m, length: 20, width: 2}"
    )
    .row("middle, upper, lower, percent_b, bandwidth, once a bar after the warm-up")

    let columns = ["middle", "upper", "lower", "percent_b", "bandwidth"]
    private let source: PriceSource
    private let width: Double
    private var moments: RollingMoments
    var row = RowOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        source = settings.source
        width = settings.width
        moments = RollingMoments(length: settings.length)
    }

    mutating func next(_ bar: Bar, into values: inout InlineArray<48, Double>) -> Bool {
        let price = source.price(of: bar)
        guard let moments = moments.add(price) else { return false }
        let reach = width * moments.populationVariance.squareRoot()
        values[0] = moments.mean
        values[1] = moments.mean + reach
        values[2] = moments.mean - reach
        values[3] = reach > 0 ? (price - moments.mean) / (2 * reach) + 0.5 : 0.5
        values[4] = 2 * reach / moments.mean
        return true
    }
}
