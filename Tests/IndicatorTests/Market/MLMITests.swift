import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@testable import IndicatorsOperators

@Suite struct MLMITests {
    @Test func `values equal those of TA-Lib, scikit-learn and SciPy`() throws {
        let common = [("k", Argument.integer(15)), ("tick", Argument.real(0.25))]
        let known = try Rows("indicator.mlmi", MarketSeries.golden, common)
        let bulk = try Rows(
            "indicator.mlmi", MarketSeries.golden, common + [("sides", Argument.text("bulk"))])
        #expect(known.events.count == 600 - 79 && known.isFinite)
        for (place, numbers) in goldenBars().enumerated() {
            let t = 100 + 20 * place
            #expect(MarketSeries.golden[t].close.double == numbers[0])
            for (column, name) in ["value", "ma", "raw", "impact_5", "impact_20", "impact_60"].enumerated() {
                #expect(near(known[name][t - 79], numbers[6 + column]), "\(name) \(t)")
                if column > 2 { #expect(near(bulk[name][t - 79], numbers[9 + column]), "\(name) \(t)") }
            }
        }
    }

    @Test(arguments: [(20, 0.7, 200, 4096), (20, 0.5, 12, 30), (7, 0.9, 1, 1)])
    func `streaming equals the definition`(window: Int, sensitivity: Double, k: Int, store: Int) throws {
        for bars in [
            MarketSeries.random(2200, seed: 41), heikinAshi(try MarketSeries.recorded()), MarketSeries.golden,
        ] {
            let rows = try Rows(
                "indicator.mlmi", bars,
                [
                    ("window", Argument.integer(Int64(window))), ("sensitivity", Argument.real(sensitivity)),
                    ("k", Argument.integer(Int64(k))), ("store", Argument.integer(Int64(store))),
                    ("tick", Argument.real(0.01)),
                ])
            #expect(rows.events.count == bars.count - max(3 * window - 1, 80) + 1 && rows.isFinite)
            // One record has one label only; more have many means.
            #expect(Set(rows["raw"]).count > (store == 1 ? 1 : 10))
            let twin = twin(bars, window: window, sensitivity: sensitivity, k: k, store: store)
            for name in rows.columns { #expect(gap(rows[name], twin[name] ?? []) < 1e-9, "\(name)") }
        }
    }

    @Test func `the search equals sorting everything, ties included`() {
        var random = SplitMix64(seed: 42)
        for (capacity, k, grid) in [(64, 5, 6), (300, 20, 30), (300, 299, 1000), (512, 40, 3), (10, 10, 5)] {
            var store = NeighbourStore(capacity: capacity, k: k)
            var points: [(x: Double, y: Double, label: Double)] = []
            var (x, y) = (0.0, 0.0)
            for step in 0..<(3 * capacity) {
                let point = (
                    Double(Int.random(in: 0..<grid, using: &random)),
                    Double(Int.random(in: 0..<grid, using: &random)), Bool.random(using: &random) ? 1.0 : -1
                )
                store.add(point.0, point.1, label: point.2)
                points = (points + [point]).suffix(capacity)
                // Mostly a small way on, sometimes anywhere.
                let isJump = step % 17 == 0
                x = isJump ? Double.random(in: -50...150, using: &random) : (x + 1).rounded()
                y = isJump ? Double.random(in: -50...150, using: &random) : (y - 1).rounded()
                let mean = store.meanLabel(near: x, y)
                #expect(mean == sorted(points, k, x, y))
            }
            #expect(store.count == capacity && store.evicted == 2 * capacity)
        }
    }

    @Test func `the order of the store changes nothing`() {
        var random = SplitMix64(seed: 43)
        let points = (0..<1000).map { _ in
            (
                x: Double.random(in: 0...100, using: &random), y: Double.random(in: 0...100, using: &random),
                label: Bool.random(using: &random) ? 1.0 : -1
            )
        }
        var (a, b) = (NeighbourStore(capacity: 1000, k: 50), NeighbourStore(capacity: 1000, k: 50))
        for point in points { a.add(point.x, point.y, label: point.label) }
        for point in points.shuffled(using: &random) { b.add(point.x, point.y, label: point.label) }
        for _ in 0..<200 {
            let (x, y) = (
                Double.random(in: 0...100, using: &random), Double.random(in: 0...100, using: &random)
            )
            #expect(a.meanLabel(near: x, y) == b.meanLabel(near: x, y))
        }
    }

    @Test func `a trend without a crossing has no opinion`() throws {
        for sign in [1.0, -1] {
            let rows = try Rows(
                "indicator.mlmi", MarketSeries.flat((0..<150).map { 1000 + sign * Double($0) }))
            #expect(rows.events.count == 71 && rows["value"].allSatisfy { $0 == 50 })
            #expect(rows["signal"].allSatisfy { $0 == 0 } && rows["raw"].allSatisfy { $0 == 0 })
        }
        // Nor has a flat series, whose averages differ by rounding only.
        let flat = try NodeHarness(
            entry("indicator.mlmi"), [],
            [Feed("bars", MarketSeries.flat(Array(repeating: 1313.7, count: 300)))]
        ).run()
        #expect(flat.node.report.value("crossings") == 0 && flat.node.report.value("value") == 50)
    }

    @Test func `a crossing at the close of the one before counts as up`() throws {
        // From 10 down to 0 and back, up to 20 and back, in turn: the averages always cross at 10 again.
        let closes = (0..<600).map { $0 % 60 == 40 ? 0.0 : $0 % 60 == 10 && $0 > 60 ? 20 : 10 }
        let run = try NodeHarness(
            entry("indicator.mlmi"), [], [Feed("bars", MarketSeries.flat(closes))]
        ).run()
        #expect(run.node.tape(FeatureRow.self).events.last?.values[2] == 1)
        #expect(run.node.report.value("crossings") == 19 && run.node.report.value("records") == 18)
    }

    @Test func `a covariance keeps nothing of what has left its window`() {
        var random = SplitMix64(seed: 46)
        var pairs: [(x: Double, y: Double)] = []
        var rolling = RollingCovariance(length: 20)
        for step in 0..<20_000 {
            // Now and then an auction a million times as large.
            let size = step % 97 == 0 ? 1e7 : 10
            let x = 1e5 + Double.random(in: -1...1, using: &random)
            pairs.append((x, 1e4 + size * Double.random(in: -1...1, using: &random)))
            let moments = rolling.add(pairs[step].x, pairs[step].y)
            #expect((moments != nil) == (step >= 19))
            guard let moments, step % 13 == 0 else { continue }
            let newest = pairs.suffix(20)
            let slope = Naive.slope(newest.map(\.x), newest.map(\.y))
            #expect(near(moments.slope, slope, 1e-6, floor: 0) || abs(moments.slope - slope) < 1e-12)
        }
    }

    @Test func `the signal speaks from 1 − sensitivity on, to the hair`() throws {
        let bars = MarketSeries.golden
        let rows = try Rows("indicator.mlmi", bars, [("k", Argument.integer(10))])
        // Ten neighbours: raw is a multiple of 0.2; with a sensitivity of 0.4, 0.6 just counts.
        let narrow = try Rows(
            "indicator.mlmi", bars, [("k", Argument.integer(10)), ("sensitivity", Argument.real(0.4))])
        #expect(narrow["raw"] == rows["raw"] && rows["raw"].contains { abs(abs($0) - 0.6) < 1e-12 })
        for (raw, signal) in zip(narrow["raw"], narrow["signal"]) {
            #expect(signal == (abs(raw) > 0.59 ? (raw > 0 ? 1 : -1) : 0))
        }
        // With a sensitivity of 1 every opinion counts, but none is none.
        let wide = try Rows(
            "indicator.mlmi", bars, [("k", Argument.integer(10)), ("sensitivity", Argument.real(1))])
        for (raw, signal) in zip(wide["raw"], wide["signal"]) {
            #expect(signal == (raw > 0 ? 1 : raw < 0 ? -1 : 0))
        }
    }

    @Test func `an impact that is in the prices is found`() throws {
        // Every contract bought moves the price by 0.002: at a tick of 0.25, 8 ticks per 1,000.
        var random = SplitMix64(seed: 44)
        var close = 1000.0
        let bars = (0..<200).map { index in
            let buys = Double(Int.random(in: 1...999, using: &random))
            close += 0.002 * (2 * buys - 1000)
            return MarketSeries.bar(
                index, open: close, high: close, low: close, close: close, volume: 1000, buyVolume: buys)
        }
        let rows = try Rows("indicator.mlmi", bars, [("tick", Argument.real(0.25))])
        for name in ["impact_5", "impact_20", "impact_60"] {
            #expect(rows[name].allSatisfy { near($0, 8) }, "\(name)")
        }
        // Without a tick in units of the price.
        #expect(try Rows("indicator.mlmi", bars)["impact_20"].allSatisfy { near($0, 2) })
        // A volume that does not vary explains nothing.
        let still = bars.map { bar in
            var bar = bar
            bar.buyVolume = 700
            return bar
        }
        #expect(try Rows("indicator.mlmi", still)["impact_60"].allSatisfy { $0 == 0 })
    }

    @Test func `bulk classification follows the normal distribution`() throws {
        var flow = SignedVolume(.auto, length: 4)
        var found: [Double] = []
        for (index, close) in [100.0, 101, 99, 100, 100, 102].enumerated() {
            let bar = MarketSeries.bar(
                index, open: close, high: close, low: close, close: close, volume: 1000)
            if let (change, volume) = flow.add(bar) { found += [change, volume] }
        }
        // Changes 1, −2, 1, 0: mean 0, variance 2; then −2, 1, 0, 2: mean 0.25, variance 35/12.
        #expect(found.count == 4 && found[0] == 0 && found[1] == 0 && found[2] == 2)
        let z = 2 / (35.0 / 12).squareRoot()
        #expect(near(found[3], 1000 * (1 - erfc(z / 2.0.squareRoot())), 1e-12))
        // One standard deviation: 68.27 % of the volume.
        #expect(near(erf(1 / 2.0.squareRoot()), 0.682_689_492_137, 1e-11))
    }

    @Test func `scaled, shifted and mirrored prices`() throws {
        let bars = MarketSeries.golden
        let arguments = [("k", Argument.integer(9))]
        let before = try Rows("indicator.mlmi", bars, arguments)
        let after = try Rows("indicator.mlmi", MarketSeries.moved(bars, scale: 4, shift: 500), arguments)
        let mirror = try Rows("indicator.mlmi", MarketSeries.mirrored(bars, around: 3000), arguments)
        for name in ["value", "ma", "raw", "signal"] { #expect(gap(after[name], before[name]) < 1e-9) }
        for name in ["impact_5", "impact_60"] {
            #expect(gap(after[name], before[name].map { 4 * $0 }) < 1e-9, "\(name)")
            #expect(gap(mirror[name], before[name]) < 1e-9, "\(name)")
        }
        #expect(gap(mirror["raw"], before["raw"].map { -$0 }) < 1e-9)
        #expect(gap(mirror["ma"], before["ma"].map { 100 - $0 }) < 1e-9)
    }

    @Test func `partial bars are passed over, and the report counts what it kept`() throws {
        var bars = MarketSeries.golden
        let before = try Rows("indicator.mlmi", bars)["value"]
        bars[599].flags = .partial
        #expect(try Rows("indicator.mlmi", bars)["value"] == before.dropLast())
        let run = try NodeHarness(
            entry("indicator.mlmi"), [("store", Argument.integer(10))], [Feed("bars", bars)]
        ).run()
        let report = run.node.report
        #expect(report.value("records") == 10 && report.value("bars") == 599)
        let crossings = try #require(report.value("crossings"))
        let evicted = try #require(report.value("evicted"))
        // One crossing has none before it, and few come before the features are warm.
        #expect(crossings > 30 && evicted > crossings - 20 && evicted < crossings - 10)
        let cold = try NodeHarness(entry("indicator.mlmi"), [], [Feed("bars", Array(bars.prefix(79)))]).run()
        #expect(cold.node.report.value("value") == nil)
    }

    @Test func `it keeps the laws of operators`() throws {
        let feed = Feed("bars", MarketSeries.random(900, seed: 45))
        let arguments = [("k", Argument.integer(8)), ("store", Argument.integer(20))]
        #expect(try checkOperator(entry("indicator.mlmi"), arguments, [feed]) == [])
    }

    private func sorted(
        _ points: some Collection<(x: Double, y: Double, label: Double)>, _ k: Int, _ x: Double, _ y: Double
    ) -> Double {
        if points.isEmpty { return 0 }
        let all = points.map {
            (distance: ($0.x - x) * ($0.x - x) + ($0.y - y) * ($0.y - y), label: $0.label)
        }.sorted { $0.distance < $1.distance }
        let reach = all[min(k, all.count) - 1].distance
        let labels = all.filter { $0.distance <= reach }.map(\.label)
        return labels.reduce(0, +) / Double(labels.count)
    }

    private func heikinAshi(_ bars: [Bar]) -> [Bar] {
        var before: (open: Double, close: Double)?
        return bars.map { bar in
            let (o, h, l, c) = (bar.open.double, bar.high.double, bar.low.double, bar.close.double)
            let close = (o + h + l + c) / 4
            let open = before.map { ($0.open + $0.close) / 2 } ?? (o + c) / 2
            before = (open, close)
            var other = bar
            other.open = Price(open)
            other.close = Price(close)
            other.high = max(bar.high, other.open, other.close)
            other.low = min(bar.low, other.open, other.close)
            return other
        }
    }

    private func twin(
        _ bars: [Bar], window n: Int, sensitivity: Double, k: Int, store: Int
    ) -> [String: [Double]] {
        let closes = bars.map(\.close.double)
        let fast = Naive.weightedSeries(closes, 5)
        let slow = Naive.weightedSeries(closes, n)
        let x = Naive.weightedSeries(Naive.rsi(closes, n), n)
        let y = Naive.weightedSeries(Naive.rsi(closes, 5), n)
        let changes = [0] + zip(closes.dropFirst(), closes).map { $0 - $1 }
        let flows = bars.indices.map { t -> Double in
            guard t >= 20 else { return 0 }
            if bars[t].buyVolume > 0 { return 2 * bars[t].buyVolume - bars[t].volume }
            let deviation = Naive.deviation(changes[(t - 19)...t])
            // Two tails of the normal distribution, which erf is not.
            let tail = deviation > 0 ? erfc(abs(changes[t]) / deviation / 2.0.squareRoot()) : 1
            return bars[t].volume * (1 - tail) * (changes[t] < 0 ? -1 : 1)
        }
        var records: [(x: Double, y: Double, label: Double)] = []
        var values: [Double?] = []
        var found: [String: [Double]] = [:]
        var side = 0.0
        var before: Double?
        for t in bars.indices {
            if let quick = fast[t], let steady = slow[t], abs(quick - steady) > 1e-9 {
                let now = quick > steady ? 1.0 : -1
                if side == -now {
                    if let before, let x = x[t], let y = y[t] {
                        records.append((x, y, closes[t] < before ? -1 : 1))
                    }
                    before = closes[t]
                }
                side = now
            }
            guard let x = x[t], let y = y[t] else {
                values.append(nil)
                continue
            }
            let raw = sorted(records.suffix(store), k, x, y)
            values.append(50 + 50 * raw)
            guard t >= max(3 * n - 2, 79) else { continue }
            let columns: [(String, Double)] = [
                ("value", 50 + 50 * raw), ("raw", raw),
                ("ma", Naive.weighted(values.suffix(n).compactMap { $0 }, n)),
                ("signal", abs(raw) > 1 - sensitivity - 1e-9 ? (raw > 0 ? 1 : -1) : 0),
                ("impact_5", 1e5 * Naive.slope(changes[(t - 4)...t], flows[(t - 4)...t])),
                ("impact_20", 1e5 * Naive.slope(changes[(t - 19)...t], flows[(t - 19)...t])),
                ("impact_60", 1e5 * Naive.slope(changes[(t - 59)...t], flows[(t - 59)...t])),
            ]
            for (name, value) in columns { found[name, default: []].append(value) }
        }
        return found
    }
}
