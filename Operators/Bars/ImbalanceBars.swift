import MarketModel
import OperatorKit
import Rings

/// Bars that close when buying and selling are out of balance.
struct ImbalanceBars: Operator {
    /// What of a trade is summed.
    enum Measure: String, CaseIterable, Sendable { case ticks, volume, dollars }

    /// How a trade's direction is found.
    enum Direction: String, CaseIterable, Sendable { case tick_rule, aggressor }

    struct Settings: OperatorSettings {
        var of = Measure.ticks
        var by = Direction.tick_rule
        var threshold = 0.0
        var ticks = 1000
        var least = 0
        var most = 0
        var bars = 20
        var window = 10_000
        var final = FinalBar.emit

        static let parameters: [Parameter<Settings>] = [
            .choice("of", \.of, "what is summed: trades, quantity, or price × quantity"),
            .choice("by", \.by, "direction of a trade: tick rule, or aggressor where it is known"),
            .real("threshold", \.threshold, in: 0...1e27, "fixed threshold, in units of `of`; 0: adaptive"),
            .integer("ticks", \.ticks, in: 1...1_000_000_000, "trades expected in a bar at first"),
            .integer(
                "least", \.least, in: 0...1_000_000_000,
                "least trades expected, and trades in a block of V; 0: a tenth of `ticks`"
            ),
            .integer(
                "most", \.most, in: 0...1_000_000_000, "bound of the trades in a bar; 0: ten times `ticks`"),
            .integer("bars", \.bars, in: 1...1_000_000, "span of the mean of trades in a bar", unit: "bars"),
            .integer("window", \.window, in: 1...1_000_000_000, "span of the mean of flow", unit: "trades"),
            .choice("final", \.final, FinalBar.doc),
        ]
    }

    static let signature = Signature<ImbalanceBars>(
        "bars.imbalance", "Makes a bar whenever buying and selling are out of balance.",
        details: """
            θ = Σ b·v since the last bar. v is 1, quantity or |price|·quantity, by `of`. b is +1 for a buy, −1 \
            for a sell: by the tick rule the sign of the price's last change (0 before the first); by \
            aggressor the side that the trade bears, the tick rule where it bears none. A bar closes with the \
            trade at which |θ| ≥ H.

            With `threshold`, H is that. Else H is learnt, and set anew at the start of each bar: \
            H = max(T·|E[b·v]|, √(T·V)). T is the mean length of bars in trades, exponential of span `bars`, \
            α = 2/(span + 1), and begins as `ticks`. E is a mean over trades; V, the variance that a trade \
            adds, is the mean of (Σ b·v)²/`least` over blocks of `least` trades, so that runs of buys and of \
            sells count. Both are plain means at first and exponential of span `window` trades later.

            The first term is López de Prado's. Alone it is known to collapse (a balanced market has \
            E[b·v] ≈ 0, and every trade closes a bar) or to explode (long bars raise T, which makes bars \
            longer). So the second term is the spread that T trades have by chance alone, T is held within \
            [`least`, `most`], and a learnt bar closes with its `most`-th trade at the latest; the report \
            counts these as forced.

            \(GrowingBar.details)

            Source: M. López de Prado, Advances in Financial Machine Learning, 2018, section 2.3.2. Warm-up: \
            adaptive, the first `ticks` trades, which are the first bar; fixed, none. \(GrowingBar.warmUp)
            """,
        example: "bars: {op: bars.imbalance, from: ticks, of: volume, ticks: 500}"
    )
    .input("trades", Trade.self, "trades in time order") { node, trades in node.run(trades) }
    .output("bars", Bar.self, "closed bars, oldest first") { node, outlet in node.bar.bars = outlet }

    private let measure: Measure
    private let usesAggressor: Bool
    private var bar: GrowingBar
    private var threshold: ImbalanceThreshold
    private var previous: Int64?
    private var direction = 0.0
    private var imbalance = 0.0

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        var settings = settings
        if settings.least == 0 { settings.least = max(1, settings.ticks / 10) }
        if settings.most == 0 { settings.most = settings.ticks * 10 }
        guard settings.least <= settings.ticks else {
            throw OperatorError(
                "least \(settings.least) is above the \(settings.ticks) trades expected at first",
                argument: "least", help: "least ≤ ticks ≤ most")
        }
        guard settings.ticks <= settings.most else {
            throw OperatorError(
                "most \(settings.most) is below the \(settings.ticks) trades expected at first",
                argument: "most", help: "least ≤ ticks ≤ most")
        }
        measure = settings.of
        usesAggressor = settings.by == .aggressor
        bar = GrowingBar(final: settings.final)
        threshold = ImbalanceThreshold(settings)
    }

    private mutating func run(_ trades: Span<Trade>) {
        for i in trades.indices {
            let trade = trades[i]
            bar.add(trade)
            let flow = sign(of: trade) * size(of: trade)
            imbalance += flow
            let ticks = Double(bar.tickCount)
            if threshold.closes(flow: flow, imbalance: imbalance, ticks: ticks) {
                bar.send()
                imbalance = 0
                threshold.close(ticks: ticks)
            }
        }
    }

    private mutating func sign(of trade: Trade) -> Double {
        let price = trade.price.raw
        if let previous, price != previous { direction = price > previous ? 1 : -1 }
        previous = price
        guard usesAggressor else { return direction }
        switch trade.side {
        case .buy: return 1
        case .sell: return -1
        case .unknown: return direction
        }
    }

    private func size(of trade: Trade) -> Double {
        switch measure {
        case .ticks: 1
        case .volume: trade.quantity
        case .dollars: trade.price.double.magnitude * trade.quantity
        }
    }

    mutating func finish() { bar.finish() }

    func report(into report: inout NodeReport) {
        bar.report(into: &report)
        report.metric("threshold", threshold.value, unit: "of |θ|, the last one", headline: false)
        report.metric("ticks", threshold.ticks, unit: "trades expected in a bar", headline: false)
        report.metric("forced", Double(threshold.forced), unit: "bars closed by `most`", headline: false)
    }
}
