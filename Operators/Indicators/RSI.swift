import MarketModel
import OperatorKit
import Rings

/// Wilder's relative strength index.
struct RSI: Operator {
    struct Settings: OperatorSettings {
        var length = 14
        var source = PriceSource.close

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 1...1_000_000, "n in Wilder's averages", unit: "bars"),
            .choice("source", \.source, PriceSource.doc),
        ]
    }

    static let signature = Signature<RSI>(
        "indicator.rsi", "Relative strength index, 0 to 100, with Wilder's averages.",
        details: """
            With d = x − previous x, gain = max(d, 0), loss = max(−d, 0): the averages of the first n \
            changes are their means; after that A ← A + (gain − A)/n and B ← B + (loss − B)/n. RSI = 100 − \
            100/(1 + A/B); 100 when B = 0 and A > 0; 50 when both are 0 (a flat series).

            Source: J. Welles Wilder, New Concepts in Technical Trading Systems, 1978. Equal to TA-Lib's RSI \
            but for the flat series, which TA-Lib calls 0.

            Warm-up: n changes, that is n + 1 bars; nothing comes out before. Partial bars are passed over.
            """,
        example: "rsi: {op: indicator.rsi, from: bars@5m, length: 14}"
    )
    .input("bars", Bar.self, "bars in time order") { node, bars in node.run(bars) }
    .output("value", Reading.self, "the index, once a bar after the warm-up") { node, outlet in
        node.value = outlet
    }

    private let length: Double
    private let source: PriceSource
    private var previous = 0.0
    private var gain = 0.0
    private var loss = 0.0
    private var count: Int64 = 0
    private var value = Outlet<Reading>()

    init(_ settings: Settings, _ context: NodeContext) {
        length = Double(settings.length)
        source = settings.source
    }

    private mutating func run(_ bars: Span<Bar>) {
        for i in bars.indices {
            let bar = bars[i]
            if bar.flags.contains(.partial) { continue }
            let price = source.price(of: bar)
            count += 1
            if count > 1 { add(change: price - previous) }
            previous = price
            if Double(count - 1) >= length {
                value.send(Reading(header: bar.header, value: index, count: count))
            }
        }
    }

    private mutating func add(change: Double) {
        let up = change > 0 ? change : 0
        let down = change < 0 ? -change : 0
        if Double(count - 1) <= length {
            gain += up / length
            loss += down / length
        } else {
            gain += (up - gain) / length
            loss += (down - loss) / length
        }
    }

    private var index: Double {
        guard loss != 0 else { return gain == 0 ? 50 : 100 }
        return 100 - 100 / (1 + gain / loss)
    }

    func report(into report: inout NodeReport) {
        let isWarm = Double(count - 1) >= length
        report.metric("value", isWarm ? index : nil, unit: "0 to 100, the last one", headline: false)
        report.metric("bars", Double(count), headline: false)
    }
}
