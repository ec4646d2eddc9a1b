import OperatorSupport
import Statistics
import TestSupport
import Testing

@Suite struct ReturnMetricTests {
    private let table = goldenColumns("analytics/metrics.csv")

    private func both(_ returns: [Double], _ basics: ReturnBasics = ReturnBasics()) -> [(ReturnMetric) ->
        Double?]
    {
        var stream = ReturnStream(basics)
        for value in returns { stream.add(value) }
        let sample = ReturnSample(returns, basics)
        let finished = stream
        return [{ finished.value($0) }, { sample.value($0) }]
    }

    /// The closed form against the midpoint rule is a looser thing.
    private func tolerance(_ metric: ReturnMetric) -> Double {
        metric == .cornishFisherCvar95 || metric == .cornishFisherCvar99 ? 1e-6 : 1e-9
    }

    @Test(arguments: [(0, 0.0), (1, 0.02)]) func `every figure is the reference's`(row: Int, rate: Double)
        throws
    {
        let basics = ReturnBasics(riskFree: rate)
        for value in both(goldenReturns, basics) {
            for metric in ReturnMetric.allCases {
                let expected = try #require(table[metric.rawValue]?[row], "\(metric)")
                #expect(
                    agrees(value(metric), expected, tolerance(metric)),
                    "\(metric): \(String(describing: value(metric))), not \(expected)")
            }
        }
    }

    /// Where a library's convention is another one, docs/reference/metrics.md says which.
    @Test func `libraries agree but where the page says otherwise`() throws {
        let own: [Int: Set<ReturnMetric>] = [
            2: [],
            3: [.ulcer, .skewness, .kurtosis, .winRate, .kelly, .cvar95, .probabilisticSharpe],
            4: [],
        ]
        let value = both(goldenReturns)[0]
        var compared = 0
        for (row, others) in own {
            for metric in ReturnMetric.allCases {
                let expected = try #require(table[metric.rawValue]?[row])
                guard !expected.isNaN else { continue }
                compared += 1
                #expect(agrees(value(metric), expected) != others.contains(metric), "\(metric) of row \(row)")
            }
        }
        #expect(compared > 40)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `one at a time gives what the whole series gives`(seed: UInt64) {
        let returns = randomReturns(Int(seed) * 17 - 15, seed: seed)
        for rate in [0, 0.03] {
            let basics = ReturnBasics(periodsPerYear: seed % 2 == 0 ? 252 : 365, riskFree: rate)
            let values = both(returns, basics)
            for metric in ReturnMetric.allCases {
                let (a, b) = (values[0](metric), values[1](metric))
                let close = a == b || agrees(a, b ?? .nan)
                #expect(close, "\(metric), seed \(seed): \(String(describing: a)), \(String(describing: b))")
            }
        }
    }

    @Test func `golden numbers of the domain`() {
        for value in both([0.01, -0.02, 0.03, 0]) {
            #expect(agrees(value(.totalReturn), 0.019494) && agrees(value(.sharpe), 3.8129330, 1e-6))
        }
        for value in both([0.2, 90.0 / 120 - 1, 130.0 / 90 - 1]) {
            #expect(agrees(value(.maxDrawdown), 0.25))
            #expect(value(.drawdownLength) == 2 && value(.recoveryLength) == 1)
        }
    }

    @Test func `figures of the recorded index`() throws {
        guard let rows = recordedRows("daily_arch/sp500/sp500.csv.gz") else { return }
        let expected = goldenColumns("analytics/sp500.csv")
        let column = try #require(rows[0].firstIndex(of: "Adj Close"))
        let closes = rows.dropFirst().compactMap { $0.count > column ? Double($0[column]) : nil }
        let returns = zip(closes, closes.dropFirst()).map { $1 / $0 - 1 }
        for value in both(returns) {
            for metric in ReturnMetric.allCases {
                let number = try #require(expected[metric.rawValue]?[0])
                #expect(agrees(value(metric), number, tolerance(metric)), "\(metric)")
            }
        }
    }

    @Test func `benchmark figures are the reference's`() throws {
        var stream = BenchmarkStream()
        for (value, other) in zip(goldenReturns, goldenBenchmark) { stream.add(value, benchmark: other) }
        let found = [
            "beta": stream.beta, "alpha": stream.alpha, "correlation": stream.correlation,
            "tracking_error": stream.trackingError, "information_ratio": stream.informationRatio,
        ]
        for (name, value) in found {
            let expected = try #require(table[name])
            #expect(agrees(value, expected[0]), "\(name)")
        }
        // empyrical and vectorbt compound alpha; all three leave the information ratio per day.
        let alpha = try #require(table["alpha"])
        #expect(agrees(stream.alpha, alpha[3]) && !agrees(stream.alpha, alpha[2]))
        let ratio = try #require(table["information_ratio"])
        for row in 2...4 { #expect(agrees(stream.informationRatio, ratio[row] * 252.0.squareRoot())) }
    }
}
