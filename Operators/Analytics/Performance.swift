import MarketModel
import OperatorKit
import Rings

/// Keeps the account: equity, drawdown, round trips, and the usual figures.
struct Performance: Operator {
    struct Settings: OperatorSettings {
        var capital = 100_000.0
        var daysPerYear = 252.0

        static let parameters: [Parameter<Settings>] = [
            .real(
                "capital", \.capital, in: 0...1e15,
                "equity at the start; 0 for none: amounts in place of fractions",
                unit: "account currency"),
            .real(
                "days_per_year", \.daysPerYear, in: 1...366,
                "for annualisation; 365 for a market that never closes"),
        ]
    }

    static let signature = Signature<Performance>(
        "analytics.performance", "Keeps equity, drawdown and round trips, and reports the usual figures.",
        details: """
            Every fill: cash ← cash − (quantity·price·multiplier + fee). Every mark: pnl = cash + \
            position·close·multiplier, equity = capital + pnl, drawdown = 1 − equity/peak. Marks are the \
            closes of the bars given, the last partial one too; without bars each fill marks at its own \
            price. A fill at the same place in the run's order as a mark is taken first. The figures at the \
            end use the last price seen.

            Round trips are matched first in, first out, net of the fees of both ends; what is still open is \
            in pnl but is no trade. win_rate = trades with pnl > 0 / trades; profit_factor = Σ gains / Σ \
            losses; exposure = part of the marks with a position. buy_and_hold_pnl: one contract bought at \
            the first price and held, less its fee. All is net of fees, and against 0 for staying flat; a \
            run that loses money says so.

            sharpe = mean/sd of returns, sd over n − 1, no risk-free rate: of daily returns (last mark of \
            each UTC day) times √days_per_year when there are two days or more, else of returns from mark to \
            mark times √(bars in days_per_year days of 24 hours). Not defined without capital, or when the \
            returns are all equal.

            Warm-up: none.
            """,
        example:
            "report: {op: analytics.performance, from: {fills: exec.fills, marks: bars@5m}, capital: 50000}"
    )
    .input("fills", Fill.self, "fills; cancellations are passed over") { node, fills in
        for i in fills.indices { node.take(fills[i]) }
    }
    .input("marks", Bar.self, "bars at whose close equity is marked", optional: true) { node, bars in
        for i in bars.indices { node.mark(bars[i]) }
    }
    .input("market", Trade.self, "last price, for the figures at the end", passive: true, optional: true) {
        node, trades in node.lastPrice = trades[trades.count - 1].price
    }
    .output("equity", EquityPoint.self, "the account at every mark") { node, outlet in node.points = outlet }

    private let settings: Settings
    private let marksAtFills: Bool
    private var cash = 0.0
    private var position = 0.0
    private var multiplier = 0.0
    private var fees = 0.0
    private var feePerContract = 0.0
    private var firstPrice: Price?
    private var lastPrice = Price(raw: 0)
    private var barLength: Int64 = 0
    private var marksInPosition = 0
    private var book = TradeBook()
    private var curve: EquityCurve
    private var points = Outlet<EquityPoint>()

    init(_ settings: Settings, _ context: NodeContext) {
        self.settings = settings
        marksAtFills = !context.inputs.contains { $0.port == "marks" }
        curve = EquityCurve(capital: settings.capital)
    }

    private mutating func take(_ fill: Fill) {
        guard fill.outcome != .cancelled else { return }
        if multiplier == 0, fill.quantity != 0 { feePerContract = fill.fee / abs(fill.quantity) }
        cash -= fill.quantity * fill.price.double * fill.multiplier + fill.fee
        position += fill.quantity
        multiplier = fill.multiplier
        fees += fill.fee
        book.add(fill)
        if marksAtFills {
            if firstPrice == nil { firstPrice = fill.price }
            mark(fill.header, at: fill.price, instant: fill.header.time)
        }
    }

    private mutating func mark(_ bar: Bar) {
        if firstPrice == nil { firstPrice = bar.open }
        barLength = bar.end - bar.start
        mark(bar.header, at: bar.close, instant: bar.start)
    }

    private mutating func mark(_ header: EventHeader, at price: Price, instant: Int64) {
        lastPrice = price
        let equity = settings.capital + profit
        let drawdown = curve.add(time: header.time, instant: instant, equity: equity, price: price.double)
        if position != 0 { marksInPosition += 1 }
        points.send(
            EquityPoint(header: header, equity: equity, drawdown: drawdown, position: position, price: price))
    }

    /// Profit with the position at the last price.
    private var profit: Double { cash + position * lastPrice.double * multiplier }

    func report(into report: inout NodeReport) {
        let money = "account currency"
        report.metric("pnl", profit, unit: money)
        report.metric(
            "return", settings.capital > 0 ? profit / settings.capital : nil, unit: "fraction of capital")
        addSharpe(to: &report)
        report.metric(
            "max_drawdown", curve.times.isEmpty ? nil : curve.deepest,
            unit: settings.capital > 0 ? "fraction of the peak" : money)
        addTrades(to: &report)
        report.metric("fees", fees, unit: money)
        let marks = curve.times.count
        report.metric(
            "exposure", marks > 0 ? Double(marksInPosition) / Double(marks) : nil,
            unit: "fraction of the marks")
        report.metric("position", position, unit: "contracts")
        report.metric("buy_and_hold_pnl", holdProfit, unit: "\(money), one contract")
        addSeries(to: &report)
    }

    /// Nil until a fill has told what a contract is worth.
    private var holdProfit: Double? {
        guard let firstPrice, multiplier > 0 else { return nil }
        return (lastPrice.double - firstPrice.double) * multiplier - feePerContract
    }

    private func addSharpe(to report: inout NodeReport) {
        let days = settings.daysPerYear
        if curve.daily.count >= 2 {
            let value = curve.sharpe(curve.daily, periodsPerYear: days)
            report.metric("sharpe", value, unit: "a year, from \(curve.daily.count) daily returns")
        } else if barLength > 0 {
            let bars = days * 86_400_000_000_000 / Double(barLength)
            let value = curve.sharpe(curve.equity, periodsPerYear: bars)
            report.metric("sharpe", value, unit: "a year, from returns per \(durationText(barLength)) bar")
        } else {
            report.metric("sharpe", nil, unit: "a year; too short a run")
        }
    }

    private func addTrades(to report: inout NodeReport) {
        let profits = book.trips.map(\.profit)
        let count = Double(profits.count)
        let gains = profits.reduce(0) { $0 + max(0, $1) }
        let losses = profits.reduce(0) { $0 + max(0, -$1) }
        report.metric("trades", count, unit: "round trips")
        report.metric(
            "win_rate", count > 0 ? Double(profits.count { $0 > 0 }) / count : nil, unit: "fraction")
        report.metric("profit_factor", losses > 0 ? gains / losses : nil)
        report.metric(
            "average_trade", count > 0 ? (gains - losses) / count : nil, unit: "account currency")
    }

    private func addSeries(to report: inout NodeReport) {
        let lines: [(String, String, [Double])] = [
            ("equity", "account currency", curve.equity),
            ("drawdown", settings.capital > 0 ? "fraction of the peak" : "account currency", curve.drawdowns),
            ("price", "price", curve.prices),
        ]
        for (name, unit, values) in lines {
            report.series.append(
                NodeReport.Series(name: name, unit: unit, times: curve.times, values: values))
        }
        report.tables.append(
            NodeReport.Table(name: "trades", columns: RoundTrip.columns, rows: book.trips.map(\.cells)))
    }
}
