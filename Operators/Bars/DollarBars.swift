import MarketModel
import OperatorKit
import Rings

/// Bars of about equal value traded.
struct DollarBars: Operator {
    struct Settings: OperatorSettings {
        var every = 0.0
        var final = FinalBar.emit

        static let parameters: [Parameter<Settings>] = [
            .real(
                "every", \.every, in: 1e-9...1e27, "value that closes a bar", unit: "price × quantity",
                required: true),
            .choice("final", \.final, FinalBar.doc),
        ]
    }

    static let signature = Signature<DollarBars>(
        "bars.dollar", "Makes a bar of every so much value traded.",
        details: """
            A bar closes with the trade that takes Σ |price|·quantity since the last bar to `every` or above, in the \
            quote currency. No contract multiplier is applied: give `every` in price × quantity.

            \(GrowingBar.details)

            Source: M. López de Prado, Advances in Financial Machine Learning, 2018, section 2.3.1. Warm-up: \
            none. \(GrowingBar.warmUp)
            """,
        example: "bars: {op: bars.dollar, from: ticks, every: 1000000}"
    )
    .input("trades", Trade.self, "trades in time order") { node, trades in node.run(trades) }
    .output("bars", Bar.self, "closed bars, oldest first") { node, outlet in node.bar.bars = outlet }

    private var bar: GrowingBar
    private let every: Double
    private var value = 0.0

    init(_ settings: Settings, _ context: NodeContext) {
        bar = GrowingBar(final: settings.final)
        every = settings.every
    }

    private mutating func run(_ trades: Span<Trade>) {
        for i in trades.indices {
            let trade = trades[i]
            bar.add(trade)
            value += trade.price.double.magnitude * trade.quantity
            if value >= every {
                bar.send()
                value = 0
            }
        }
    }

    mutating func finish() { bar.finish() }

    func report(into report: inout NodeReport) { bar.report(into: &report) }
}
