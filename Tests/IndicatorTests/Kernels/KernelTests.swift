import OperatorSupport
import TestSupport
import Testing

@testable import IndicatorsOperators

@Suite struct KernelTests {
    /// A random walk with plateaus, jumps of eight orders of magnitude, and a change of sign.
    static func walk(_ count: Int, seed: UInt64) -> [Double] {
        var random = SplitMix64(seed: seed)
        var value = 100.0
        return (0..<count).map { _ in
            switch Int.random(in: 0..<40, using: &random) {
            case 0: value = -value
            case 1: return value + 1e8
            case 2..<10: break
            default: value += Double(Int.random(in: -9...9, using: &random)) / 8
            }
            return value
        }
    }

    private func close(_ a: Double?, _ b: Double, scale: Double) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= 1e-11 * max(scale, 1)
    }

    @Test(arguments: [1, 2, 3, 7, 20, 64])
    func `averages of a window equal naive ones`(length: Int) {
        let series = Self.walk(900, seed: UInt64(length))
        var simple = SimpleAverage(length: length)
        var weighted = WeightedAverage(length: length)
        for end in series.indices {
            let (mean, slope) = (simple.add(series[end]), weighted.add(series[end]))
            guard end + 1 >= length else {
                #expect(mean == nil && slope == nil)
                continue
            }
            let window = series[(end + 1 - length)...end]
            let scale = window.map(abs).reduce(0, +)
            #expect(close(mean, window.reduce(0, +) / Double(length), scale: scale))
            let weights = (1...length).map(Double.init)
            let expected = zip(window, weights).map(*).reduce(0, +) / weights.reduce(0, +)
            #expect(close(slope, expected, scale: scale))
        }
    }

    @Test func `the linear average of 1 to 5 is 55 fifteenths`() {
        var average = WeightedAverage(length: 5)
        for value in 1...4 { #expect(average.add(Double(value)) == nil) }
        #expect(average.add(5) == 55.0 / 15)
        #expect(average.add(6) == 70.0 / 15)
    }

    @Test(arguments: [1, 2, 3, 5, 17, 50])
    func `moments of a window equal naive ones`(length: Int) throws {
        var random = SplitMix64(seed: UInt64(length))
        let series = (0..<700).map { i in
            1300 + Double.random(in: -1...1, using: &random) + (i % 90 == 0 ? 40 : 0)
        }
        var rolling = RollingMoments(length: length)
        for end in series.indices {
            let moments = rolling.add(series[end])
            guard end + 1 >= length else {
                #expect(moments == nil)
                continue
            }
            let found = try #require(moments)
            let window = series[(end + 1 - length)...end]
            let n = Double(length)
            let mean = window.reduce(0, +) / n
            let power = { (k: Int) in
                window.map { x in (0..<k).reduce(1.0) { product, _ in product * (x - mean) } }.reduce(0, +)
            }
            #expect(close(found.mean, mean, scale: 1300))
            #expect(close(found.populationVariance, power(2) / n, scale: 1600))
            guard length > 1 else { continue }
            #expect(close(found.sampleVariance, power(2) / (n - 1), scale: 1600))
            let skewness = n.squareRoot() * power(3) / (power(2) * power(2).squareRoot())
            #expect(abs(found.skewness - skewness) < 1e-8)
            #expect(abs(found.kurtosis - (n * power(4) / (power(2) * power(2)) - 3)) < 1e-8)
        }
    }

    @Test func `equal values have no variance, also after others`() {
        var rolling = RollingMoments(length: 7)
        for value in [1e9, -3, 0.25] { _ = rolling.add(value) }
        for index in 0..<30 {
            let moments = rolling.add(0.1)
            guard index >= 6 else { continue }
            #expect(moments?.mean == 0.1 && moments?.sampleVariance == 0)
            #expect(moments?.skewness == 0 && moments?.kurtosis == 0)
        }
    }

    @Test func `a million values leave no drift`() throws {
        var random = SplitMix64(seed: 11)
        let length = 250
        var simple = SimpleAverage(length: length)
        var weighted = WeightedAverage(length: length)
        var rolling = RollingMoments(length: length)
        var newest = Window<Double>(capacity: length)
        var last: (Double?, Double?, Moments?)
        for i in 0..<1_000_003 {
            let value = 1e6 + Double.random(in: -1...1, using: &random) + (i < 999_000 ? 1e9 : 0)
            last = (simple.add(value), weighted.add(value), rolling.add(value))
            newest.add(value)
        }
        var fresh = (SimpleAverage(length: length), WeightedAverage(length: length), Moments())
        var again: (Double?, Double?)
        for back in (0..<length).reversed() {
            let value = newest[back: back]
            again = (fresh.0.add(value), fresh.1.add(value))
            fresh.2 = fresh.2.joined(with: Moments(value))
        }
        #expect(close(last.0, try #require(again.0), scale: 1e6))
        #expect(close(last.1, try #require(again.1), scale: 1e6))
        let moments = try #require(last.2)
        #expect(abs(moments.mean - fresh.2.mean) < 1e-9 * 1e6)
        #expect(abs(moments.sampleVariance - fresh.2.sampleVariance) < 1e-9)
        #expect(abs(moments.skewness - fresh.2.skewness) < 1e-9)
        #expect(abs(moments.kurtosis - fresh.2.kurtosis) < 1e-9)
    }

    @Test(arguments: [1, 2, 3, 10, 33])
    func `extremes of a window equal naive ones, the newest of equals counts`(length: Int) throws {
        var random = SplitMix64(seed: UInt64(length))
        let lows = (0..<2000).map { _ in Double(Int.random(in: 0...12, using: &random)) }
        let highs = lows.map { $0 + Double(Int.random(in: 0...3, using: &random)) }
        var rolling = RollingExtremes(length: length)
        var ofLows = RollingExtremes(length: length)
        for end in lows.indices {
            let extremes = rolling.add(high: highs[end], low: lows[end])
            let both = ofLows.add(lows[end])
            guard end + 1 >= length else {
                #expect(extremes == nil)
                continue
            }
            let found = try #require(extremes)
            let window = (end + 1 - length)...end
            let high = try #require(highs[window].max())
            let low = try #require(lows[window].min())
            #expect(found.max == high && found.min == low)
            #expect(both?.max == lows[window].max() && both?.min == low && both?.minAge == found.minAge)
            #expect(found.maxAge == end - (try #require(highs[window].lastIndex(of: high))))
            #expect(found.minAge == end - (try #require(lows[window].lastIndex(of: low))))
        }
    }

    @Test func `a window counts back from the newest`() {
        for capacity in 1...5 {
            var window = Window<Int>(capacity: capacity)
            for value in 0..<17 {
                #expect(window.isFull == (value >= capacity))
                #expect(window.add(value) == (value < capacity ? nil : value - capacity))
                #expect(window.count == min(value + 1, capacity))
                for back in 0..<window.count { #expect(window[back: back] == value - back) }
            }
        }
    }

    @Test func `averages that remember everything, by hand`() {
        var first = ExponentialAverage(length: 3, seed: .first)
        #expect([10, 12, 16].map { first.add($0) } == [10, 11, 13.5])
        var mean = ExponentialAverage(length: 3)
        #expect([10, 12, 17, 21].map { mean.add($0) } == [nil, nil, 13, 17])
        var wilder = WilderAverage(length: 2)
        #expect([1, 3, 6, 0].map { wilder.add($0) } == [nil, 2, 4, 2])
    }

    @Test func `strength is 100 rising, 0 falling, 50 flat, until something moves`() {
        var rising = WilderRSI(length: 3)
        #expect([1, 2, 3, 4, 5].map { rising.add($0) } == [nil, nil, nil, 100, 100])
        var falling = WilderRSI(length: 3)
        #expect([5, 4, 3, 2].map { falling.add($0) } == [nil, nil, nil, 0])
        var flat = WilderRSI(length: 2)
        #expect([5, 5, 5, 6].map { flat.add($0) } == [nil, nil, 50, 100])
    }
}
