import Glibc
import OperatorSupport
import Statistics
import TestSupport
import Testing

@Suite struct ExceptionTests {
    private static let columns = ["sp500": 4, "nasdaq": 4, "wti": 1, "vix": 1]

    /// Counts and ratios are those of vartests, 0.2, from PyPI.
    @Test(arguments: [
        (250, 0, 0.01, 5.025167926750726, 0.02498150305344973),
        (250, 2, 0.01, 0.10843521623679919, 0.7419327009526281),
        (250, 4, 0.01, 0.7691383643858458, 0.380483738238954),
        (250, 7, 0.01, 5.496990447792683, 0.019049230890526535),
        (255, 18, 0.05, 2.028865539159426, 0.15433577392337325),
        (30, 7, 0.01, 32.33833117288029, 1.2953273063747287e-08),
        (60, 4, 0.05, 0.3191039444813484, 0.5721466397064707), (1000, 50, 0.05, 0, 1),
    ])
    func `Kupiec's test is the oracle's`(days: Int, exceptions: Int, rate: Double, ratio: Double, p: Double) {
        let test = ExceptionTally(days: days, exceptions: exceptions).coverage(rate: rate)
        #expect(abs(test.ratio - ratio) < 1e-9 && abs(test.pValue - p) < 1e-9)
    }

    @Test func `Christoffersen's tests are the oracle's`() {
        let clustered = ExceptionTally(days: 60, exceptions: 4, follows: [[53, 2], [2, 2]])
        #expect(abs(clustered.independence.ratio - 6.524116855057302) < 1e-9)
        let isolated = ExceptionTally(days: 60, exceptions: 4, follows: [[51, 4], [4, 0]])
        #expect(abs(isolated.independence.ratio - 0.5823321676125239) < 1e-9)
        let both = ExceptionTally(days: 506, exceptions: 28, follows: [[452, 25], [25, 3]])
            .conditionalCoverage(rate: 0.05)
        #expect(abs(both.ratio - 1.517190866951264) < 1e-9 && abs(both.pValue - 0.46832375714174224) < 1e-9)
        let rare = ExceptionTally(days: 506, exceptions: 6, follows: [[494, 5], [5, 1]])
            .conditionalCoverage(rate: 0.01)
        #expect(abs(rare.ratio - 3.900349236330081) < 1e-9 && abs(rare.pValue - 0.14224923011814924) < 1e-9)
    }

    @Test func `no days and no exceptions are no mistake`() {
        #expect(ExceptionTally().coverage(rate: 0.05).ratio == 0)
        #expect(ExceptionTally().independence.ratio == 0)
        #expect(ExceptionTally(days: 3, exceptions: 3).coverage(rate: 0.05).ratio > 0)
    }

    /// What an independent computation found on real series: counts exactly, ratios to 1e-9.
    @Test(arguments: ["sp500", "nasdaq", "wti", "vix"])
    func `the backtests on recorded series are those of the facts`(name: String) throws {
        guard let rows = recordedRows("daily_arch/\(name)/\(name).csv.gz"),
            let facts = RecordedData.facts("daily:arch_\(name)"), let column = Self.columns[name]
        else { return }
        let closes = rows.dropFirst().compactMap { $0.count > column ? Double($0[column]) : nil }
        let returns = zip(closes, closes.dropFirst()).map { log($1 / $0) }
        #expect(returns.count == facts["n_logret"] as? Int)
        for (percent, level) in [(95, 0.95), (99, 0.99)] {
            let (historical, normal) = backtest(returns, level)
            try compare(historical, facts["rolling250_histVaR_\(percent)"] as? [String: Any], level)
            try compare(normal, facts["ewma94_normVaR_\(percent)"] as? [String: Any], level)
        }
    }

    /// Rolling 250 days of history, and an EWMA started from their variance.
    private func backtest(_ returns: [Double], _ level: Double) -> (ExceptionTally, ExceptionTally) {
        var (historical, normal) = (ExceptionTally(), ExceptionTally())
        var window = LossWindow(250)
        var variance = EWMACovariance(size: 1, decay: 0.94, shrinkage: 0)
        let first = returns.prefix(250)
        let mean = first.reduce(0, +) / 250
        for (index, value) in returns.enumerated() {
            if index == 250 {
                variance.start(from: [first.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 249])
            }
            if index >= 250 {
                historical.add(loss: -value, valueAtRisk: window.linearQuantile(level))
                let deviation = variance[0, 0].squareRoot()
                normal.add(
                    loss: -value, valueAtRisk: ValueAtRisk.normal(deviation: deviation, level: level))
                variance.add([value])
            }
            window.add(-value)
        }
        return (historical, normal)
    }

    private func compare(_ tally: ExceptionTally, _ facts: [String: Any]?, _ level: Double) throws {
        let facts = try #require(facts)
        #expect(tally.days == facts["n"] as? Int && tally.exceptions == facts["exceptions"] as? Int)
        let kupiec = try #require(facts["kupiec_LR"] as? Double)
        #expect(abs(tally.coverage(rate: 1 - level).ratio - kupiec) < 1e-9)
        let independence = try #require(facts["christoffersen_ind_LR"] as? Double)
        #expect(abs(tally.independence.ratio - independence) < 1e-9)
        if let counts = facts["n00,n01,n10,n11"] as? [Int] {
            #expect(tally.follows.flatMap(\.self) == counts)
        }
    }

    @Test func `the chi-square's tail is that of the tables`() {
        #expect(abs(ChiSquare.survival(3.841458820694124, degrees: 1) - 0.05) < 1e-15)
        #expect(abs(ChiSquare.survival(5.991464547107979, degrees: 2) - 0.05) < 1e-15)
        // scipy.stats.chi2.sf
        #expect(abs(ChiSquare.survival(7.814727903251179, degrees: 3) - 0.05) < 1e-14)
        #expect(abs(ChiSquare.survival(1, degrees: 5) - 0.9625657732472964) < 1e-13)
        #expect(abs(ChiSquare.survival(40, degrees: 10) - 1.694474393006737e-05) < 1e-17)
        #expect(ChiSquare.survival(0, degrees: 3) == 1 && ChiSquare.survival(1, degrees: 0).isNaN)
    }
}
