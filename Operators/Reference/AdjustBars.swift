import MarketModel
import OperatorKit
import Rings

/// Undoes splits and dividends in a stock's bars.
struct AdjustBars: Operator {
    typealias Settings = AdjustmentSettings

    static let signature = Signature<AdjustBars>(
        "reference.adjust_bars", "Undoes splits and dividends in a stock's bars.",
        details: """
            \(AdjustmentSettings.details)

            The day is that of the bar's start in New York, so a bar must not reach over midnight there: \
            bars of a week that hold a split are wrong. Open, high, low and close are adjusted alike, so low \
            ≤ open, close ≤ high stays true; volume, buy_volume as quantities; vwap as a price. Flags are \
            kept, the last bar's `partial` too.

            \(AdjustmentSettings.source)

            Warm-up: none.
            """,
        example:
            "adjusted: {op: reference.adjust_bars, from: bars, factors: data/aapl.csv, as_of: first}"
    )
    .input("bars", Bar.self, "bars as they were, oldest first") { node, bars in node.run(bars) }
    .output("adjusted", Bar.self, "the same bars with adjusted prices and quantities") { node, outlet in
        node.out = outlet
    }

    private var steps: AdjustmentSteps
    private var out = Outlet<Bar>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        steps = try AdjustmentSteps(settings)
    }

    mutating func open() throws(OperatorError) { try steps.open() }

    private mutating func run(_ bars: Span<Bar>) {
        for i in bars.indices {
            var bar = bars[i]
            guard steps.advance(to: bar.start) else { continue }
            let factor = steps.price
            guard let open = bar.open.scaled(by: factor), let high = bar.high.scaled(by: factor),
                let low = bar.low.scaled(by: factor), let close = bar.close.scaled(by: factor)
            else {
                steps.countUnpriced()
                continue
            }
            (bar.open, bar.high, bar.low, bar.close) = (open, high, low, close)
            bar.volume *= steps.quantity
            bar.buyVolume *= steps.quantity
            bar.notional *= factor * steps.quantity
            out.send(bar)
        }
    }

    func report(into report: inout NodeReport) { steps.report(into: &report) }
}
