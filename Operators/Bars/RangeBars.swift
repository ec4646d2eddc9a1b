import MarketModel
import OperatorKit
import Rings

/// Bars of about equal range.
struct RangeBars: Operator {
    struct Settings: OperatorSettings {
        var range = 0.0
        var final = FinalBar.emit

        static let parameters: [Parameter<Settings>] = [
            .real(
                "range", \.range, in: 1e-9...4e9, "high − low that closes a bar", unit: "price",
                required: true),
            .choice("final", \.final, FinalBar.doc),
        ]
    }

    static let signature = Signature<RangeBars>(
        "bars.range", "Makes a bar whenever the price has covered a range.",
        details: """
            A bar closes with the trade that takes high − low since the last bar to `range` or above. All prices are \
            traded ones: a jump gives one bar of more than the range, no made-up bars in between.

            \(GrowingBar.details)

            Source: the range bars of V. Nicolellis (1995), in the form that closes at the limit. Warm-up: \
            none. \(GrowingBar.warmUp)
            """,
        example: "bars: {op: bars.range, from: ticks, range: 2.5}"
    )
    .input("trades", Trade.self, "trades in time order") { node, trades in node.run(trades) }
    .output("bars", Bar.self, "closed bars, oldest first") { node, outlet in node.bar.bars = outlet }

    private var bar: GrowingBar
    private let range: Int64

    init(_ settings: Settings, _ context: NodeContext) {
        bar = GrowingBar(final: settings.final)
        range = Price(settings.range).raw
    }

    private mutating func run(_ trades: Span<Trade>) {
        for i in trades.indices {
            let trade = trades[i]
            bar.add(trade)
            if bar.high - bar.low >= range { bar.send() }
        }
    }

    mutating func finish() { bar.finish() }

    func report(into report: inout NodeReport) { bar.report(into: &report) }
}
