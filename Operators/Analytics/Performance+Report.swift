import MarketModel
import OperatorKit
import Statistics

extension Performance {
    static let money = "account currency"

    func report(into report: inout NodeReport) {
        let summary = Summary(self)
        let warnings = lint(summary)
        let figures = figures(summary, warnings: warnings.count { $0.severity == .warning })
        for figure in figures {
            report.metric(figure.name, figure.value, unit: figure.unit, headline: figure.isHeadline)
        }
        addSeries(summary, to: &report)
        let trips = ledger.log.trips
        report.tables.append(
            NodeReport.Table(name: "trades", columns: RoundTrip.columns) { trips.map(\.cells) })
        addMonths(to: &report)
        addShares(to: &report)
        report.tables.append(
            NodeReport.Table(name: "metrics", columns: Figure.columns, rows: figures.map(\.cells)))
        report.tables.append(
            NodeReport.Table(name: "lint", columns: Warning.columns, rows: warnings.map(\.cells)))
    }

    /// Nil until a fill has told what a contract is worth.
    var holdProfit: Double? {
        let first = ledger.instruments[0]
        guard first.isPriced, first.multiplier > 0 else { return nil }
        return (first.price.double - first.firstPrice.double) * first.multiplier - first.feePerContract
    }

    /// What the benchmark gained from the first price to the last; nil for prices that are not positive.
    var benchmarkReturn: Double? {
        let first = hasBenchmark ? firstBenchmark ?? 0 : ledger.instruments[0].firstPrice.double
        let last = hasBenchmark ? curve.benchmarks.last ?? 0 : ledger.instruments[0].price.double
        return first > 0 && last > 0 ? last / first - 1 : nil
    }

    private func addSeries(_ summary: Summary, to report: inout NodeReport) {
        func add(_ name: String, _ unit: String, _ times: [Int64], _ values: [Double]) {
            report.series.append(NodeReport.Series(name: name, unit: unit, times: times, values: values))
        }
        let hasCapital = settings.capital > 0
        add("equity", Self.money, curve.times, curve.equity)
        add("drawdown", hasCapital ? "fraction of the peak" : Self.money, curve.times, curve.drawdowns)
        add("price", "price", curve.times, curve.prices)
        let exposure = zip(curve.gross, curve.equity).map { hasCapital ? ($1 > 0 ? $0 / $1 : 0) : $0 }
        add("exposure", hasCapital ? "of equity" : Self.money, curve.times, exposure)
        let first = hasBenchmark ? firstBenchmark ?? 0 : ledger.instruments[0].firstPrice.double
        if hasCapital, first > 0 {
            let held = curve.benchmarks.map { settings.capital * $0 / first }
            add("benchmark", Self.money, curve.times, held)
        }
        if let band = summary.intervals, let times = summary.resampled?.times {
            let at = band.places.map { times[$0] }
            add("equity_low", Self.money, at, band.low.map { settings.capital * $0 })
            add("equity_high", Self.money, at, band.high.map { settings.capital * $0 })
        }
        addRolling(summary, add)
    }

    private func addRolling(
        _ summary: Summary, _ add: (String, String, [Int64], [Double]) -> Void
    ) {
        guard let sample = summary.sample, let periods = summary.periods else { return }
        var rolling = RollingReturns(length: settings.rolling, sample.basics)
        var times: [Int64] = []
        var values: [Double] = []
        for (time, value) in zip(periods.times, periods.values) {
            rolling.add(value)
            guard let sharpe = rolling.sharpe else { continue }
            times.append(time)
            values.append(sharpe)
        }
        let unit = periods.isDaily ? "\(settings.rolling) days" : "\(settings.rolling) marks"
        if !times.isEmpty { add("rolling_sharpe", unit, times, values) }
    }
}
