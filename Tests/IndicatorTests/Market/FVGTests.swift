import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@testable import IndicatorsOperators

@Suite struct FVGTests {
    /// Twenty quiet bars around 100 (ATR 2), then bars by open, high, low, close.
    private func bars(_ prices: [(Double, Double, Double, Double)]) -> [Bar] {
        let quiet = Array(repeating: (100.0, 101.0, 99.0, 100.0), count: 20)
        return (quiet + prices).enumerated().map { index, price in
            MarketSeries.bar(index, open: price.0, high: price.1, low: price.2, close: price.3, volume: 10)
        }
    }

    private func rows(_ bars: [Bar], _ arguments: (name: String, value: ArgumentValue)...) throws -> Rows {
        try Rows("indicator.fvg", bars, arguments)
    }

    @Test func `a zone opens, is touched, mitigated and filled`() throws {
        let rows = try rows(
            bars([
                (101, 105, 101, 105), (105, 107, 104, 106),  // leaves 101 … 104
                (106, 106, 104.5, 105), (105, 105, 104, 104.5), (104, 105, 102.5, 104), (104, 104, 101, 103),
            ]))
        let last = { (name: String) in Array(rows[name].suffix(6)) }
        #expect(last("zone") == [0, 1, 0, 0, 0, 0])
        #expect(last("zone_top")[1] == 104 && last("zone_bottom")[1] == 101)
        #expect(last("zone_top")[2] == 105 && last("zone_bottom")[3] == 104.5)
        #expect(
            last("bullish_active") == [0, 1, 1, 1, 1, 0] && rows["bearish_active"].allSatisfy { $0 == 0 })
        #expect(last("touched") == [0, 0, 0, 1, 0, 0])
        #expect(last("mitigation_signal") == [0, 0, 0, 0, 1, 0])
        // Half way on the third bar after it, volume at its mean.
        let score = 0.4 * 0.5 + 0.3 * exp(-0.3) + 0.2 * 0.5 + 0.1 * (1 - 3.0 / 50)
        #expect(near(last("mitigation_score")[4], score, 1e-14))
        #expect(last("mitigation_score").filter { $0 != 0 }.count == 1)
        // Nearest level: the top; without a zone the close, as old as can be, at no distance.
        #expect(last("nearest_level") == [105, 104, 104, 104, 104, 103])
        #expect(last("age") == [50, 0, 1, 2, 3, 50] && last("distance")[5] == 0)
        let ranges = Naive.atr(bars([(101, 105, 101, 105), (105, 107, 104, 106)]), 14)
        #expect(near(last("distance")[1], -2 / (ranges[21] ?? 0), 1e-13))
    }

    @Test func `a zone expires after its lookback, and must be high enough`() throws {
        let gap = [(101.0, 105.0, 101.0, 105.0), (105.0, 107.0, 104.0, 106.0)]
        let after = Array(repeating: (106.0, 107.0, 105.0, 106.0), count: 6)
        let live = try rows(bars(gap + after), ("lookback", Argument.integer(3)))["bullish_active"]
        #expect(live.suffix(7) == [1, 1, 1, 1, 0, 0, 0])
        #expect(try rows(bars(gap), ("tick", Argument.real(3)))["zone"].last == 1)
        #expect(try rows(bars(gap), ("tick", Argument.real(3.01)))["zone"].last == 0)
        // ATR14 is (2 · 12/14 + 5/14) · 13/14 + 3/14 at most; the zone is 3 high.
        #expect(try rows(bars(gap), ("threshold", Argument.real(1.2)))["zone"].last == 1)
        #expect(try rows(bars(gap), ("threshold", Argument.real(1.5)))["zone"].last == 0)
    }

    @Test func `of too many zones the oldest makes room`() throws {
        // Every bar leaves a gap below it that nothing ever fills.
        let rising = (0..<140).map { i in
            let low = 102 + 4 * Double(i)
            return (low, low + 1.5, low, low + 1)
        }
        let arguments = [("lookback", Argument.integer(1000))]
        let run = try NodeHarness(entry("indicator.fvg"), arguments, [Feed("bars", bars(rising))]).run()
        let live = run.node.tape(FeatureRow.self).events.map { $0.values[0] }
        #expect(live.max() == 100 && live.last == 100)
        let report = run.node.report
        #expect(report.value("live") == 100 && report.value("filled") == 0)
        #expect(report.value("zones") == 140 && report.value("dropped") == 40)
    }

    @Test(arguments: ["standard", "smc"])
    func `streaming equals the definition`(rule: String) throws {
        for (bars, lookback) in [
            (MarketSeries.random(2500, seed: 31), 50), (try MarketSeries.recorded(), 12),
            (MarketSeries.golden, 90),
        ] {
            let rows = try rows(
                bars, ("rule", Argument.text(rule)), ("lookback", Argument.integer(Int64(lookback))))
            #expect(rows.events.count == bars.count - 19 && rows.isFinite)
            let twin = twin(bars, lookback: lookback, isSMC: rule == "smc")
            for name in rows.columns { #expect(gap(rows[name], twin[name] ?? []) < 1e-9, "\(name)") }
            #expect(Set(rows["mitigation_signal"]) == [-1, 0, 1] && Set(rows["zone"]) == [-1, 0, 1])
        }
    }

    @Test func `prices upside down swap bullish and bearish`() throws {
        let bars = MarketSeries.random(1500, seed: 32)
        let before = try rows(bars)
        let after = try rows(MarketSeries.mirrored(bars, around: 2000))
        #expect(after["bullish_active"] == before["bearish_active"])
        #expect(after["bearish_active"] == before["bullish_active"])
        for name in ["mitigation_signal", "zone", "distance"] {
            #expect(gap(after[name], before[name].map { -$0 }) < 1e-12, "\(name)")
        }
        for name in ["age", "touched", "mitigation_score"] {
            #expect(gap(after[name], before[name]) < 1e-12, "\(name)")
        }
        #expect(gap(after["nearest_level"], before["nearest_level"].map { 2000 - $0 }) < 1e-12)
        #expect(gap(after["zone_top"], before["zone_bottom"].map { 2000 - $0 }) < 1e-12)
    }

    @Test func `zones equal those of smartmoneyconcepts on recorded EURUSD, row by row`() throws {
        guard let bars = try eurusd(),
            let path = RecordedData.path("smc_eurusd15m/fvg_result_data.csv")
        else { return }
        let expected = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst()
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) } }
        // Nineteen copies of the first bar for the warm-up: the first row is that of the first recorded bar.
        let warmUp = Array(repeating: bars[0], count: 19)
        let all = (warmUp + bars).enumerated().map { index, bar in
            var bar = bar
            bar.header = MarketSeries.bar(index, open: 1, high: 1, low: 1, close: 1).header
            return bar
        }
        let rows = try rows(all, ("rule", Argument.text("smc")), ("threshold", Argument.real(0)))
        let (zone, top, bottom) = (rows["zone"], rows["zone_top"], rows["zone_bottom"])
        #expect(expected.count == 24_424 && zone.count == 24_424)
        var equal = 0
        var touches = [Double](repeating: 0, count: expected.count)
        for (i, numbers) in expected.enumerated() {
            // The library writes a zone at its middle bar, which the last bar is of none.
            guard let direction = numbers[0] else {
                equal += i + 1 == zone.count || zone[i + 1] == 0 ? 1 : 0
                continue
            }
            guard i + 1 < zone.count else { continue }
            let isSame = zone[i + 1] == direction && top[i + 1] == numbers[1] && bottom[i + 1] == numbers[2]
            equal += isSame ? 1 : 0
            // Its "mitigated" is our "touched"; 0 if it never was. We forget a zone after 50 bars.
            if let touch = numbers[3].map({ Int($0) }), touch > 0, touch - (i + 1) <= 50 {
                touches[touch] += 1
            }
        }
        #expect(equal == 24_424)
        #expect(zone.count { $0 == 1 } == 2559 && zone.count { $0 == -1 } == 2461)
        #expect(rows["touched"] == touches && touches.reduce(0, +) > 4000)
    }

    @Test func `partial bars are passed over`() throws {
        var bars = MarketSeries.random(60, seed: 33)
        let before = try rows(bars)["nearest_level"]
        bars[59].flags = .partial
        #expect(try rows(bars)["nearest_level"] == before.dropLast())
    }

    @Test func `it keeps the laws of operators`() throws {
        let feed = Feed("bars", MarketSeries.random(900, seed: 34))
        #expect(try checkOperator(entry("indicator.fvg"), [], [feed]) == [])
    }

    /// Recorded quarter hours of EURUSD, volume 0.
    private func eurusd() throws -> [Bar]? {
        guard let path = RecordedData.path("smc_eurusd15m/EURUSD_15M.csv") else { return nil }
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst()
            .enumerated()
            .map { index, line in
                let cells = line.split(separator: ",").compactMap { Double($0) }
                return MarketSeries.bar(
                    index, open: cells[0], high: cells[1], low: cells[2], close: cells[3], volume: 0)
            }
    }

    /// Every zone looked at afresh on every bar.
    private func twin(_ bars: [Bar], lookback: Int, isSMC: Bool) -> [String: [Double]] {
        struct Zone {
            var born: Int
            var sign: Double
            var bottom: Double
            var top: Double
        }
        let ranges = Naive.atr(bars, 14)
        var zones: [Zone] = []
        var found: [String: [Double]] = [:]
        func penetration(_ zone: Zone, _ t: Int) -> Double {
            let way = zone.sign > 0 ? zone.top - bars[t].low.double : bars[t].high.double - zone.bottom
            // Rounded, as decimal prices are not exact: a half is a half.
            return (way / (zone.top - zone.bottom) * 1e9).rounded() / 1e9
        }
        func depth(_ zone: Zone, _ t: Int) -> Double {
            t == zone.born ? -1 : ((zone.born + 1)...t).map { penetration(zone, $0) }.max() ?? -1
        }
        for t in 19..<bars.count {
            let bar = bars[t]
            let close = bar.close.double
            let atr = ranges[t] ?? 0
            let mean = bars[(t - 19)...t].map(\.volume).reduce(0, +) / 20
            let activity = mean > 0 ? bar.volume / mean : 1
            zones.removeAll { t - $0.born > lookback || depth($0, t - 1) >= 1 }
            var touched = 0.0
            var mitigated: [(sign: Double, score: Double)] = []
            for zone in zones {
                let (now, before) = (depth(zone, t), max(depth(zone, t - 1), -1))
                if now >= 0, before < 0 { touched += 1 }
                if now >= 0.5, before < 0.5 {
                    let age = Double(t - zone.born)
                    let score =
                        0.4 * min(now, 1) + 0.3 * exp(-0.1 * age) + 0.2 * min(activity, 2) / 2
                        + 0.1 * (1 - age / Double(lookback))
                    mitigated.append((zone.sign, score))
                }
            }
            let signal = mitigated.map(\.sign).reduce(0, +)
            let sign = signal > 0 ? 1.0 : signal < 0 ? -1 : 0
            var (new, top, bottom) = (0.0, close, close)
            let (first, middle) = (bars[t - 2], bars[t - 1])
            let rises = bar.low > first.high && (!isSMC || middle.close > middle.open)
            let falls = bar.high < first.low && (!isSMC || middle.close < middle.open)
            let height = rises ? bar.low.double - first.high.double : first.low.double - bar.high.double
            if rises || falls, height >= 0.05 * atr {
                new = rises ? 1 : -1
                top = rises ? bar.low.double : first.low.double
                bottom = rises ? first.high.double : bar.high.double
                zones.append(Zone(born: t, sign: new, bottom: bottom, top: top))
            }
            let live = zones.filter { depth($0, t) < 1 }
            let near = live.map { (level: $0.sign > 0 ? $0.top : $0.bottom, age: t - $0.born) }.min {
                let (a, b) = (abs($0.level - close), abs($1.level - close))
                return abs(a - b) < 1e-9 ? $0.age < $1.age : a < b
            }
            let level = near?.level ?? close
            let values: [String: Double] = [
                "bullish_active": Double(live.count { $0.sign > 0 }),
                "bearish_active": Double(live.count { $0.sign < 0 }), "nearest_level": level,
                "age": Double(near?.age ?? lookback), "mitigation_signal": sign,
                "mitigation_score": mitigated.filter { $0.sign == sign }.map(\.score).max() ?? 0,
                "distance": atr > 0 ? (level - close) / atr : 0, "zone": new, "zone_top": top,
                "zone_bottom": bottom, "touched": touched,
            ]
            for (name, value) in values { found[name, default: []].append(value) }
        }
        return found
    }
}
