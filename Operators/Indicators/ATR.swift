import MarketModel
import OperatorKit
import Rings

/// Wilder's average true range.
struct ATR: Operator {
    struct Settings: OperatorSettings {
        var length = 14

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 1...1_000_000, "n in Wilder's average", unit: "bars")
        ]
    }

    static let signature = Signature<ATR>(
        "indicator.atr", "Average true range with Wilder's average.",
        details: """
            TR = max(high, previous close) − min(low, previous close); of the first bar, high − low. The \
            first value is the mean of the first n TR; after that A ← A + (TR − A)/n. Unit: that of the \
            price.

            Source: J. Welles Wilder, New Concepts in Technical Trading Systems, 1978. TA-Lib leaves out the \
            first bar's range and so starts one bar later; given a bar before the first, the two are equal.

            Warm-up: n bars; nothing comes out before. Partial bars are passed over.
            """,
        example: "atr: {op: indicator.atr, from: bars@5m, length: 14}"
    )
    .input("bars", Bar.self, "bars in time order") { node, bars in node.run(bars) }
    .output("value", Reading.self, "the average, once a bar after the warm-up") { node, outlet in
        node.value = outlet
    }

    private let length: Double
    private var previousClose = 0.0
    private var average = 0.0
    private var count: Int64 = 0
    private var value = Outlet<Reading>()

    init(_ settings: Settings, _ context: NodeContext) { length = Double(settings.length) }

    private mutating func run(_ bars: Span<Bar>) {
        for i in bars.indices {
            let bar = bars[i]
            if bar.flags.contains(.partial) { continue }
            var (high, low) = (bar.high.double, bar.low.double)
            if count > 0 {
                high = max(high, previousClose)
                low = min(low, previousClose)
            }
            let range = high - low
            previousClose = bar.close.double
            count += 1
            // The mean of the first n is summed and divided once, so that it is the mean to the last bit.
            if Double(count) < length {
                average += range
                continue
            }
            if Double(count) == length {
                average = (average + range) / length
            } else {
                average += (range - average) / length
            }
            value.send(Reading(header: bar.header, value: average, count: count))
        }
    }

    func report(into report: inout NodeReport) {
        let isWarm = Double(count) >= length
        report.metric("value", isWarm ? average : nil, unit: "price, the last one", headline: false)
        report.metric("bars", Double(count), headline: false)
    }
}
