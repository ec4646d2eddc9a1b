import MarketModel
import OperatorKit
import Rings

extension Performance {
    static let signature = Signature<Performance>(
        "analytics.performance", "Keeps equity, drawdown and round trips, and reports the usual figures.",
        details: """
            Every fill: cash ← cash − (quantity·price·multiplier + fee); a payment (funding): cash ← cash − fee. \
            Every mark: pnl = cash + Σ position·close·multiplier, equity = capital + pnl, drawdown = 1 − \
            equity/peak. Marks are the closes of the bars given, the last partial one too; without bars each fill \
            marks at its own price. A fill at the same place in the run's order as a mark is taken first. The \
            figures at the end use the last price seen.

            Several instruments: one input of marks each, named by `instruments` in the same order; fills are told \
            apart by the instrument they carry, and one that carries none is of the first. An instrument without \
            marks is marked at its own fills. With a single input of marks nothing need be named.

            Round trips are matched first in, first out, within an agent and an instrument, net of the fees of \
            both ends; what is still open, and what was paid without a trade (metric funding), is in pnl but is no \
            trade. mae and mfe are the most that a trip was down and up, in account currency before fees: prices \
            are the fills', and high and low of the bars after its entry, of the bar of the entry the close. \
            win_rate = trades with pnl > 0 / trades; profit_factor = Σ gains / Σ losses; average_trade = mean pnl; \
            exposure = part of the marks with a position; time_in_market = part of the time; gross_exposure = mean \
            over time of Σ |position·price·multiplier| / equity; turnover = Σ |quantity·price·multiplier| / \
            capital. Tables agents and instruments say who earned what: each agent's fills are kept as a book of \
            its own, and both tables sum to pnl.

            buy_and_hold_pnl: one contract of the first instrument bought at the first price and held, less its \
            fee. benchmark_return, alpha, beta, information_ratio, tracking_error: against the input benchmark, or \
            else against holding the first instrument. All is net of fees, and against 0 for staying flat; a run \
            that loses money says so.

            Returns are those between the last marks of days, the first one on the capital, if there are two days \
            or more, else from mark to mark (of 2, 4, … marks together where there are more than 16,384), times \
            √(marks in days_per_year days of 24 hours). A day ends at midnight UTC, or at the session's close of \
            `calendar`; what is marked while the market is closed is of the next session. sharpe = (mean − \
            risk_free/A)/sd·√A, sd over n − 1. All other figures, with 95 % intervals by the stationary bootstrap \
            where there are 20 returns or more, are in table metrics with their formulas, and in \
            docs/reference/metrics.md with what other libraries do. Without capital there are no returns, and what \
            needs them is not defined, as is a ratio over 0.

            psr: probability that the true Sharpe ratio is above 0; dsr: above the best that `trials` would show \
            by chance (Bailey, López de Prado 2014). Table lint says what makes a backtest doubtful.

            Series equity_low and equity_high are the ends of the bootstrap's 95 % band; rolling_sharpe is over \
            `rolling` days. Memory: 16,384 points of the curve, older ones merged two by two, three numbers a day, \
            and `max_trades` round trips. Warm-up: none.
            """,
        example:
            "report: {op: analytics.performance, from: {fills: exec.fills, marks: bars@5m}, capital: 50000}"
    )
    .input("fills", Fill.self, "fills and payments; cancellations are passed over") { node, fills in
        for i in fills.indices { node.take(fills[i]) }
    }
    .inputs("marks", Bar.self, "bars at whose close equity is marked, an instrument each", optional: true) {
        node, place, bars in
        for i in bars.indices { node.mark(bars[i], place) }
    }
    .inputs(
        "market", Trade.self, "last prices, for the figures at the end", passive: true, optional: true
    ) { node, place, trades in node.ledger.mark(place, trades[trades.count - 1].price) }
    .input(
        "benchmark", Bar.self, "what to compare with, in place of holding", passive: true, optional: true
    ) { node, bars in node.compare(bars) }
    .output("equity", EquityPoint.self, "the account at every mark") { node, outlet in node.points = outlet }
}
