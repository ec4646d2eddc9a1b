import Foundation
import OperatorSupport
import Statistics
import TestSupport
import Testing

/// Every number of `metrics_golden.json`, on the series that it is of.
///
/// The file tells the series' seed, count, sums and five values; `Fixtures/analytics/make.py` makes it again.
@Suite struct OracleTests {
    private let returns = goldenColumns("analytics/oracle.csv")["return"] ?? []
    private let oracle: [String: Any]? = {
        guard let path = RecordedData.path("../oracles/metrics_golden.json"),
            let data = FileManager.default.contents(atPath: path)
        else { return nil }
        return try? JSONSerialization.jsonObject(with: data) as? [String: Any]
    }()

    private func reference(_ name: String, _ key: String = "ref") throws -> Double {
        let numbers = try #require(oracle?[name] as? [String: Any], "\(name)")
        return try #require((numbers[key] as? NSNumber)?.doubleValue, "\(name): \(key)")
    }

    /// Names there, names here, and the sign: losses are positive here.
    private static let figures: [(oracle: String, metric: ReturnMetric, sign: Double)] = [
        ("total_return", .totalReturn, 1), ("cagr_252", .annualReturn, 1), ("vol_ann", .volatility, 1),
        ("max_drawdown", .maxDrawdown, -1), ("sharpe", .sharpe, 1), ("sortino", .sortino, 1),
        ("calmar", .calmar, 1), ("hist_var_0.95", .var95, -1), ("hist_cvar_0.95", .cvar95, -1),
        ("hist_var_0.99", .var99, -1), ("hist_cvar_0.99", .cvar99, -1),
        ("gauss_var_0.95", .gaussianVar95, -1), ("gauss_cvar_0.95", .gaussianCvar95, -1),
        ("gauss_var_0.99", .gaussianVar99, -1), ("gauss_cvar_0.99", .gaussianCvar99, -1),
        ("cf_var_0.95", .cornishFisherVar95, -1), ("cf_var_0.99", .cornishFisherVar99, -1),
        ("profit_factor", .profitFactor, 1), ("payoff", .payoff, 1), ("kelly_discrete", .kelly, 1),
        ("kelly_gauss", .kellyGaussian, 1), ("expectancy", .meanReturn, 1),
        ("psr_vs0", .probabilisticSharpe, 1), ("ulcer", .ulcer, 1), ("tail_ratio", .tailRatio, 1),
    ]
    /// Whose convention is another one, as docs/reference/metrics.md says.
    private static let others = ["default", "ref_popsd"]
    private static let different = ["psr_vs0", "ulcer"]

    @Test func `the series is the oracle's`() throws {
        guard let series = oracle?["_series"] as? [String: Any] else { return }
        #expect(Double(returns.count) == (try reference("_series", "n")))
        #expect(agrees(returns.reduce(0, +), try reference("_series", "sum"), 1e-14))
        #expect(agrees(returns.reduce(0) { $0 + $1 * $1 }, try reference("_series", "sumsq"), 1e-15))
        let first = try #require(series["first5"] as? [NSNumber]).map(\.doubleValue)
        #expect(Array(returns.prefix(5)) == first)
    }

    @Test func `every figure is the oracle's, and each library's that takes it the same way`() throws {
        guard let oracle else { return }
        var stream = ReturnStream()
        for value in returns { stream.add(value) }
        let sample = ReturnSample(returns)
        for (name, metric, sign) in Self.figures {
            let numbers = try #require(oracle[name] as? [String: Any], "\(name)")
            for (who, number) in numbers where !Self.others.contains(where: { who.contains($0) }) {
                let expected = sign * (try #require((number as? NSNumber)?.doubleValue))
                let isSame = who == "ref" || !Self.different.contains(name)
                for value in [stream.value(metric), sample.value(metric)] {
                    #expect(
                        agrees(value, expected) == isSame, "\(name) of \(who): \(value ?? .nan), \(expected)")
                }
            }
        }
        #expect(agrees(stream.value(.winRate), try reference("win_rate", "ref_all")))
        let year = try reference("sharpe", "vectorbt 1.2.0 (default 365d year)")
        #expect(agrees(stream.value(.sharpe).map { $0 * (365.0 / 252).squareRoot() }, year))
    }

    @Test func `with a population's deviation Cornish and Fisher are the oracle's too`() throws {
        guard oracle != nil else { return }
        let sample = ReturnSample(returns)
        let count = Double(returns.count)
        let mean = try #require(sample.value(.meanReturn))
        let yearly = try #require(sample.value(.volatility))
        let deviation = yearly / 252.0.squareRoot() * ((count - 1) / count).squareRoot()
        let skewness = try #require(sample.value(.skewness))
        let excess = try #require(sample.value(.kurtosis)) - 3
        for level in [0.95, 0.99] {
            let value = TailRisk.cornishFisher(
                mean: mean, deviation: deviation, skewness: skewness, excess: excess, level)
            #expect(agrees(value, -(try reference("cf_var_\(level)", "ref_popsd"))))
        }
    }

    /// Rolling 250 days of history: counts exactly, the three tests to 1e-9.
    @Test(arguments: [0.95, 0.99]) func `the backtests of its value at risk are the oracle's`(level: Double)
        throws
    {
        guard let all = oracle?["var_backtest_hist250"] as? [String: Any] else { return }
        let facts = try #require(all["\(level)"] as? [String: Any])
        func number(_ name: String) throws -> Double { try #require((facts[name] as? NSNumber)?.doubleValue) }
        var (tally, window) = (ExceptionTally(), LossWindow(250))
        for (day, value) in returns.enumerated() {
            if day >= 250 { tally.add(loss: -value, valueAtRisk: window.linearQuantile(level)) }
            window.add(-value)
        }
        let counts = [tally.days, tally.exceptions] + tally.follows.flatMap(\.self)
        let expected = try ["T", "X", "n00", "n01", "n10", "n11"].map(number)
        #expect(counts.map(Double.init) == expected)
        for (test, name) in [
            (tally.coverage(rate: 1 - level), "pof"), (tally.independence, "ind"),
            (tally.conditionalCoverage(rate: 1 - level), "cc"),
        ] {
            #expect(abs(test.ratio - (try number("LR_\(name)"))) < 1e-9)
            #expect(abs(test.pValue - (try number("p_\(name)"))) < 1e-9)
        }
    }

    @Test func `outcomes are the oracle's`() throws {
        guard oracle != nil else { return }
        var outcomes = OutcomeStatistics()
        for value in returns { outcomes.add(value) }
        #expect(agrees(outcomes.winRate, try reference("win_rate", "ref_all")))
        #expect(agrees(outcomes.profitFactor, try reference("profit_factor")))
        #expect(agrees(outcomes.kelly, try reference("kelly_discrete")))
        #expect(agrees(outcomes.expectancy, try reference("expectancy")))
    }
}
