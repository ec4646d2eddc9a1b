import MarketModel
import OperatorKit
import Rings

/// Undoes splits and dividends in a stock's trades.
struct AdjustTrades: Operator {
    typealias Settings = AdjustmentSettings

    static let signature = Signature<AdjustTrades>(
        "reference.adjust", "Undoes splits and dividends in a stock's trades.",
        details: """
            \(AdjustmentSettings.details)

            The day is that of the trade's time in New York.

            \(AdjustmentSettings.source)

            Warm-up: none.
            """,
        example:
            "adjusted: {op: reference.adjust, from: ticks, factors: data/aapl.csv, mode: total}"
    )
    .input("trades", Trade.self, "trades as they were, in time order") { node, trades in node.run(trades) }
    .output("adjusted", Trade.self, "the same trades with adjusted price and quantity") { node, outlet in
        node.out = outlet
    }

    private var steps: AdjustmentSteps
    private var out = Outlet<Trade>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        steps = try AdjustmentSteps(settings)
    }

    mutating func open() throws(OperatorError) { try steps.open() }

    private mutating func run(_ trades: Span<Trade>) {
        for i in trades.indices {
            var trade = trades[i]
            guard steps.advance(to: trade.header.time) else { continue }
            guard let price = trade.price.scaled(by: steps.price) else {
                steps.countUnpriced()
                continue
            }
            trade.price = price
            trade.quantity *= steps.quantity
            out.send(trade)
        }
    }

    func report(into report: inout NodeReport) { steps.report(into: &report) }
}
