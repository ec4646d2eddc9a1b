import OperatorSupport
import Statistics
import Testing

/// Series on which libraries divide by nothing, and what we say of them.
@Suite struct EdgeTests {
    private static let cases: [(name: String, returns: [Double])] = [
        ("constant", [Double](repeating: 0.01, count: 10)),
        ("zero", [Double](repeating: 0, count: 10)),
        ("gains", [0.01, 0.02, 0.03, 0.005]),
        ("first loss", [-0.1, 0.05, 0.02]),
        ("ruin", [0.1, -1, 0.5]),
        ("not a number", [0.01, .nan, -0.02, 0.03, 0.01]),
        ("one", [0.01]),
        ("one loss", [0.01, 0.02, -0.01]),
    ]

    private func stream(_ returns: [Double]) -> ReturnStream {
        var stream = ReturnStream()
        for value in returns { stream.add(value) }
        return stream
    }

    /// A ratio over nothing is not defined, whatever a library makes of it: nil, never infinite, never 1e16.
    @Test func `what divides by nothing is nil`() {
        let undefined: [String: [ReturnMetric]] = [
            "constant": [.sharpe, .sortino, .calmar, .skewness, .probabilisticSharpe, .omega],
            "zero": [.sharpe, .sortino, .calmar, .tailRatio, .payoff, .profitFactor, .kelly],
            "gains": [.sortino, .calmar, .profitFactor, .payoff, .recoveryLength],
            "ruin": [.recoveryLength],
            "one": [.sharpe, .sortino, .volatility, .calmar, .gaussianVar95],
        ]
        for (name, returns) in Self.cases {
            let stream = stream(returns)
            let sample = ReturnSample(returns)
            for metric in undefined[name] ?? [] {
                #expect(stream.value(metric) == nil && sample.value(metric) == nil, "\(metric) of \(name)")
            }
            for metric in ReturnMetric.allCases {
                #expect(stream.value(metric)?.isFinite != false, "\(metric) of \(name)")
                #expect(sample.value(metric)?.isFinite != false, "\(metric) of \(name)")
            }
        }
        #expect(ReturnMetric.allCases.allSatisfy { ReturnStream().value($0) == nil })
        #expect(ReturnMetric.allCases.allSatisfy { ReturnSample([]).value($0) == nil })
    }

    @Test func `what is defined is what most libraries say`() throws {
        let table = goldenColumns("analytics/edges.csv")
        // Rows by case: empyrical, quantstats, vectorbt. The one to follow: vectorbt forgets the start before a
        // first loss, empyrical counts a missing return as a day.
        let follow = ["first loss": 0, "not a number": 1]
        let metrics: [ReturnMetric] = [
            .totalReturn, .annualReturn, .volatility, .sharpe, .sortino, .maxDrawdown, .calmar,
        ]
        for (index, (name, returns)) in Self.cases.enumerated() {
            let stream = stream(returns)
            for metric in metrics {
                guard let value = stream.value(metric) else { continue }
                let expected = try #require(table[metric.rawValue]?[index * 3 + (follow[name] ?? 0)])
                #expect(agrees(value, expected), "\(metric) of \(name): \(value), not \(expected)")
            }
        }
    }

    @Test func `what is no number is passed over and counted`() {
        let stream = stream([0.01, .nan, .infinity, -0.02])
        #expect(stream.skipped == 2 && stream.count == 2)
        #expect(ReturnSample([0.01, .nan, .infinity, -0.02]).skipped == 2)
    }
}
