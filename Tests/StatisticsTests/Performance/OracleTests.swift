import Foundation
import Statistics
import TestSupport
import Testing

/// The side-by-side numbers of a series that is known by its moments only.
@Suite struct OracleTests {
    private let oracle: [String: Any]? = {
        guard let path = RecordedData.path("../oracles/metrics_golden.json"),
            let data = FileManager.default.contents(atPath: path)
        else { return nil }
        return try? JSONSerialization.jsonObject(with: data) as? [String: Any]
    }()

    private func reference(_ name: String, _ key: String = "ref") -> Double? {
        ((oracle?[name] as? [String: Any])?[key] as? NSNumber)?.doubleValue
    }

    /// Count, mean and deviation from the sums that the oracle gives.
    private var sums: (count: Int, mean: Double, deviation: Double)? {
        guard let count = reference("_series", "n"), let sum = reference("_series", "sum"),
            let squares = reference("_series", "sumsq")
        else { return nil }
        let mean = sum / count
        return (Int(count), mean, ((squares - count * mean * mean) / (count - 1)).squareRoot())
    }

    @Test func `figures that follow from sums are the oracle's`() throws {
        guard let (count, mean, deviation) = sums else { return }
        let basics = ReturnBasics()
        #expect(agrees(deviation * 252.0.squareRoot(), try #require(reference("vol_ann"))))
        #expect(agrees(basics.ratio(mean, deviation), try #require(reference("sharpe"))))
        let total = try #require(reference("total_return"))
        let annual = basics.annual(growth: 1 + total, count: count)
        #expect(agrees(annual, try #require(reference("cagr_252"))))
        let fall = try #require(reference("max_drawdown"))
        #expect(agrees(annual.map { $0 / -fall }, try #require(reference("calmar"))))
        #expect(agrees(mean / (deviation * deviation), try #require(reference("kelly_gauss"))))
        for level in [0.95, 0.99] {
            let value = TailRisk.gaussian(mean: mean, deviation: deviation, level)
            #expect(agrees(value, -(try #require(reference("gauss_var_\(level)")))))
            let beyond = TailRisk.gaussianMean(mean: mean, deviation: deviation, level)
            #expect(agrees(beyond, -(try #require(reference("gauss_cvar_\(level)")))))
        }
    }

    /// Skewness and kurtosis solve the two Cornish–Fisher numbers; the probability then follows.
    @Test func `shape and probability are the oracle's`() throws {
        guard let (count, mean, deviation) = sums else { return }
        let (skewness, excess) = (-0.3530406361162285, 5.724082629559306)
        for level in [0.95, 0.99] {
            let value = TailRisk.cornishFisher(
                mean: mean, deviation: deviation, skewness: skewness, excess: excess, level)
            #expect(agrees(value, -(try #require(reference("cf_var_\(level)")))))
            // The same with the deviation of a population, as some take it.
            let population = deviation * (Double(count - 1) / Double(count)).squareRoot()
            let other = TailRisk.cornishFisher(
                mean: mean, deviation: population, skewness: skewness, excess: excess, level)
            #expect(agrees(other, -(try #require(reference("cf_var_\(level)", "ref_popsd")))))
        }
        let estimate = SharpeEstimate(
            sharpe: mean / deviation, count: count, skewness: skewness, kurtosis: excess + 3)
        #expect(agrees(estimate.probability(above: 0), try #require(reference("psr_vs0"))))
    }

    /// Outcomes with the oracle's rate of wins and payoff give its other figures of outcomes.
    @Test func `outcomes are the oracle's`() throws {
        guard let (count, mean, _) = sums, let rate = reference("win_rate", "ref_all"),
            let payoff = reference("payoff")
        else { return }
        let wins = (Double(count) * rate).rounded()
        let losses = Double(count) - wins
        // Mean loss l solves wins·payoff·l − losses·l = count·mean.
        let loss = Double(count) * mean / (wins * payoff - losses)
        var outcomes = OutcomeStatistics()
        for index in 0..<count { outcomes.add(Double(index) < wins ? payoff * loss : -loss) }
        #expect(agrees(outcomes.winRate, rate))
        #expect(agrees(outcomes.profitFactor, try #require(reference("profit_factor"))))
        #expect(agrees(outcomes.kelly, try #require(reference("kelly_discrete"))))
        #expect(agrees(outcomes.expectancy, try #require(reference("expectancy"))))
    }

    /// The counts of its rolling historical VaR, 250 days back, give the three tests.
    @Test(arguments: [0.95, 0.99]) func `backtests of its value at risk are the oracle's`(level: Double)
        throws
    {
        guard let all = oracle?["var_backtest_hist250"] as? [String: Any],
            let facts = all["\(level)"] as? [String: Any]
        else { return }
        func number(_ name: String) throws -> Double { try #require((facts[name] as? NSNumber)?.doubleValue) }
        let tally = ExceptionTally(
            days: Int(try number("T")), exceptions: Int(try number("X")),
            follows: [
                [Int(try number("n00")), Int(try number("n01"))],
                [Int(try number("n10")), Int(try number("n11"))],
            ])
        for (test, name) in [
            (tally.coverage(rate: 1 - level), "pof"), (tally.independence, "ind"),
            (tally.conditionalCoverage(rate: 1 - level), "cc"),
        ] {
            #expect(abs(test.ratio - (try number("LR_\(name)"))) < 1e-9)
            #expect(abs(test.pValue - (try number("p_\(name)"))) < 1e-9)
        }
    }
}
