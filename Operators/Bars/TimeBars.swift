import MarketModel
import OperatorKit
import Rings

/// Bars of equal spans of time, from trades.
struct TimeBars: Operator {
    /// What becomes of the bar that is open when the data end.
    enum FinalBar: String, CaseIterable, Sendable { case emit, drop }

    struct Settings: OperatorSettings {
        var every: Int64 = 0
        var final = FinalBar.emit

        static let parameters: [Parameter<Settings>] = [
            .duration(
                "every", \.every, in: 1_000_000...31_536_000_000_000_000, "length of a bar's bucket",
                required: true),
            .choice(
                "final", \.final, "the bar open when the data end: emit it, marked partial, or drop it"),
        ]
    }

    static let signature = Signature<TimeBars>(
        "bars.time", "Makes open-high-low-close-volume bars of equal spans of time.",
        details: """
            A bucket is [k·every, (k+1)·every) counted from 1970-01-01 UTC; a trade at time t belongs to the \
            bucket with k = floor(t / every), before 1970 too. Where several trades bear the same time, t counts \
            them up by a nanosecond each, as the run's order does. A bar closes when a trade of a later bucket \
            comes, or is known to come next; a bucket without a trade gives no bar.

            open and close are the first and last price in arrival order; volume = Σ quantity; buy_volume \
            counts trades whose aggressor bought; vwap = Σ price·quantity / volume (the close when nothing \
            was traded). A trade of zero size counts for the prices and for tick_count.

            The bar's time is the bucket's end. Its place in the run's order is the last instant that it \
            includes, so what it causes is ordered before the trade that closed it: an order decided on a \
            bar meets trades of the next bucket only, and none that the bar has seen.

            Warm-up: none. The last bar is marked partial, as its bucket had not ended; indicators, matrices \
            and agents pass over it, analytics marks equity with it.
            """,
        example: "bars: {op: bars.time, from: ticks, every: 5m}"
    )
    .input("trades", Trade.self, "trades in time order") { node, trades in node.run(trades) }
    .output("bars", Bar.self, "closed bars, oldest first") { node, outlet in node.bars = outlet }

    private let every: Int64
    private let final: FinalBar
    private var open = OpenBar()
    private var count = 0
    private var bars = Outlet<Bar>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        guard settings.every > 0 else {
            throw OperatorError("the length of a bar is not given", argument: "every", help: "every: 5m")
        }
        every = settings.every
        final = settings.final
    }

    private mutating func run(_ trades: Span<Trade>) {
        var open = self.open
        var i = 0
        while i < trades.count {
            let trade = trades[i]
            if trade.header.sequence >= open.end {
                if open.isOpen { send(open.bar(stamp: trade.header.stamp)) }
                open = OpenBar(at: trade, every: every)
            }
            let next = open.add(trades, from: i)
            // Only the end of all time (a saturated bucket) can't take its own first trade.
            i = next > i ? next : i + 1
        }
        self.open = open
    }

    mutating func finish() {
        if open.isOpen, final == .emit { send(open.bar(stamp: open.stamp, flags: .partial)) }
        open = OpenBar()
    }

    private mutating func send(_ bar: Bar) {
        count += 1
        bars.send(bar)
    }

    /// A bar whose bucket is over can close; while one is open, it comes next, and it is known where it will
    /// stand.
    mutating func progress(after input: Int64) -> Int64 {
        guard open.isOpen else { return input }
        guard input >= open.end, input != .max else { return open.sequence }
        send(open.bar(stamp: open.stamp))
        open = OpenBar()
        return input
    }

    func report(into report: inout NodeReport) {
        report.metric("bars", Double(count), unit: "the partial one included", headline: false)
    }
}
