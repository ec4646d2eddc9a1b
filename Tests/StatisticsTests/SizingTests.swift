import OperatorSupport
import Statistics
import TestSupport
import Testing

@Suite struct SizingTests {
    @Test func `Kelly's fractions are the oracle's`() {
        let golden: [(p: Double, b: Double, f: Double)] = [
            (0.6, 1, 0.19999999999999996), (0.55, 1, 0.10000000000000009), (0.4, 2, 0.10000000000000003),
            (0.5, 1, 0), (0.3, 1.5, 0),
        ]
        for (p, b, f) in golden { #expect(abs(Kelly.fraction(winRate: p, payoff: b) - f) < 1e-15) }
        #expect(abs(Kelly.fraction(winRate: 0.55, payoff: 1.5) - 0.25) < 1e-15)
        #expect(abs(Kelly.used(winRate: 0.55, payoff: 1.5, trades: 30) - 0.0625) < 1e-15)
        #expect(Kelly.used(winRate: 0.9, payoff: 3, trades: 30) == 0.0625, "capped, then quartered")
        #expect(Kelly.used(winRate: 0.9, payoff: 3, trades: 29) == 0)
        #expect(Kelly.fraction(winRate: .nan, payoff: 1) == 0 && Kelly.fraction(winRate: 0.9, payoff: 0) == 0)
    }

    @Test func `several bets at once are the oracle's`() throws {
        let sigma = [0.04, 0.006, 0.02, 0.006, 0.0225, 0.009, 0.02, 0.009, 0.09]
        let fractions = try #require(Kelly.fractions(means: [0.08, 0.05, 0.12], covariance: sigma))
        let golden = [1.3297872340425532, 1.5130023640661943, 0.8865248226950354]
        for (got, expected) in zip(fractions, golden) { #expect(abs(got - expected) < 1e-12) }
        #expect(Kelly.fractions(means: [1, 1], covariance: [1, 1, 1, 1]) == nil)
    }

    @Test func `parity gives every series the same risk`() {
        let sigma = [0.04, 0.006, 0.02, 0.006, 0.0225, 0.009, 0.02, 0.009, 0.09]
        let weights = RiskParity.equalContributions(sigma, size: 3)
        #expect(abs(weights.reduce(0, +) - 1) < 1e-12)
        let shares = (0..<3).map { row in
            weights[row] * (0..<3).reduce(0) { $0 + sigma[row * 3 + $1] * weights[$1] }
        }
        #expect(abs(shares[0] - shares[1]) < 1e-12 && abs(shares[1] - shares[2]) < 1e-12)
        let equal = RiskParity.equalContributions([1, 0.3, 0.3, 1], size: 2)
        #expect(abs(equal[0] - 0.5) < 1e-12)
        let inverse = RiskParity.inverseDeviation([0.1, 0.2, 0])
        #expect(abs(inverse[0] - 2.0 / 3) < 1e-15 && inverse[2] == 0)
        #expect(
            abs(
                RiskParity.targetScale(deviation: 0.01, periodsPerYear: 252, target: 0.1) - 0.1
                    / (0.01 * 252.0.squareRoot())) < 1e-15)
    }

    @Test func `a shock is a fast rise or a high level`() {
        let minute: Int64 = 60_000_000_000
        var shock = CorrelationShock()
        let values: [(Double, Int64)] = [(0.1, 0), (0.55, 5), (0.61, 10), (0.65, 11), (0.81, 60), (.nan, 61)]
        let shocks = values.map { shock.add($0.0, at: $0.1 * minute) }
        // At 10 minutes 0.51 above the least; at 11 the least has left; at 60 above the ceiling.
        #expect(shocks == [false, false, true, false, true, false])
    }

    @Test func `the queue's least is the window's`() {
        var random = SplitMix64(seed: 3)
        var shock = CorrelationShock(window: 50, rise: 0.5, ceiling: 2, capacity: 64)
        var all: [(time: Int64, value: Double)] = []
        for step in 0..<2000 {
            let point = (time: Int64(step), value: Double.random(in: -1...1, using: &random))
            all.append(point)
            let least = all.suffix(51).filter { $0.time >= point.time - 50 }.map(\.value).min() ?? 0
            let isShock = shock.add(point.value, at: point.time)
            #expect(isShock == (point.value - least > 0.5))
        }
    }

    @Test func `scenarios are the days that they name`() throws {
        let names = StressScenario.all.map(\.name)
        #expect(names == ["1987-10-19", "1997-10-27", "2008-10-15", "2020-03-16"])
        #expect(abs(StressScenario.all[0].move(.equity) + 0.2047) < 1e-4)
        #expect(StressScenario.all[2].loss([(1000, .equity), (-500, .equity), (9, .none)]) > 45)
        for (file, factor, column, date) in [
            ("sp500/sp500", StressScenario.Factor.equity, 4, "10/15/2008"),
            ("nasdaq/nasdaq", .technology, 4, "10/15/2008"), ("wti/wti", .oil, 1, "10/15/2008"),
            ("wti/wti", .oil, 1, "10/19/1987"), ("wti/wti", .oil, 1, "10/27/1997"),
        ] {
            guard let rows = recordedRows("daily_arch/\(file).csv.gz") else { return }
            let at = try #require(rows.firstIndex { $0[0] == date })
            let (before, after) = try (
                #require(Double(rows[at - 1][column])), #require(Double(rows[at][column]))
            )
            let year = String(date.suffix(4))
            let scenario = try #require(StressScenario.all.first { $0.name.hasPrefix(year) })
            #expect(abs(scenario.move(factor) - (after / before - 1)) < 1e-5, "\(file) \(date)")
        }
    }
}
