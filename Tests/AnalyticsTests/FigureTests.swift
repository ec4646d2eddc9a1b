import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import Statistics
import TestSupport
import Testing

/// The figures of the report against the library of figures.
@Suite struct FigureTests {
    private static let day = 1440 * minute
    /// 2019-01-02 00:00 UTC.
    private static let start: Int64 = 17_898 * 86_400_000_000_000
    private let returns = goldenColumns("analytics/returns.csv")

    /// One contract bought at 100 and held while the price follows the made-up returns, a mark a day.
    private func held(
        _ arguments: [(name: String, value: ArgumentValue)] = [], benchmark: Bool = true
    ) throws -> (report: NodeReport, returns: [Double], benchmark: [Double]) {
        let own = try #require(returns["return"])
        let other = try #require(returns["benchmark"])
        var (price, level) = (100.0, 1000.0)
        // An open of its own, so that the first day has a return.
        var bars: [Bar] = []
        var marks: [Bar] = []
        for (index, value) in own.enumerated() {
            price *= 1 + value
            let end = Self.start + Int64(index + 1) * Self.day
            bars.append(mark(end, price))
            let open = level
            level *= 1 + other[index]
            var bar = mark(end, level)
            bar.open = Price(open)
            marks.append(bar)
        }
        let node = try account(
            [trade(Self.start, 1, 100, fee: 0)], [bars],
            [("capital", Argument.real(100)), ("bootstrap", Argument.integer(100))] + arguments,
            benchmark: benchmark ? marks : [])
        return (node.report, own, other)
    }

    @Test func `every figure is the library's`() throws {
        let (report, own, other) = try held()
        let sample = ReturnSample(own)
        let names: [ReturnMetric: String] = [
            .maxDrawdown: "period_max_drawdown", .winRate: "period_win_rate", .payoff: "period_payoff",
            .profitFactor: "period_profit_factor", .kelly: "period_kelly",
        ]
        // Prices are rounded to 1e-9: returns near 0 may change their sign, so wins are not compared.
        for metric in ReturnMetric.allCases where ![.winRate, .payoff, .kelly].contains(metric) {
            let name = names[metric] ?? metric.rawValue
            let expected = try #require(sample.value(metric))
            #expect(agree(report.value(name), expected, 1e-6), "\(name)")
        }
        var versus = BenchmarkStream()
        for (a, b) in zip(own, other) { versus.add(a, benchmark: b) }
        #expect(agree(report.value("beta"), versus.beta ?? .nan, 1e-6))
        #expect(agree(report.value("alpha"), versus.alpha ?? .nan, 1e-6))
        #expect(agree(report.value("information_ratio"), versus.informationRatio ?? .nan, 1e-6))
        let total = other.reduce(1) { $0 * (1 + $1) } - 1
        #expect(agree(report.value("benchmark_return"), total, 1e-6))
        #expect(report.metrics.first { $0.name == "sharpe" }?.unit == "a year, from 504 daily returns")
    }

    @Test func `the table of figures has them all, with intervals and formulas`() throws {
        let report = try held().report
        let rows = report.rows("metrics")
        #expect(rows.count == report.metrics.count && rows.count > 60)
        for (row, metric) in zip(rows, report.metrics) {
            #expect(row["metric"] == metric.name && row["value"] == metric.value.map { "\($0)" } ?? "")
            #expect(row["convention"] != "", "\(metric.name)")
        }
        #expect(Set(report.metrics.map(\.name)).count == report.metrics.count)
        for name in ["sharpe", "annual_return", "period_max_drawdown"] {
            let row = try #require(rows.first { $0["metric"] == name })
            let low = try #require(row["low"].flatMap(Double.init))
            let high = try #require(row["high"].flatMap(Double.init))
            let value = try #require(row["value"].flatMap(Double.init))
            #expect(low < value && value < high, "\(name)")
        }
    }

    @Test func `lines and months are those of the report's contract`() throws {
        let (report, own, _) = try held()
        for name in ["equity", "drawdown", "price", "exposure", "benchmark"] {
            #expect(report.line(name)?.times.count == 504, "\(name)")
        }
        #expect(report.line("rolling_sharpe")?.times.count == 504 - 62)
        let (low, high) = (try #require(report.line("equity_low")), try #require(report.line("equity_high")))
        #expect(low.times == high.times && low.times.count == 200)
        #expect(low.times.last == Self.start + 504 * Self.day)
        let months = report.rows("monthly")
        #expect(months.map { $0["year"] } == ["2019", "2020"])
        let january = own.prefix(30).reduce(1) { $0 * (1 + $1) } - 1
        #expect(agree(months[0]["jan"].flatMap(Double.init), january, 1e-6))
        #expect(months[1]["dec"] == "")
        let total = months.reduce(1) { $0 * (1 + (Double($1["total"] ?? "") ?? .nan)) } - 1
        #expect(agree(report.value("return"), total, 1e-6))
    }

    @Test func `trials deflate and the calendar annualises`() throws {
        let once = try held().report
        #expect(once.value("dsr") == once.value("psr"))
        let often = try held([("trials", Argument.integer(1000))]).report
        #expect((often.value("dsr") ?? 1) < (once.value("dsr") ?? 0))
        #expect(often.rows("lint").contains { $0["code"] == "DSR_LOW" })
        let crypto = try held([("calendar", Argument.text("24/7"))]).report
        let ratio = try #require(crypto.value("sharpe")) / (try #require(once.value("sharpe")))
        #expect(agree(ratio, (365.0 / 252).squareRoot()))
    }

    @Test func `days end at the close of the market`() throws {
        // A New York session from Tuesday 2019-01-08, 09:30 to 16:00, with marks after the close and at night.
        let midnight = Self.start + 6 * Self.day
        let minutes: [Int64] = [15 * 60, 20 * 60 + 59, 22 * 60, 24 * 60 + 60, 24 * 60 + 15 * 60]
        let marks = minutes.enumerated().map { mark(midnight + $1 * minute, 100 + Double($0)) }
        let fills = [trade(midnight, 1, 100)]
        let plain = try account(fills, [marks]).report
        #expect(plain.metrics.first { $0.name == "sharpe" }?.unit == "a year, from 2 daily returns")
        let months = plain.rows("monthly")
        let session = try account(fills, [marks], [("calendar", Argument.text("XNYS"))]).report
        // The first day ends with 101 at 20:59, the second with 104; by UTC it would be 102 and 104.
        let first = try #require(session.value("mean_return"))
        #expect(agree(first, (1 / 100_000.0 + 3 / 100_001.0) / 2))
        #expect(agree(plain.value("mean_return"), (2 / 100_000.0 + 2 / 100_002.0) / 2) && months.count == 1)
    }

    @Test func `time and size of positions`() throws {
        let fills = [trade(minute, 2, 100, multiplier: 5), trade(3 * minute, -2, 100, multiplier: 5)]
        let marks = (0...5).map { mark(Int64($0) * minute + 1, 100) }
        let report = try account(fills, [marks], [("capital", Argument.real(2000))]).report
        // Held from 1 to 3 of the 5 minutes between the first and the last mark, worth 1000 of 2000.
        #expect(agree(report.value("time_in_market"), 0.4) && agree(report.value("gross_exposure"), 0.2))
        #expect(report.value("max_gross_exposure") == 0.5 && report.value("turnover") == 1)
        #expect(report.value("exposure") == 2.0 / 6 && report.value("holding_time") == 120)
    }

    @Test func `without capital there are amounts and no ratios`() throws {
        let marks = (1...3).map { mark(Int64($0) * Self.day, 100 + Double($0)) }
        let report = try account([trade(1, 1, 100)], [marks], [("capital", Argument.real(0))]).report
        for name in ["return", "sharpe", "annual_return", "turnover", "psr", "alpha"] {
            #expect(report.value(name) == nil, "\(name)")
        }
        #expect(report.value("pnl") == 3 && report.value("max_drawdown") == 0)
        #expect(report.line("benchmark") == nil && report.line("equity_low") == nil)
    }
}
