import Statistics
import TestSupport
import Testing

@Suite struct BootstrapTests {
    @Test func `blocks have the length asked for and every place its turn`() {
        var bootstrap = StationaryBootstrap(count: 100, block: 5, seed: 3)
        var places = [Int](repeating: 0, count: 100)
        var hits = [Int](repeating: 0, count: 100)
        var starts = 0
        for _ in 0..<2000 {
            bootstrap.draw(into: &places)
            for (index, place) in places.enumerated() {
                hits[place] += 1
                if index > 0, place != (places[index - 1] + 1) % 100 { starts += 1 }
            }
        }
        // A start that happens to go on counts as none: 1/5 less 1/100 of it.
        #expect(abs(Double(starts) / (2000 * 99) - 0.2 * 0.99) < 0.004)
        #expect(hits.allSatisfy { abs($0 - 2000) < 400 }, "\(hits.min() ?? 0), \(hits.max() ?? 0)")
    }

    @Test func `the same seed gives the same intervals`() throws {
        let plan = ReturnIntervals.Plan(draws: 100, seed: 5)
        let (a, b) = (
            ReturnIntervals(goldenReturns, .init(), plan), ReturnIntervals(goldenReturns, .init(), plan)
        )
        var other = plan
        other.seed = 6
        let c = ReturnIntervals(goldenReturns, .init(), other)
        #expect(a.low == b.low && a.high == b.high && a.low != c.low)
        for metric in ReturnIntervals.metrics {
            let interval = try #require(a.intervals[metric])
            #expect(interval == (try #require(b.intervals[metric])) && interval.low < interval.high)
        }
        #expect(a.places.count == 200 && a.places.last == goldenReturns.count - 1)
        #expect(zip(a.low, a.high).allSatisfy { $0 < $1 })
    }

    /// Of independent returns a 95 % interval of the mean holds the truth about 95 times of 100.
    @Test func `intervals cover the truth as often as they say`() throws {
        var covered = 0
        for seed in 1...100 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            let returns = (0..<120).map { _ in
                (0..<6).reduce(0.001) { sum, _ in sum + Double.random(in: -0.01...0.01, using: &random) }
            }
            let plan = ReturnIntervals.Plan(draws: 150, block: 1, seed: seed, places: 1)
            let interval = try #require(ReturnIntervals(returns, .init(), plan).intervals[.meanReturn])
            if interval.low <= 0.001, 0.001 <= interval.high { covered += 1 }
        }
        #expect((88...99).contains(covered), "\(covered)")
    }

    @Test func `too little gives nothing`() {
        #expect(ReturnIntervals([0.01]).intervals.isEmpty && ReturnIntervals([]).low.isEmpty)
        #expect(ReturnIntervals(goldenReturns, .init(), .init(draws: 0)).intervals.isEmpty)
        let flat = ReturnIntervals([0, 0, 0], .init(), .init(draws: 20))
        #expect(flat.intervals[.sharpe] == nil && flat.intervals[.maxDrawdown]?.high == 0)
    }
}
