import OperatorKit
import Statistics

extension Performance {
    /// Period figures whose names are those of trades take another one.
    private static let ofPeriods: [ReturnMetric: String] = [
        .maxDrawdown: "period_max_drawdown", .winRate: "period_win_rate", .payoff: "period_payoff",
        .profitFactor: "period_profit_factor", .kelly: "period_kelly",
    ]

    /// All numbers of the report, those that the text shows first.
    func figures(_ summary: Summary, warnings: Int) -> [Figure] {
        account(summary) + trades
            + [
                money("fees", ledger.instruments.reduce(0) { $0 + $1.fees }, "Σ fees, rebates taken off"),
                Figure(
                    name: "exposure", value: marks > 0 ? Double(marksInPosition) / Double(marks) : nil,
                    unit: "fraction of the marks", convention: "marks with a position/marks", isHeadline: true
                ),
                Figure(
                    name: "position",
                    value: ledger.instruments.count == 1 ? ledger.instruments[0].position : nil,
                    unit: "contracts", convention: "at the end; of one instrument", isHeadline: true),
                Figure(
                    name: "buy_and_hold_pnl", value: holdProfit, unit: "\(Self.money), one contract",
                    convention: "(last − first price)·multiplier − fee", isHeadline: true),
                Figure(
                    name: "warnings", value: Double(warnings), unit: "see table lint",
                    convention: "rows of table lint that are warnings", isHeadline: true),
            ] + ofReturns(summary) + comparison(summary) + use
    }

    private func account(_ summary: Summary) -> [Figure] {
        let hasCapital = settings.capital > 0
        return [
            money("pnl", ledger.profit, "Σ cash + position·price·multiplier"),
            Figure(
                name: "return", value: hasCapital ? ledger.profit / settings.capital : nil,
                unit: "fraction of capital", convention: "pnl/capital", isHeadline: true),
            Figure(
                name: "sharpe",
                value: (summary.periods?.values.count ?? 0) >= 2 ? summary.value(.sharpe) : nil,
                unit: sharpeUnit(summary.periods), interval: summary.interval(.sharpe),
                convention: ReturnMetric.sharpe.convention, isHeadline: true),
            Figure(
                name: "max_drawdown", value: curve.count > 0 ? curve.falls.deepest : nil,
                unit: hasCapital ? "fraction of the peak" : Self.money,
                convention: "greatest 1 − equity/peak over all marks, the capital included", isHeadline: true),
        ]
    }

    private func sharpeUnit(_ periods: PeriodReturns?) -> String {
        guard let periods else { return "a year; too short a run" }
        if periods.isDaily { return "a year, from \(days.equity.count) daily returns" }
        return "a year, from returns per \(durationText(periods.length ?? 0)) bar"
    }

    private var trades: [Figure] {
        let outcomes = ledger.log.outcomes
        let average = "mean pnl of the round trips"
        return [
            Figure(
                name: "trades", value: Double(outcomes.count), unit: "round trips",
                convention: "first in, first out, by agent and instrument", isHeadline: true),
            Figure(
                name: "win_rate", value: outcomes.winRate, unit: "fraction",
                convention: "trades with pnl > 0/trades", isHeadline: true),
            Figure(
                name: "profit_factor", value: outcomes.profitFactor, convention: "Σ gains/Σ losses",
                isHeadline: true),
            Figure(
                name: "average_trade", value: outcomes.expectancy, unit: Self.money, convention: average,
                isHeadline: true),
        ]
    }

    private func ofReturns(_ summary: Summary) -> [Figure] {
        ReturnMetric.allCases.filter { $0 != .sharpe }.map { metric in
            Figure(
                name: Self.ofPeriods[metric] ?? metric.rawValue, value: summary.value(metric),
                unit: metric.unit, interval: summary.interval(metric), convention: metric.convention)
        } + [
            Figure(
                name: "dsr", value: summary.deflated, unit: "probability",
                convention: "psr above the ratio that the best of \(settings.trials) trials shows by chance")
        ]
    }

    private func comparison(_ summary: Summary) -> [Figure] {
        let versus = summary.versus
        let total = settings.capital > 0 ? ledger.profit / settings.capital : nil
        let what = hasBenchmark ? "input benchmark" : "the first instrument, held"
        return [
            Figure(
                name: "benchmark_return", value: benchmarkReturn, unit: "fraction",
                convention: "last/first price − 1 of \(what)"),
            Figure(
                name: "excess_return", value: total.flatMap { a in benchmarkReturn.map { a - $0 } },
                unit: "fraction", convention: "return − benchmark_return"),
            Figure(
                name: "alpha", value: versus.alpha, unit: "fraction a year",
                convention: "(mean − rf − beta·(mean of the benchmark − rf))·A, not compounded"),
            Figure(
                name: "beta", value: versus.beta, convention: "covariance/variance of the benchmark"),
            Figure(name: "correlation", value: versus.correlation, convention: "Pearson's"),
            Figure(
                name: "information_ratio", value: versus.informationRatio, unit: "a year",
                convention: "mean/sd of return − benchmark's, ·√A"),
            Figure(
                name: "tracking_error", value: versus.trackingError, unit: "fraction a year",
                convention: "sd of return − benchmark's, ·√A"),
        ]
    }

    /// Of trades and of the capital's use: what the text leaves out.
    private var use: [Figure] {
        let log = ledger.log
        let count = Double(log.outcomes.count)
        let notional = ledger.instruments.reduce(0) { $0 + $1.notional }
        func mean(_ sum: Double) -> Double? { count > 0 ? sum / count : nil }
        return [
            Figure(name: "payoff", value: log.outcomes.payoff, convention: "mean gain/mean loss of trades"),
            Figure(
                name: "kelly", value: log.outcomes.kelly, unit: "fraction",
                convention: "p − (1 − p)/payoff of trades"),
            Figure(
                name: "expectancy", value: log.outcomes.expectancy, unit: Self.money,
                convention: "as average_trade"),
            Figure(
                name: "best_trade", value: count > 0 ? log.outcomes.best : nil, unit: Self.money,
                convention: "greatest pnl"),
            Figure(
                name: "worst_trade", value: count > 0 ? log.outcomes.worst : nil, unit: Self.money,
                convention: "least pnl"),
            Figure(
                name: "losing_run", value: Double(log.outcomes.longestLosingRun), unit: "round trips",
                convention: "most losses in a row"),
            Figure(
                name: "mae", value: mean(log.adverse), unit: Self.money,
                convention: "mean over trades of the most each was down"),
            Figure(
                name: "mfe", value: mean(log.favourable), unit: Self.money,
                convention: "mean over trades of the most each was up"),
            Figure(
                name: "holding_time", value: mean(log.held / 1e9), unit: "s", convention: "mean over trades"),
            Figure(
                name: "ambiguous_fills", value: fills > 0 ? Double(ambiguous) / Double(fills) : nil,
                unit: "fraction of the fills", convention: "fills that the path within a bar decides/fills"),
            Figure(
                name: "funding", value: ledger.instruments.reduce(0) { $0 + $1.funding }, unit: Self.money,
                convention: "paid without a trade"),
            Figure(
                name: "turnover", value: settings.capital > 0 ? notional / settings.capital : nil,
                unit: "times the capital", convention: "Σ |quantity·price·multiplier|/capital"),
            Figure(
                name: "time_in_market", value: time.share, unit: "fraction",
                convention: "time with a position/time"),
            Figure(
                name: "gross_exposure", value: settings.capital > 0 ? time.mean : nil, unit: "of equity",
                convention: "mean over time of Σ |position·price·multiplier|/equity"),
            Figure(
                name: "max_gross_exposure", value: settings.capital > 0 ? time.greatest : nil,
                unit: "of equity", convention: "greatest of the same"),
            Figure(
                name: "drawdown_time", value: curve.count > 0 ? Double(curve.falls.longest) / 1e9 : nil,
                unit: "s", convention: "longest time from a peak until it was reached again, or the end"),
        ]
    }

    private func money(_ name: String, _ value: Double, _ convention: String) -> Figure {
        Figure(name: name, value: value, unit: Self.money, convention: convention, isHeadline: true)
    }
}
