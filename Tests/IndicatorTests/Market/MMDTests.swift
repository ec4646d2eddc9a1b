import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@testable import IndicatorsOperators

@Suite struct MMDTests {
    private func arguments(
        window: Int = 40, reference: Int = 120, refresh: Int64 = 60 * minute, sides: String = "auto"
    ) -> [(name: String, value: ArgumentValue)] {
        [
            ("window", Argument.integer(Int64(window))), ("reference", Argument.integer(Int64(reference))),
            ("refresh", Argument.integer(refresh)), ("sides", Argument.text(sides)),
        ]
    }

    @Test func `rows equal those of scikit-learn and pandas`() throws {
        let rows = try Rows(
            "indicator.mmd", MarketFixture.bars, arguments(window: 30, reference: 50, sides: "bulk"))
        let expected = MarketFixture.rows(13..<25)
        #expect(rows.events.count == 120 && expected.count == 120)
        for (index, name) in rows.columns.enumerated() {
            #expect(gap(rows[name], expected.map { $0[index] }) < 1e-9, "\(name)")
        }
        #expect(Set(rows["regime"]).count == 4)
    }

    @Test func `streaming equals the definition`() throws {
        var all = [MarketSeries.random(1000, seed: 61), Array(try MarketSeries.recorded().prefix(1000))]
        if let eurusd = MarketFixture.eurusd(1000) { all.append(eurusd) }
        for bars in all {
            let refresh = 177 * minute
            let rows = try Rows("indicator.mmd", bars, arguments(refresh: refresh))
            #expect(rows.isFinite && rows.events.count == bars.count - 21 - 160 + 1)
            var twin = DiscrepancyTwin(bars)
            var origin: Int?
            for t in 180..<bars.count {
                if origin.map({ bars[t].start / refresh > bars[$0].start / refresh }) ?? true { origin = t }
                guard t % 37 == 0 || t == origin, let origin else { continue }
                let expected = twin.row(at: t, refreshed: origin, window: 40, reference: 120)
                for (name, value) in expected {
                    #expect(near(rows[name][t - 180], value), "\(name) of bar \(t)")
                }
            }
            #expect(Set(rows["regime"]).count > 1)
        }
    }

    @Test func `scores, confidence and age keep to their ranges`() throws {
        let rows = try Rows("indicator.mmd", MarketSeries.random(900, seed: 62), arguments())
        let scores = rows.columns.suffix(7)
        #expect(scores.allSatisfy { rows[$0].allSatisfy { (0...1).contains($0) } })
        #expect(rows["confidence"].allSatisfy { (0...1).contains($0) })
        let (regime, age) = (rows["regime"], rows["age"])
        for i in regime.indices {
            let isNew = i == 0 || regime[i] != regime[i - 1]
            #expect(age[i] == (isNew ? 0 : age[i - 1] + 1))
            // The nearest regime has the highest score.
            let all = scores.map { rows[$0][i] }
            #expect(all[Int(regime[i])] == all.max())
            #expect(rows["score"][i] == max(rows["mmd2"][i], 0).squareRoot())
        }
    }

    @Test func `the reference is renewed by event time`() throws {
        let bars = MarketSeries.random(260, seed: 63)
        // Rows from bar 180 on, of minutes from 00:00: grids of 100 minutes start again at 200.
        for (every, refreshes) in [(100, 2.0), (300, 1), (1, 80), (30, 3)] {
            let run = try NodeHarness(
                entry("indicator.mmd"), arguments(refresh: Int64(every) * minute), [Feed("bars", bars)]
            ).run()
            #expect(run.node.report.value("refreshes") == refreshes, "\(every)")
        }
    }

    @Test func `the unit of prices and volumes doesn't matter`() throws {
        let bars = MarketSeries.random(500, seed: 64)
        var scaled = MarketSeries.moved(bars, scale: 3, shift: 0)
        for i in scaled.indices {
            scaled[i].volume *= 8
            scaled[i].buyVolume *= 8
        }
        let before = try Rows("indicator.mmd", bars, arguments())
        let after = try Rows("indicator.mmd", scaled, arguments())
        for name in before.columns { #expect(gap(before[name], after[name]) < 1e-9, "\(name)") }
    }

    @Test func `bars that never change, prices of zero and below harm nothing`() throws {
        let flat = MarketSeries.flat([Double](repeating: 5, count: 250))
        let quiet = try Rows("indicator.mmd", flat, arguments())
        #expect(quiet.isFinite && quiet["score"].allSatisfy { $0 == 0 })
        let around = MarketSeries.moved(MarketSeries.random(500, seed: 65), scale: 1, shift: -1000)
        #expect(around.contains { $0.close.raw <= 0 })
        #expect(try Rows("indicator.mmd", around, arguments()).isFinite)
    }

    @Test func `Roll's spread is that of trades that bounce`() throws {
        // Closes at 100 ± 0.05 by chance about a still middle: the spread is 0.1, or 0.001 of the price.
        var random = SplitMix64(seed: 66)
        var features = MarketFeatures(.auto)
        var squares: [Double] = []
        for index in 0..<20_000 {
            let close = Bool.random(using: &random) ? 100.05 : 99.95
            let bar = MarketSeries.bar(index, open: close, high: close, low: close, close: close)
            if let point = features.add(bar) { squares.append(point[5] * point[5]) }
        }
        #expect(squares.count == 20_000 - 21)
        // The mean of spread² is that of −4·Cov, short of 0.001² by the few windows cut off at 0.
        let mean = (squares.reduce(0, +) / Double(squares.count)).squareRoot()
        #expect(abs(mean / 0.001 - 1) < 0.05, "\(mean)")
    }

    @Test func `flow is what the bars say, or estimated`() throws {
        var known = MarketFeatures(.aggressor)
        var point: FeaturePoint?
        for index in 0..<22 {
            let close = 100 + Double(index % 3)
            point = known.add(
                MarketSeries.bar(
                    index, open: close, high: close, low: close, close: close, volume: 40, buyVolume: 30))
        }
        #expect(point?[3] == 0.5)
        #expect(near(point?[0] ?? 0, -2.0 / 102, 1e-12))
        #expect(near(point?[4] ?? 0, 2.0 / 102 / 4000, 1e-12, floor: 0))
    }

    @Test func `partial bars are passed over and laws are kept`() throws {
        var bars = MarketSeries.random(420, seed: 67)
        let before = try Rows("indicator.mmd", bars, arguments())["mmd2"]
        bars[419].flags = .partial
        #expect(try Rows("indicator.mmd", bars, arguments())["mmd2"] == before.dropLast())
        let feed = Feed("bars", bars)
        // The daily refresh copies its samples: what a bar costs in between allocates nothing.
        #expect(try checkOperator(entry("indicator.mmd"), arguments(), [feed], allocates: true) == [])
    }
}

/// The definition, row by row from nothing.
private struct DiscrepancyTwin {
    let features: [[Double]]
    private let regimes = Regime.allCases.map { regime in
        regime.sample(seed: 1).map { point in (0..<6).map { point[$0] } }
    }

    /// What holds from one refresh to the next.
    private struct Reference {
        var origin: Int
        var means: [Double]
        var deviations: [Double]
        var points: [[Double]]
        var scale: Double
        var within: Double
        var regimesWithin: [Double]
    }
    private var reference: Reference?

    /// Features of all bars; those of a warm-up are empty.
    init(_ bars: [Bar]) {
        let closes = bars.map(\.close.double)
        let changes = [0] + zip(closes.dropFirst(), closes).map { $0 - $1 }
        let returns = [0] + zip(changes.dropFirst(), closes).map { $0 / abs($1) }
        features = bars.indices.map { t in
            guard t >= 21 else { return [] }
            let bar = bars[t]
            let (newer, older) = (Array(returns[(t - 19)...t]), Array(returns[(t - 20)...(t - 1)]))
            let volume = bar.volume > 0 ? bar.volume : Double(bar.tickCount)
            var flow = 0.0
            if bar.buyVolume > 0 {
                flow = volume > 0 ? 2 * bar.buyVolume / volume - 1 : 0
            } else {
                let deviation = Naive.deviation(changes[(t - 19)...t])
                let isMoving = Set(changes[(t - 19)...t]).count > 1
                flow = isMoving && volume > 0 ? erf(changes[t] / deviation / 2.0.squareRoot()) : 0
            }
            let value = bar.volume > 0 && bar.notional > 0 ? bar.notional : volume * closes[t]
            let meanNewer = newer.reduce(0, +) / 20
            let meanOlder = older.reduce(0, +) / 20
            let covariance =
                zip(newer, older).map { ($0 - meanNewer) * ($1 - meanOlder) }.reduce(0, +) / 19
            return [
                returns[t], (bar.high.double - bar.low.double) / abs(closes[t - 1]),
                Naive.deviation(newer), flow, value > 0 ? abs(returns[t]) / value : 0,
                2 * max(-covariance, 0).squareRoot(),
            ]
        }
    }

    mutating func row(at t: Int, refreshed origin: Int, window: Int, reference count: Int) -> [(
        String, Double
    )] {
        if reference?.origin != origin {
            refresh(origin, Array(features[(origin - window - count + 1)...(origin - window)]))
        }
        guard let reference else { return [] }
        let x = features[(t - window + 1)...t].map { standard($0, reference.means, reference.deviations) }
        let (m, n) = (Double(window), Double(count))
        let within = sum(x, x, reference.scale)
        let result =
            (within - m) / (m * (m - 1)) + (reference.within - n) / (n * (n - 1))
            - 2 * sum(x, reference.points, reference.scale) / (m * n)
        let d = zip(regimes, reference.regimesWithin).map { points, own in
            let size = Double(points.count)
            let square =
                within / (m * m) + own / (size * size) - 2 * sum(x, points, reference.scale) / (m * size)
            return max(square, 0).squareRoot()
        }
        let sorted = d.sorted()
        return [
            ("mmd2", result), ("regime", Double(d.firstIndex(of: sorted[0]) ?? -1)),
            ("confidence", (sorted[1] - sorted[0]) / sorted[1]),
        ] + zip(Regime.allCases, d).map { ("regime_\($0.rawValue)", 1 - $1 / 2.0.squareRoot()) }
    }

    private mutating func refresh(_ origin: Int, _ past: [[Double]]) {
        let means = (0..<6).map { i in past.map { $0[i] }.reduce(0, +) / Double(past.count) }
        let deviations = (0..<6).map { i in Naive.deviation(past.map { $0[i] }) }
        let points = past.map { standard($0, means, deviations) }
        var distances: [Double] = []
        for i in points.indices {
            for j in 0..<i { distances.append(square(points[i], points[j]).squareRoot()) }
        }
        distances.sort()
        let middle = distances.count / 2
        let median =
            distances.count % 2 == 1 ? distances[middle] : (distances[middle - 1] + distances[middle]) / 2
        let scale = 1 / (2 * median * median)
        reference = Reference(
            origin: origin, means: means, deviations: deviations, points: points, scale: scale,
            within: sum(points, points, scale), regimesWithin: regimes.map { sum($0, $0, scale) })
    }

    private func standard(_ row: [Double], _ means: [Double], _ deviations: [Double]) -> [Double] {
        (0..<6).map { deviations[$0] > 1e-15 ? (row[$0] - means[$0]) / deviations[$0] : 0 }
    }

    /// The kernel's sum over all pairs of both.
    private func sum(_ a: [[Double]], _ b: [[Double]], _ scale: Double) -> Double {
        var sum = 0.0
        for p in a { for q in b { sum += exp(-scale * square(p, q)) } }
        return sum
    }

    private func square(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for i in 0..<6 { sum += (a[i] - b[i]) * (a[i] - b[i]) }
        return sum
    }
}
