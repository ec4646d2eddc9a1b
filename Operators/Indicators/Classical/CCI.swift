import MarketModel
import OperatorKit

/// Commodity channel index.
struct CCI: BarIndicator {
    struct Settings: OperatorSettings {
        var length = 20

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 2...1_000_000, "n of the mean and the deviation", unit: "bars")
        ]
    }

    static let signature = Signature<CCI>(
        "indicator.cci", "Distance of the typical price from its mean, in mean deviations.",
        details: """
            (x − m)/(0.015·d), x = (high + low + close)/3, m = mean of the newest n x, d = mean of |xᵢ − \
            m|. Without unit; most values are within ±100. 0 where d = 0 (a flat series). The mean \
            deviation is about a mean that moves each bar, so a bar costs n steps.

            Source: D. Lambert, Commodity Channel Index, Commodities 9, 1980. Equal to TA-Lib's CCI.

            Warm-up: n bars. Partial bars are passed over.
            """,
        example: "cci: {op: indicator.cci, from: bars@5m, length: 20}"
    )
    .reading("the index, once a bar after the warm-up")

    private var moments: RollingMoments
    private var window: Window<Double>
    let unit = ""
    var value = ReadingOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        moments = RollingMoments(length: settings.length)
        window = Window(capacity: settings.length)
    }

    mutating func next(_ bar: Bar) -> Double? {
        let price = PriceSource.typical.price(of: bar)
        window.add(price)
        // The mean of equal prices is that price to the last bit, so that a flat series has d = 0.
        guard let mean = moments.add(price)?.mean else { return nil }
        var deviation = 0.0
        for back in 0..<window.count { deviation += abs(window[back: back] - mean) }
        deviation /= Double(window.count)
        return deviation > 0 ? (price - mean) / (0.015 * deviation) : 0
    }
}
