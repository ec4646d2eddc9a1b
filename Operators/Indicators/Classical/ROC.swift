import MarketModel
import OperatorKit

/// Rate of change.
struct ROC: BarIndicator {
    struct Settings: OperatorSettings {
        var length = 10
        var source = PriceSource.close

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 1...1_000_000, "n, how many bars back", unit: "bars"),
            .choice("source", \.source, PriceSource.doc),
        ]
    }

    static let signature = Signature<ROC>(
        "indicator.roc", "Change of the price over a number of bars, in percent.",
        details: """
            100·(x/xₙ − 1), xₙ the price n bars back. Unit: percent. Equal to TA-Lib's ROC.

            Warm-up: n + 1 bars. Partial bars are passed over. Where xₙ = 0 nothing comes out, and the bar \
            is counted as undefined.
            """,
        example: "roc: {op: indicator.roc, from: bars@5m, length: 10}"
    )
    .reading("the change, once a bar after the warm-up")

    private let source: PriceSource
    private var window: Window<Double>
    let unit = "percent"
    var value = ReadingOutput()

    init(_ settings: Settings, _ context: NodeContext) {
        source = settings.source
        window = Window(capacity: settings.length)
    }

    mutating func next(_ bar: Bar) -> Double? {
        let price = source.price(of: bar)
        guard let before = window.add(price) else { return nil }
        return 100 * (price / before - 1)
    }
}
