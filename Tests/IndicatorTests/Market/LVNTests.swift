import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@testable import IndicatorsOperators

@Suite struct LVNTests {
    private func rows(
        _ bars: [Bar], lookback: Int64 = 20, tick: Double = 0.01, node: String = "low"
    ) throws -> Rows {
        try Rows(
            "indicator.lvn", bars,
            [
                ("lookback", Argument.integer(lookback)), ("tick", Argument.real(tick)),
                ("node", Argument.text(node)),
            ])
    }

    @Test func `rows equal those computed in exact fractions`() throws {
        let rows = try rows(MarketFixture.bars, tick: 0.1)
        let expected = MarketFixture.rows(6..<13)
        #expect(rows.events.count == 201 && expected.count == 201)
        for (index, name) in rows.columns.enumerated() {
            #expect(gap(rows[name], expected.map { $0[index] }) < 1e-9, "\(name)")
        }
        #expect(rows["strength"].contains(0) && rows["strength"].contains { $0 > 60 })
    }

    @Test(arguments: [("low", 20), ("low", 3), ("high", 55)])
    func `streaming equals the definition`(node: String, lookback: Int) throws {
        var all = [
            (MarketSeries.random(1500, seed: 41), 0.01),
            (Array(try MarketSeries.recorded().prefix(1500)), 0.1), (MarketSeries.golden, 0.25),
        ]
        if let eurusd = MarketFixture.eurusd(1000) { all.append((eurusd, 0.00001)) }
        for (bars, tick) in all {
            let found = try rows(bars, lookback: Int64(lookback), tick: tick, node: node)
            let twin = twin(bars, lookback: lookback, tick: Price(tick).raw, isLow: node == "low")
            #expect(found.isFinite && found.events.count == twin.count)
            #expect(found.events.count == bars.count - max(14, lookback) + 1)
            for (index, name) in found.columns.enumerated() {
                #expect(gap(found[name], twin.map { $0[index] }) < 1e-9, "\(name) of \(bars.count)")
            }
        }
    }

    @Test func `a profile is exactly the one that its bars make anew, and holds their volume`() {
        var random = SplitMix64(seed: 42)
        var profile = VolumeProfile(tick: 1)
        profile.clear(size: 3)
        var window: [VolumeProfile.Slice] = []
        for step in 0..<4000 {
            let low = Int64.random(in: -900...900, using: &random)
            let high = low + Int64.random(in: 0...700, using: &random)
            let volume = step % 9 == 0 ? 0 : Double.random(in: 0...1e6, using: &random)
            window.append(VolumeProfile.Slice(low: low, high: high, volume: volume))
            profile.add(window[window.count - 1])
            if window.count > 30 { profile.remove(window.removeFirst()) }
            guard step % 10 == 0 else { continue }
            var fresh = VolumeProfile(tick: 1)
            fresh.clear(size: 3)
            for slice in window.reversed() { fresh.add(slice) }
            #expect((-310...540).allSatisfy { profile.volume(of: $0) == fresh.volume(of: $0) })
            let sum = window.map(\.volume).reduce(0, +)
            #expect(near(VolumeProfile.amount(profile.total), sum, 1e-12, floor: 1e-9))
        }
    }

    @Test func `prices moved by whole bins move the rows`() throws {
        // A multiple of every width up to 16 ticks.
        let shift = 7207.2
        for node in ["low", "high"] {
            let bars = MarketSeries.random(1500, seed: 43)
            let before = try rows(bars, node: node)
            let after = try rows(MarketSeries.moved(bars, scale: 1, shift: shift), node: node)
            for name in ["strength", "distance", "skew"] {
                #expect(gap(after[name], before[name]) < 1e-9, "\(name)")
            }
            for name in ["price", "poc", "value_high", "value_low"] {
                #expect(gap(after[name], before[name].map { $0 + shift }) < 1e-12, "\(name)")
            }
        }
    }

    @Test func `a node by hand`() throws {
        // Fourteen bars at 10 to 12, six at 14 to 16 of ticks: 12.9 bars' width of ATR/20 is below a tick.
        let bars = (0..<20).map { index in
            let low = index < 14 ? 10.0 : 14.0
            return MarketSeries.bar(
                index, open: low, high: low + 2, low: low, close: low + 1, volume: index < 14 ? 30 : 60)
        }
        let row = try rows(bars, tick: 1)
        // Volumes 140 at 10, 11, 12 and 120 at 14, 15, 16, none at 13; smoothed 105 140 105 65 90 120 90.
        #expect(row["poc"] == [11] && row["value_low"] == [10] && row["value_high"] == [15])
        #expect(row["price"] == [15] && row["strength"] == [0] && row["distance"] == [0])
        // 10·140 + … over 780: mean 12.846…, tail up.
        let weights = [140.0, 140, 140, 0, 120, 120, 120]
        let mean = zip(weights, 10...16).map { $0 * Double($1) }.reduce(0, +) / 780
        let moment = { (n: Double) in
            zip(weights, 10...16).map { $0 * pow(Double($1) - mean, n) }.reduce(0, +) / 780
        }
        #expect(near(row["skew"][0], moment(3) / pow(moment(2), 1.5), 1e-12))

        // Wider apart, the gap from 13 to 15 is a node at 14; the six upper bars are at 16 to 18.
        var wide = bars
        for index in 14..<20 {
            wide[index] = MarketSeries.bar(index, open: 16, high: 18, low: 16, close: 17, volume: 60)
        }
        let node = try rows(wide, tick: 1)
        #expect(node["price"] == [14])
        // Never tested: depth only, as nothing was traded at 14.
        #expect(near(node["strength"][0], 40))
        // The fourteenth bar has ATR 2; then TR 7, 2, 2, 2, 2, 2.
        var range = 2 + 5.0 / 14
        // 17 reaches from the close of 11 to 18.
        for _ in 0..<5 { range += (2 - range) / 14 }
        #expect(near(node["distance"][0], (14 - 17) / range, 1e-12))
    }

    @Test func `tests and rejections are counted by bars`() throws {
        // Two shelves with a gap at 14, then three thin bars reach into it: one is rejected, two go through.
        var bars = (0..<17).map { index in
            let low = index < 9 ? 10.0 : 16.0
            return MarketSeries.bar(index, open: low, high: low + 2, low: low, close: low + 1, volume: 1e6)
        }
        for (close, low, high) in [(16.0, 14.0, 17.0), (12.0, 12.0, 16.0), (17.0, 12.0, 17.0)] {
            let bar = MarketSeries.bar(
                bars.count, open: close, high: high, low: low, close: close, volume: 1e-6)
            bars.append(bar)
        }
        bars.append(MarketSeries.bar(20, open: 17, high: 17, low: 17, close: 17, volume: 1e-6))
        let row = try rows(bars, lookback: 21, tick: 1)
        #expect(near(row["price"][0], 14))
        let expected = 100 * (0.40 + 0.20 * 3 / 5 + 0.25 / 3 + 0.15 * exp(-1.0 / 20))
        #expect(near(row["strength"][0], expected, 1e-6))
    }

    @Test func `a bar without volume counts its ticks`() throws {
        let bars = MarketSeries.golden.prefix(200)
        var ticks = Array(bars)
        for index in ticks.indices {
            ticks[index].tickCount = Int64(ticks[index].volume)
            ticks[index].volume = 0
        }
        let (a, b) = (try rows(Array(bars), tick: 0.25), try rows(ticks, tick: 0.25))
        for name in a.columns { #expect(a[name] == b[name]) }
    }

    @Test func `without any volume there is no node`() throws {
        var bars = Array(MarketSeries.golden.prefix(60))
        for index in bars.indices { bars[index].volume = 0 }
        let row = try rows(bars, tick: 0.25)
        #expect(row.isFinite && row["strength"].allSatisfy { $0 == 0 })
        #expect(row["price"] == bars.suffix(41).map(\.close.double))
    }

    @Test func `a price far away widens the bins and does no harm`() throws {
        var bars = MarketSeries.random(200, seed: 44)
        bars[70].high = Price(9e9)
        bars[90].low = Price(-9e9)
        let row = try rows(bars)
        #expect(row.isFinite && row.events.count == 181)
    }

    @Test func `a width is kept until the wanted one has gone far enough`() {
        let size = BinSize(tick: 10)
        func next(_ current: Int64, _ range: Double, high: Int64 = 100) -> Int64 {
            size.next(after: current, averageRange: range, low: 0, high: high)
        }
        // First: ATR/20, rounded, at least a tick.
        #expect(next(0, 1) == 10 && next(0, 299) == 10 && next(0, 301) == 20 && next(0, 2000) == 100)
        // ¾ tick for narrow bins, a quarter for wide ones.
        #expect(next(10, 349) == 10 && next(10, 351) == 20)
        #expect(next(20, 251) == 20 && next(20, 249) == 10)
        #expect(next(100, 2499) == 100 && next(100, 2501) == 130 && next(100, 1501) == 100)
        // No more than 4,096 bins, whatever the average range.
        #expect(next(10, 1, high: 40_940) == 10 && next(10, 1, high: 40_941) == 20)
    }

    @Test func `partial bars are passed over and laws are kept`() throws {
        var bars = MarketSeries.random(400, seed: 45)
        let before = try rows(bars)["price"]
        bars[399].flags = .partial
        #expect(try rows(bars)["price"] == before.dropLast())
        let arguments = [("tick", Argument.real(0.01))]
        #expect(try checkOperator(entry("indicator.lvn"), arguments, [Feed("bars", bars)]) == [])
    }

    /// The definition, bar by bar from nothing: volumes by bin in a dictionary.
    private func twin(_ bars: [Bar], lookback: Int, tick: Int64, isLow: Bool) -> [[Double]] {
        let ranges = Naive.atr(bars, 14)
        var size: Int64 = 0
        return bars.indices.compactMap { t in
            guard t >= lookback - 1, let average = ranges[t] else { return nil }
            let window = bars[(t - lookback + 1)...t]
            let wanted = max(Double(tick), average * 1e9 / 20)
            let slack = max(0.75 * Double(tick), 0.25 * Double(size))
            if size == 0 || abs(wanted - Double(size)) > slack {
                size = Int64((wanted / Double(tick)).rounded()) * tick
            }
            return ProfileTwin(window, size: size, tick: tick, isLow: isLow)
                .row(close: bars[t].close, average: average, before: t >= lookback ? bars[t - lookback] : nil)
        }
    }
}

/// A profile as the definition says it, made from its bars each time.
private struct ProfileTwin {
    var bars: [Bar]
    var size: Int64
    var tick: Int64
    var isLow: Bool
    var first: Int64
    var volumes: [Int128]
    var smooth: [Int128]
    var peak: Int

    init(_ window: ArraySlice<Bar>, size: Int64, tick: Int64, isLow: Bool) {
        func number(_ price: Price) -> Int64 { Int64((Double(price.raw) / Double(size)).rounded(.down)) }
        bars = Array(window)
        (self.size, self.tick, self.isLow) = (size, tick, isLow)
        var bins: [Int64: Int128] = [:]
        for bar in window {
            let range = number(bar.low)...number(bar.high)
            let volume = bar.volume > 0 ? bar.volume : Double(bar.tickCount)
            // In whole numbers, so that equal volumes are equal whatever the order of adding.
            let share = Int128((volume / Double(range.count) * 4_503_599_627_370_496).rounded())
            for bin in range { bins[bin, default: 0] += share }
        }
        let numbers = bins.keys.sorted()
        first = numbers[0]
        let volumes = (first...numbers[numbers.count - 1]).map { bins[$0] ?? 0 }
        self.volumes = volumes
        smooth = volumes.indices.map { i in
            (i > 0 ? volumes[i - 1] : 0) + 2 * volumes[i] + (i + 1 < volumes.count ? volumes[i + 1] : 0)
        }
        peak = smooth.firstIndex(of: smooth.max() ?? 0) ?? 0
    }

    /// Prices within are raw.
    func row(close: Price, average: Double, before: Bar?) -> [Double] {
        var (low, high) = (peak, peak)
        let whole = volumes.reduce(0, +)
        while volumes[low...high].reduce(0, +) * 10 < whole * 7 {
            let below = low > 0 ? volumes[low - 1] : -1
            let above = high + 1 < volumes.count ? volumes[high + 1] : -1
            if below >= above { low -= 1 } else { high += 1 }
        }
        let raw = Double(close.raw)
        let near = nodes().min { a, b in (abs(a.price - raw), a.price) < (abs(b.price - raw), b.price) }
        let bottom = Double((first + Int64(low)) * size) / 1e9
        let top = Double((first + Int64(high) + 1) * size - tick) / 1e9
        return [
            (near?.price ?? raw) / 1e9, near.map { strength($0, before) } ?? 0,
            near.map { ($0.price - raw) / max(average * 1e9, Double(tick)) } ?? 0,
            middle(peak) / 1e9, top, bottom, skewness(),
        ]
    }

    private func middle(_ i: Int) -> Double {
        Double((first + Int64(i)) * size) + Double(size - tick) / 2
    }

    private func nodes() -> [(price: Double, height: Double)] {
        var found: [(Double, Double)] = []
        for i in smooth.indices.dropFirst() {
            guard smooth[i] != smooth[i - 1] else { continue }
            let end = smooth[i...].firstIndex { $0 != smooth[i] } ?? smooth.count
            guard end < smooth.count else { continue }
            let height = Double(smooth[i]) / Double(smooth[peak])
            let isNode =
                isLow
                ? smooth[i - 1] > smooth[i] && smooth[end] > smooth[i] && height <= 0.30
                : smooth[i - 1] < smooth[i] && smooth[end] < smooth[i] && height >= 0.70
            guard isNode else { continue }
            let weights = (i..<end).map { Double(volumes[$0]) }
            let sum = weights.reduce(0, +)
            let centre =
                sum > 0
                ? zip(i..<end, weights).map { middle($0) * $1 }.reduce(0, +) / sum
                : (middle(i) + middle(end - 1)) / 2
            found.append((centre.rounded(), height))
        }
        return found
    }

    private func strength(_ node: (price: Double, height: Double), _ before: Bar?) -> Double {
        var tests: [(age: Int, isRejected: Bool)] = []
        for (i, bar) in bars.enumerated() {
            guard Double(bar.low.raw) <= node.price, Double(bar.high.raw) >= node.price else { continue }
            let previous = i > 0 ? bars[i - 1].close : before?.close ?? bar.open
            let sides = [previous, bar.close].map { price in
                Double(price.raw) == node.price ? 0 : Double(price.raw) > node.price ? 1 : -1
            }
            tests.append((bars.count - 1 - i, sides[0] * sides[1] == 1))
        }
        let depth = isLow ? 1 - node.height : node.height
        let held = 40 * depth + 20 * Double(min(tests.count, 5)) / 5
        guard let newest = tests.last else { return held }
        let rejected = Double(tests.count { $0.isRejected })
        return held + 25 * rejected / Double(tests.count) + 15 * exp(-Double(newest.age) / 20)
    }

    private func skewness() -> Double {
        let weights = volumes.map { Double($0) }
        let sum = weights.reduce(0, +)
        guard sum > 0 else { return 0 }
        let mean = weights.enumerated().map { Double($0) * $1 }.reduce(0, +) / sum
        func moment(_ n: Int) -> Double {
            weights.enumerated().map { pow(Double($0) - mean, Double(n)) * $1 }.reduce(0, +) / sum
        }
        return moment(2) > 0 ? moment(3) / pow(moment(2), 1.5) : 0
    }
}
