import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport

/// Bars for the tests of market indicators, what becomes of them, and rows read by name.
enum MarketSeries {
    /// The series of market_golden.py: prices on a grid of 0.25, sides known.
    static let golden: [Bar] = {
        var state: UInt64 = 2024
        func draw(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % below
        }
        var price = 4000
        return (0..<600).map { index in
            var path = [price]
            for _ in 0..<4 { path.append(path[path.count - 1] + draw(13) - 6) }
            price = path[4]
            let volume = 2 + draw(900)
            let buyVolume = 1 + draw(volume - 1)
            return bar(
                index, open: Double(path[0]) / 4, high: Double(path.max() ?? 0) / 4,
                low: Double(path.min() ?? 0) / 4, close: Double(price) / 4, volume: Double(volume),
                buyVolume: Double(buyVolume))
        }
    }()

    /// A random walk with jumps between bars, quiet stretches and bars without volume.
    static func random(_ count: Int, seed: UInt64) -> [Bar] {
        var random = SplitMix64(seed: seed)
        var price = 100_000
        return (0..<count).map { index in
            // Every 200 bars a stretch of 30 in which nothing happens.
            let isQuiet = index % 200 >= 170
            let jump = Int.random(in: 0..<4, using: &random) == 0 ? 12 : 2
            var path = [price + (isQuiet ? 0 : Int.random(in: -jump...jump, using: &random))]
            for _ in 0..<4 {
                path.append(path[path.count - 1] + (isQuiet ? 0 : Int.random(in: -5...5, using: &random)))
            }
            price = path[4]
            let volume = isQuiet ? 0 : Int.random(in: 0...500, using: &random)
            let isKnown = Int.random(in: 0..<3, using: &random) > 0
            return bar(
                index, open: Double(path[0]) / 100, high: Double(path.max() ?? 0) / 100,
                low: Double(path.min() ?? 0) / 100, close: Double(price) / 100, volume: Double(volume),
                buyVolume: isKnown ? Double(Int.random(in: 0...volume, using: &random)) : 0)
        }
    }

    /// Bars of ten seconds of recorded gold, or of made-up trades where that is absent.
    static func recorded() throws -> [Bar] {
        try bars(goldTrades ?? TradeTape.random(30_000, seed: 3), every: 10_000_000_000).filter {
            !$0.flags.contains(.partial)
        }
    }

    static func bar(
        _ index: Int, open: Double, high: Double, low: Double, close: Double, volume: Double = 1,
        buyVolume: Double = 0
    ) -> Bar {
        let end = Int64(index + 1) * minute
        return Bar(
            header: EventHeader(time: end, sequence: end - 1), start: end - minute, end: end,
            open: Price(open), high: Price(high), low: Price(low), close: Price(close), volume: volume,
            buyVolume: buyVolume)
    }

    /// Bars of one price each.
    static func flat(_ closes: [Double]) -> [Bar] {
        closes.enumerated().map { bar($0, open: $1, high: $1, low: $1, close: $1) }
    }

    /// Prices turned upside down, exactly: p becomes `around` − p, and what was bought is sold.
    static func mirrored(_ bars: [Bar], around: Double) -> [Bar] {
        let whole = Price(around).raw
        return bars.map { bar in
            var other = bar
            other.open = Price(raw: whole - bar.open.raw)
            other.close = Price(raw: whole - bar.close.raw)
            other.high = Price(raw: whole - bar.low.raw)
            other.low = Price(raw: whole - bar.high.raw)
            other.buyVolume = bar.buyVolume > 0 ? bar.volume - bar.buyVolume : 0
            return other
        }
    }

    /// Prices scaled and shifted, exactly.
    static func moved(_ bars: [Bar], scale: Int64, shift: Double) -> [Bar] {
        let shift = Price(shift).raw
        return bars.map { bar in
            var other = bar
            other.open = Price(raw: bar.open.raw * scale + shift)
            other.high = Price(raw: bar.high.raw * scale + shift)
            other.low = Price(raw: bar.low.raw * scale + shift)
            other.close = Price(raw: bar.close.raw * scale + shift)
            return other
        }
    }
}

/// What an indicator sent, its columns read by name.
struct Rows {
    let columns: [String]
    let events: [FeatureRow]

    init(
        _ name: String, _ bars: [Bar], _ arguments: [(name: String, value: ArgumentValue)] = []
    ) throws {
        let run = try NodeHarness(entry(name), arguments, [Feed("bars", bars)]).run()
        columns = run.node.instance.columns
        events = run.node.tape(FeatureRow.self).events
    }

    subscript(_ column: String) -> [Double] {
        guard let index = columns.firstIndex(of: column) else { return [] }
        return events.map { $0.values[index] }
    }

    var isFinite: Bool { columns.allSatisfy { self[$0].allSatisfy(\.isFinite) } }
}

/// Whether two numbers are equal to a share of their size.
func near(_ a: Double, _ b: Double, _ share: Double = 1e-9, floor: Double = 1) -> Bool {
    abs(a - b) <= share * max(abs(a), abs(b), floor)
}

/// The largest difference of two series, in shares of their size; infinite if their lengths differ.
func gap(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count, !a.isEmpty else { return .infinity }
    return zip(a, b).map { abs($0 - $1) / max(abs($0), abs($1), 1) }.max() ?? .infinity
}

/// Definitions as they are written, from the first bar on: slow, and nothing in common with the operators.
enum Naive {
    static func weighted(_ values: [Double], _ n: Int) -> Double {
        let newest = values.suffix(n)
        var sum = 0.0
        for (i, value) in newest.enumerated() { sum += Double(i + 1) * value }
        return sum / Double(n * (n + 1) / 2)
    }

    /// From value n on; `nil` before.
    static func weightedSeries(_ values: [Double?], _ n: Int) -> [Double?] {
        values.indices.map { t in
            guard t >= n - 1 else { return nil }
            let newest = values[(t - n + 1)...t].compactMap { $0 }
            return newest.count == n ? weighted(newest, n) : nil
        }
    }

    /// Wilder's average of values, nil before the n-th.
    static func wilder(_ values: [Double], _ n: Int) -> [Double?] {
        var average = 0.0
        return values.indices.map { t in
            if t < n - 1 { return nil }
            if t == n - 1 { average = values[...t].reduce(0, +) / Double(n) }
            if t > n - 1 { average = (average * Double(n - 1) + values[t]) / Double(n) }
            return average
        }
    }

    static func rsi(_ closes: [Double], _ n: Int) -> [Double?] {
        let changes = zip(closes.dropFirst(), closes).map { $0 - $1 }
        let gains = wilder(changes.map { max($0, 0) }, n)
        let losses = wilder(changes.map { max(-$0, 0) }, n)
        return [nil]
            + zip(gains, losses).map { gain, loss in
                guard let gain, let loss else { return nil }
                return gain + loss == 0 ? 50 : 100 * gain / (gain + loss)
            }
    }

    static func atr(_ bars: [Bar], _ n: Int) -> [Double?] {
        let ranges = bars.indices.map { t in
            let (high, low) = (bars[t].high.double, bars[t].low.double)
            guard t > 0 else { return high - low }
            let before = bars[t - 1].close.double
            return max(high - low, abs(high - before), abs(low - before))
        }
        return wilder(ranges, n)
    }

    static func deviation(_ values: some Collection<Double>) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (square / Double(values.count - 1)).squareRoot()
    }

    /// Cov(x, y)/Var(y), 0 where y does not vary.
    static func slope(_ x: some Collection<Double>, _ y: some Collection<Double>) -> Double {
        if Set(y).count == 1 { return 0 }
        let meanX = x.reduce(0, +) / Double(x.count)
        let meanY = y.reduce(0, +) / Double(y.count)
        let both = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
        return both / y.reduce(0) { $0 + ($1 - meanY) * ($1 - meanY) }
    }
}
