import MarketModel
import OperatorKit
import Rings

/// Bars of about equal volume.
struct VolumeBars: Operator {
    struct Settings: OperatorSettings {
        var every = 0.0
        var final = FinalBar.emit

        static let parameters: [Parameter<Settings>] = [
            .real(
                "every", \.every, in: 1e-9...1e18, "volume that closes a bar", unit: "quantity",
                required: true),
            .choice("final", \.final, FinalBar.doc),
        ]
    }

    static let signature = Signature<VolumeBars>(
        "bars.volume", "Makes a bar of every so much volume.",
        details: """
            A bar closes with the trade that takes Σ quantity since the last bar to `every` or above.

            \(GrowingBar.details)

            Source: M. López de Prado, Advances in Financial Machine Learning, 2018, section 2.3.1. Warm-up: \
            none. \(GrowingBar.warmUp)
            """,
        example: "bars: {op: bars.volume, from: ticks, every: 5000}"
    )
    .input("trades", Trade.self, "trades in time order") { node, trades in node.run(trades) }
    .output("bars", Bar.self, "closed bars, oldest first") { node, outlet in node.bar.bars = outlet }

    private var bar: GrowingBar
    private let every: Double
    private var volume = 0.0

    init(_ settings: Settings, _ context: NodeContext) {
        bar = GrowingBar(final: settings.final)
        every = settings.every
    }

    private mutating func run(_ trades: Span<Trade>) {
        for i in trades.indices {
            let trade = trades[i]
            bar.add(trade)
            volume += trade.quantity
            if volume >= every {
                bar.send()
                volume = 0
            }
        }
    }

    mutating func finish() { bar.finish() }

    func report(into report: inout NodeReport) { bar.report(into: &report) }
}
