import Foundation
import OperatorSupport
import TestSupport
import Testing

@testable import IndicatorsOperators

/// The statistic behind indicator.mmd, on points made up.
@Suite struct DiscrepancyTests {
    private func line(_ values: [Double]) -> [FeaturePoint] {
        values.map { value in
            var point = FeaturePoint.zero
            point[0] = value
            return point
        }
    }

    private func set(_ points: [FeaturePoint]) -> PointSet {
        var set = PointSet(capacity: points.count)
        set.set(points)
        return set
    }

    /// By the definition, one by one.
    private func value(_ a: FeaturePoint, _ b: FeaturePoint, width: Double) -> Double {
        var square = 0.0
        for i in 0..<6 { square += (a[i] - b[i]) * (a[i] - b[i]) }
        return exp(-square / (2 * width * width))
    }

    @Test func `kernels, their sums and powers of e are those of the definition`() {
        var random = SplitMix64(seed: 50)
        for count in [1, 2, 7, 8, 9, 16, 61] {
            let points = (0..<count).map { _ in FeaturePoint.random(in: -3...3, using: &random) }
            let kernel = GaussianKernel(width: 1.3)
            let one = points.map { value(points[0], $0, width: 1.3) }.reduce(0, +)
            #expect(abs(kernel.sum(points[0], over: set(points)) - one) < 1e-13 * Double(count))
            var pairs = 0.0
            for i in points.indices { for j in 0..<i { pairs += value(points[i], points[j], width: 1.3) } }
            #expect(abs(kernel.pairSum(set(points)) - pairs) < 1e-13 * Double(count * count))
        }
        for _ in 0..<2000 {
            let x = SIMD8<Double>.random(in: -700...0, using: &random)
            let powers = Exponential.values(x)
            for lane in 0..<8 { #expect(abs(powers[lane] / exp(x[lane]) - 1) < 1e-15) }
        }
        let ends = Exponential.values(SIMD8(0, -0.0, -.infinity, -1e300, -701, -1e-300, -0.5, 1))
        #expect(ends[0] == 1 && ends[1] == 1 && ends[5] == 1)
        #expect((2..<5).allSatisfy { ends[$0] > 0 && ends[$0] < 1e-300 })
    }

    /// The statistics of a window and a set, without streaming.
    private func fresh(
        _ window: [FeaturePoint], _ sample: [FeaturePoint], _ kernel: GaussianKernel
    ) -> SlidingDiscrepancy {
        var discrepancy = SlidingDiscrepancy(window: window.count, samples: 1)
        discrepancy.reset(kernel, window: window)
        discrepancy.setSample(0, sample, pairs: kernel.pairSum(set(sample)))
        return discrepancy
    }

    @Test func `unbiased discrepancies of three points`() {
        let kernel = GaussianKernel(width: 1)
        let apart = fresh(line([0, 1, 2]), line([3, 4, 5]), kernel)
        #expect(abs(apart.unbiased(0) - 0.6964415423) < 1e-10)
        let same = fresh(line([0, 1, 2]), line([0, 1, 2]), kernel)
        #expect(abs(same.unbiased(0) + 0.3670229772) < 1e-10)
        #expect(same.distance(0) < 1e-7)
        // Points so far apart that only those with themselves count: 1/3 + 1/3.
        #expect(
            abs(
                fresh(line([0, 90, 180]), line([270, 360, 450]), kernel).distance(0) - (2.0 / 3).squareRoot())
                < 1e-12)
    }

    @Test func `after many steps the sums are those of a fresh window`() {
        var random = SplitMix64(seed: 51)
        func points(_ count: Int) -> [FeaturePoint] {
            (0..<count).map { _ in .random(in: -2...2, using: &random) }
        }
        let kernel = GaussianKernel(width: 1.7)
        var window = points(12)
        let sample = points(30)
        var sliding = fresh(window, sample, kernel)
        for step in 1...20_000 {
            let point = points(1)[0]
            window.removeFirst()
            window.append(point)
            sliding.add(point)
            guard step % 1000 == 0 else { continue }
            let anew = fresh(window, sample, kernel)
            #expect(abs(sliding.unbiased(0) - anew.unbiased(0)) < 1e-12)
            #expect(abs(sliding.distance(0) - anew.distance(0)) < 1e-10)
        }
    }

    @Test(arguments: [2, 3, 4, 7, 8, 40, 300, 301])
    func `the median distance is that of all pairs sorted`(count: Int) {
        var random = SplitMix64(seed: UInt64(count))
        for isCoarse in [false, true] {
            let points = line(
                (0..<count).map { _ in
                    isCoarse
                        ? Double(Int.random(in: 0...3, using: &random)) : .random(in: 0...9, using: &random)
                })
            var sorted: [Double] = []
            for i in points.indices { for j in 0..<i { sorted.append(abs(points[i][0] - points[j][0])) } }
            sorted.sort()
            let middle = sorted.count / 2
            let expected = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
            var distances = PairDistances(capacity: count)
            distances.measure(set(points))
            let kernel = GaussianKernel(width: 2)
            let before = distances.sum(kernel)
            #expect(abs(distances.median() - expected) < 1e-12)
            #expect(abs(distances.sum(kernel) - before) < 1e-12 * Double(sorted.count))
            #expect(abs(before - kernel.pairSum(set(points))) < 1e-12 * Double(sorted.count))
        }
    }

    @Test func `shuffled and shifted sets against the permutation quantile`() {
        var crossings = 0
        let trials = 300
        for trial in 0..<trials {
            let draws = Regime.normal.sample(seed: UInt64(trial), count: 90)
            crossings += exceeds(draws, window: 30, seed: UInt64(trial)) ? 1 : 0
        }
        // Binomial of 300 and 5 %: mean 15, sd 3.8; within three of them.
        #expect((4...26).contains(crossings), "\(crossings) of \(trials)")
        for trial in 0..<20 {
            var draws = Regime.normal.sample(seed: UInt64(1000 + trial), count: 90)
            for i in 0..<30 { draws[i][0] += 3 }
            #expect(exceeds(draws, window: 30, seed: UInt64(trial)))
        }
    }

    /// Whether the first points against the others exceed the 95 % quantile of 200 random divisions.
    private func exceeds(_ points: [FeaturePoint], window: Int, seed: UInt64) -> Bool {
        var random = SplitMix64(seed: seed)
        let reference = Array(points[window...])
        var distances = PairDistances(capacity: reference.count)
        distances.measure(set(reference))
        let width = distances.median()
        let kernel = GaussianKernel(width: width)
        let all = set(points)
        var values = [Double](repeating: 0, count: points.count * points.count)
        for i in points.indices {
            for j in points.indices {
                values[i * points.count + j] = value(points[i], points[j], width: width)
            }
        }
        let sums = points.map { kernel.sum($0, over: all) - 1 }
        func statistic(_ order: [Int]) -> Double {
            let (m, n) = (Double(window), Double(points.count - window))
            var (within, rows) = (0.0, 0.0)
            for a in 0..<window {
                rows += sums[order[a]]
                for b in 0..<a { within += values[order[a] * points.count + order[b]] }
            }
            let across = rows - 2 * within
            let beyond = sums.reduce(0, +) / 2 - within - across
            return 2 * within / (m * (m - 1)) + 2 * beyond / (n * (n - 1)) - 2 * across / (m * n)
        }
        let found = fresh(Array(points[..<window]), reference, kernel).unbiased(0)
        #expect(abs(found - statistic(Array(points.indices))) < 1e-12)
        var order = Array(points.indices)
        let others = (0..<200).map { _ in
            order.shuffle(using: &random)
            return statistic(order)
        }
        return found > others.sorted()[189]
    }

    @Test func `points of a regime are nearest to it`() {
        let kernel = GaussianKernel(width: 3)
        let samples = Regime.allCases.map { $0.sample(seed: 1) }
        var discrepancy = SlidingDiscrepancy(window: 100, samples: samples.count)
        for (index, regime) in Regime.allCases.enumerated() {
            for seed in 100..<105 {
                discrepancy.reset(kernel, window: regime.sample(seed: UInt64(seed), count: 100))
                for i in samples.indices {
                    discrepancy.setSample(i, samples[i], pairs: kernel.pairSum(set(samples[i])))
                }
                let distances = samples.indices.map { discrepancy.distance($0) }
                #expect(distances.firstIndex(of: distances.min() ?? 0) == index, "\(regime) by seed \(seed)")
            }
        }
    }

    @Test func `what doesn't vary in the reference counts nothing`() {
        var points = line([1, 2, 3])
        for i in points.indices { points[i][1] = 0.1 + 0.2 }
        var standardise = Standardiser()
        standardise.fit(points)
        #expect(points.map { standardise($0)[0] } == [-1, 0, 1])
        points[0][1] = 77
        #expect(standardise(points[0])[1] == 0)
    }
}
