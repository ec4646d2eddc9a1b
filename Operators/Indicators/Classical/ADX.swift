import MarketModel
import OperatorKit

/// Wilder's average directional index.
struct ADX: BarRowIndicator {
    struct Settings: OperatorSettings {
        var length = 14

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 2...1_000_000, "n in Wilder's sums and averages", unit: "bars")
        ]
    }

    static let signature = Signature<ADX>(
        "indicator.adx", "Strength of a trend, 0 to 100, with the directional indicators of both sides.",
        details: """
            With up = high − previous high and down = previous low − low: +DM = up if up > down and up > \
            0, else 0; −DM = down if down > up and down > 0, else 0; TR as in `indicator.atr`. Each is \
            summed by S ← S − S/n + x. plus_di = 100·S(+DM)/S(TR); minus_di likewise; DX = 100·|plus_di − \
            minus_di|/(plus_di + minus_di). adx is the mean of the first n DX, then A ← A + (DX − A)/n. \
            All 0 to 100; 0 where nothing has moved.

            Source: J. Welles Wilder, New Concepts in Technical Trading Systems, 1978, with TA-Lib's \
            start: the sums begin with n − 1 changes, where Wilder's begin with n; the difference fades. \
            Equal to TA-Lib's ADX, PLUS_DI and MINUS_DI; where no bar of the sum has moved, TA-Lib keeps \
            the ADX as it is and here DX = 0 enters it.

            Warm-up: 2n bars. Partial bars are passed over.
            """,
        example: "adx: {op: indicator.adx, from: bars@30m, length: 14}"
    )
    .row("adx, plus_di, minus_di, once a bar after the warm-up")

    let columns = ["adx", "plus_di", "minus_di"]
    private let length: Double
    private var previous: (high: Double, low: Double, close: Double)?
    private var changes = 0.0
    private var up = 0.0
    private var down = 0.0
    private var range = 0.0
    private var average: WilderAverage
    var row = RowOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        length = Double(settings.length)
        average = WilderAverage(length: settings.length)
    }

    mutating func next(_ bar: Bar, into values: inout InlineArray<48, Double>) -> Bool {
        let (high, low) = (bar.high.double, bar.low.double)
        defer { previous = (high, low, bar.close.double) }
        guard let previous else { return false }
        let (rise, fall) = (high - previous.high, previous.low - low)
        // The first n − 1 changes are summed whole.
        changes += 1
        let keep = changes < length ? 1 : 1 - 1 / length
        up = up * keep + (rise > fall && rise > 0 ? rise : 0)
        down = down * keep + (fall > rise && fall > 0 ? fall : 0)
        range = range * keep + max(high, previous.close) - min(low, previous.close)
        guard changes >= length else { return false }
        let (plus, minus) = range > 0 ? (100 * up / range, 100 * down / range) : (0, 0)
        let index = plus + minus > 0 ? 100 * abs(plus - minus) / (plus + minus) : 0
        guard let strength = average.add(index) else { return false }
        values[0] = strength
        values[1] = plus
        values[2] = minus
        return true
    }
}
