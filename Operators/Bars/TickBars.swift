import MarketModel
import OperatorKit
import Rings

/// Bars of equal numbers of trades.
struct TickBars: Operator {
    struct Settings: OperatorSettings {
        var every = 0
        var final = FinalBar.emit

        static let parameters: [Parameter<Settings>] = [
            .integer(
                "every", \.every, in: 1...1_000_000_000, "trades in a bar", unit: "trades", required: true),
            .choice("final", \.final, FinalBar.doc),
        ]
    }

    static let signature = Signature<TickBars>(
        "bars.tick", "Makes a bar of every so many trades.",
        details: """
            A bar closes with its n-th trade, n = `every`. A trade of zero size counts.

            \(GrowingBar.details)

            Source: M. López de Prado, Advances in Financial Machine Learning, 2018, section 2.3.1. Warm-up: \
            none. \(GrowingBar.warmUp)
            """,
        example: "bars: {op: bars.tick, from: ticks, every: 500}"
    )
    .input("trades", Trade.self, "trades in time order") { node, trades in node.run(trades) }
    .output("bars", Bar.self, "closed bars, oldest first") { node, outlet in node.bar.bars = outlet }

    private var bar: GrowingBar
    private let every: Int64

    init(_ settings: Settings, _ context: NodeContext) {
        bar = GrowingBar(final: settings.final)
        every = Int64(settings.every)
    }

    private mutating func run(_ trades: Span<Trade>) {
        for i in trades.indices {
            let trade = trades[i]
            bar.add(trade)
            if bar.tickCount >= every { bar.send() }
        }
    }

    mutating func finish() { bar.finish() }

    func report(into report: inout NodeReport) { bar.report(into: &report) }
}
