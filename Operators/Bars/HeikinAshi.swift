import MarketModel
import OperatorKit
import Rings

/// Averaged bars that smooth a trend.
struct HeikinAshi: Operator {
    struct Settings: OperatorSettings {
        static let parameters: [Parameter<Settings>] = []
    }

    static let signature = Signature<HeikinAshi>(
        "bars.heikin_ashi", "Turns bars into Heikin-Ashi bars.",
        details: """
            close = (O + H + L + C)/4; open = (previous open + previous close)/2 of the bars that come out, \
            the first one (O + C)/2; high = max(H, open, close); low = min(L, open, close). Prices are rounded \
            to 1e-9. Volume, buy_volume, vwap, tick_count, start, end and marks are those of the bar that \
            comes in, and so is the header.

            The prices are averages at which nothing was traded: don't fill orders at them.

            Source: D. Valcu, Using the Heikin-Ashi technique, Technical Analysis of Stocks & Commodities, \
            February 2004. Warm-up: none; the first open is forgotten by half each bar. A partial bar gives a \
            partial one and moves nothing.
            """,
        example: "smooth: {op: bars.heikin_ashi, from: bars@5m}"
    )
    .input("bars", Bar.self, "bars in time order") { node, bars in node.run(bars) }
    .output("bars", Bar.self, "one for each bar that comes") { node, outlet in node.bars = outlet }

    private var open: Price?
    private var close = Price(raw: 0)
    private var bars = Outlet<Bar>()

    init(_ settings: Settings, _ context: NodeContext) {}

    private mutating func run(_ input: Span<Bar>) {
        for i in input.indices {
            var bar = input[i]
            let newOpen = open.map { Self.mean($0, close) } ?? Self.mean(bar.open, bar.close)
            let sum =
                Int128(bar.open.raw) + Int128(bar.high.raw) + Int128(bar.low.raw) + Int128(bar.close.raw)
            let newClose = Price(raw: Int64((sum + 2) >> 2))
            bar.open = newOpen
            bar.close = newClose
            bar.high = max(bar.high, newOpen, newClose)
            bar.low = min(bar.low, newOpen, newClose)
            if !bar.flags.contains(.partial) { (open, close) = (newOpen, newClose) }
            bars.send(bar)
        }
    }

    private static func mean(_ a: Price, _ b: Price) -> Price {
        Price(raw: Int64((Int128(a.raw) + Int128(b.raw) + 1) >> 1))
    }
}
