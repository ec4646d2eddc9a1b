import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@testable import IndicatorsOperators

@Suite struct NWRQKTests {
    @Test func `weights are the published ones`() {
        let raw = RationalQuadratic.weights(h: 8, r: 8, count: 27)
        #expect(near(raw.reduce(0, +), 10.967_539_38, 1e-9))
        #expect(raw[0] == 1 && near(raw[1], 0.992_221_720_8, 1e-10))
        #expect(near(raw[8], 0.615_699_059_5, 1e-10) && abs(raw[26] - 0.017_330_387_8) < 1e-10)
        let fast = RationalQuadratic.weights(h: 6, r: 8, count: 27)
        // In exact fractions.
        #expect(near(fast.reduce(0, +), 8.391_724_708_535, 1e-12))
        let weights = RationalQuadratic.normalised(h: 8, r: 8, count: 27)
        #expect(near(weights.reduce(0, +), 1, 1e-15))
        let centroid = weights.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
        #expect(near(centroid, 6.489_387, 1e-7))
    }

    @Test func `on a ramp the value lags by the centroid`() throws {
        // The ramp 0 … 26 is the first window; the first row is a bar later, when there is a slope.
        let rows = try Rows("indicator.nwrqk", MarketSeries.flat((0...40).map { Double($0) }))
        #expect(rows.events.count == 41 - 27)
        #expect(rows.events.first?.header.time == 28 * minute)
        #expect(near(rows["value"][0] - 1, 19.510_612_870_6, 1e-11))
        // One a bar, ATR 13/14 and on: the first true range is 0.
        let ranges = Naive.atr(MarketSeries.flat((0...27).map { Double($0) }), 14)
        #expect(near(rows["slope"][0], 1 / (ranges[27] ?? 0), 1e-12))
        #expect(rows["signal"].allSatisfy { $0 == 1 } && rows["turn"].allSatisfy { $0 == 0 })
    }

    @Test func `values equal those of scikit-learn and TA-Lib`() throws {
        let rows = try Rows("indicator.nwrqk", MarketSeries.golden)
        let expected = goldenBars()
        #expect(expected.count == 25)
        for (place, numbers) in expected.enumerated() {
            let t = 100 + 20 * place
            #expect(MarketSeries.golden[t].close.double == numbers[0])
            for (column, name) in ["value", "slope", "upper", "lower", "fast"].enumerated() {
                #expect(near(rows[name][t - 27], numbers[column + 1]), "\(name) \(t)")
            }
        }
    }

    @Test(arguments: [(8.0, 8.0, 25), (3.5, 0.4, 60), (20, 100, 3)])
    func `streaming equals the definition`(h: Double, r: Double, x0: Int) throws {
        for bars in [MarketSeries.random(2500, seed: 21), try MarketSeries.recorded()] {
            let rows = try Rows(
                "indicator.nwrqk", bars,
                [("h", Argument.real(h)), ("r", Argument.real(r)), ("x0", Argument.integer(Int64(x0)))])
            let twin = twin(bars, h: h, r: r, x0: x0)
            #expect(rows.events.count == bars.count - max(x0 + 3, 14) + 1 && rows.isFinite)
            for name in rows.columns {
                #expect(gap(rows[name], twin[name] ?? []) < 1e-9, "\(name)")
            }
            #expect(Set(rows["turn"]) == [-1, 0, 1] && Set(rows["signal"]) == [-1, 0, 1])
        }
    }

    @Test func `scaled and shifted prices scale and shift the curve`() throws {
        let bars = MarketSeries.random(800, seed: 5)
        let before = try Rows("indicator.nwrqk", bars)
        let after = try Rows("indicator.nwrqk", MarketSeries.moved(bars, scale: 3, shift: -250))
        for name in ["value", "upper", "lower", "fast"] {
            #expect(gap(after[name], before[name].map { 3 * $0 - 250 }) < 1e-10, "\(name)")
        }
        for name in ["slope", "signal", "turn"] { #expect(gap(after[name], before[name]) < 1e-10, "\(name)") }
        let mirror = try Rows("indicator.nwrqk", MarketSeries.mirrored(bars, around: 2000))
        #expect(gap(mirror["upper"], before["lower"].map { 2000 - $0 }) < 1e-10)
        for name in ["slope", "signal", "turn"] {
            #expect(gap(mirror[name], before[name].map { -$0 }) < 1e-10, "\(name)")
        }
    }

    @Test func `a flat series has no slope, no band and no turn`() throws {
        let rows = try Rows("indicator.nwrqk", MarketSeries.flat(Array(repeating: 1313.7, count: 60)))
        #expect(rows.events.count == 33 && rows["value"].allSatisfy { near($0, 1313.7, 1e-14) })
        for name in ["slope", "signal", "turn"] { #expect(rows[name].allSatisfy { $0 == 0 }, "\(name)") }
        #expect(gap(rows["upper"], rows["lower"]) < 1e-13)
    }

    @Test func `partial bars are passed over, and the report is empty before the warm-up`() throws {
        var bars = Array(MarketSeries.golden.prefix(40))
        let before = try Rows("indicator.nwrqk", bars)["value"]
        bars[39].flags = .partial
        #expect(try Rows("indicator.nwrqk", bars)["value"] == before.dropLast())
        for (count, isWarm) in [(27, false), (28, true)] {
            let feed = Feed("bars", Array(bars.prefix(count)))
            let report = try NodeHarness(entry("indicator.nwrqk"), [], [feed]).run().node.report
            #expect((report.value("value") != nil) == isWarm && report.value("bars") == Double(count))
        }
    }

    @Test func `it keeps the laws of operators`() throws {
        let feed = Feed("bars", MarketSeries.random(700, seed: 6))
        #expect(try checkOperator(entry("indicator.nwrqk"), [], [feed]) == [])
    }

    private func twin(_ bars: [Bar], h: Double, r: Double, x0: Int) -> [String: [Double]] {
        let weights = [h, h - 2].map { h in
            (0...(x0 + 1)).map { pow(1 + Double($0 * $0) / (2 * r * h * h), -r) }
        }
        func average(_ t: Int, _ weights: [Double], _ value: (Double) -> Double) -> Double {
            let sum = zip(weights, 0...).reduce(0) { $0 + $1.0 * value(bars[t - $1.1].close.double) }
            return sum / weights.reduce(0, +)
        }
        let ranges = Naive.atr(bars, 14)
        var found: [String: [Double]] = [:]
        var sign = 0.0
        var before: Double?
        for t in (x0 + 1)..<bars.count {
            let value = average(t, weights[0]) { $0 }
            defer { before = value }
            guard let before else { continue }
            // Less than rounding is no change: the twin sums in another order.
            let isFlat = Set(bars[(t - x0 - 2)...t].map(\.close)).count == 1
            let now = isFlat ? 0 : value > before ? 1.0 : value < before ? -1 : 0
            let turn = now != 0 && sign == -now ? now : 0
            if now != 0 { sign = now }
            guard let range = ranges[t] else { continue }
            let slope = range > 0 ? (value - before) / range : 0
            let band = 2 * average(t, weights[0]) { ($0 - value) * ($0 - value) }.squareRoot()
            found["value", default: []].append(value)
            found["slope", default: []].append(slope)
            found["upper", default: []].append(value + band)
            found["lower", default: []].append(value - band)
            found["signal", default: []].append(slope >= 0.05 ? 1 : slope <= -0.05 ? -1 : 0)
            found["turn", default: []].append(turn)
            found["fast", default: []].append(average(t, weights[1]) { $0 })
        }
        return found
    }
}

/// The golden numbers, 15 a bar.
func goldenBars() -> [[Double]] {
    let numbers = marketGolden.split(whereSeparator: { $0 == "\n" || $0 == "," }).compactMap { Double($0) }
    return stride(from: 0, to: numbers.count, by: 15).map { Array(numbers[$0..<($0 + 15)]) }
}
