import OperatorKit
import OperatorSupport
import Statistics
import TestSupport
import Testing

@testable import MatrixOperators

@Suite struct KernelTests {
    @Test func `moments are those that SciPy finds`() {
        let golden = goldenColumns("matrix/shape.csv")
        var moments = RollingMoments(50)
        for (index, value) in (golden["r"] ?? []).enumerated() {
            let all = moments.add(value)
            func close(_ a: Double, _ name: String) -> Bool {
                let b = golden[name]?[index] ?? .nan
                return abs(a - b) <= 1e-11 * max(abs(b), 1)
            }
            #expect(close(all.mean, "mean") && close(all.deviation, "sd"), "row \(index)")
            #expect(close(all.skewness, "skew") && close(all.kurtosis, "kurtosis"), "row \(index)")
        }
        #expect(golden["r"]?.count == 140)
    }

    /// A sum that is added to and taken from would keep 1e9·1e-16 of each.
    @Test func `an outlier leaves nothing behind`() {
        var moments = RollingMoments(7)
        var random = SplitMix64(seed: 3)
        var values: [Double] = []
        for i in 0..<400 {
            let value = i % 31 == 0 ? 1e9 : Double.random(in: -1e-3...1e-3, using: &random)
            values.append(value)
            let all = moments.add(value)
            let window = values.suffix(7)
            guard !window.contains(1e9) else { continue }
            let mean = window.reduce(0, +) / Double(window.count)
            let sd = (window.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(window.count - 1))
                .squareRoot()
            #expect(abs(all.mean - mean) < 1e-17 && abs(all.deviation - sd) < 1e-16)
        }
    }

    @Test func `equal values have no deviation`() {
        var moments = RollingMoments(5)
        for _ in 0..<23 { #expect(moments.score(0.1) == 0 && moments.all.kurtosis == 0) }
    }

    @Test(arguments: [1, 2, 7, 100])
    func `a sorted window is the sorted newest values`(capacity: Int) {
        var window = SortedWindow(capacity)
        var random = SplitMix64(seed: UInt64(capacity))
        var values: [Double] = []
        for _ in 0..<500 {
            let value = Double(Int.random(in: -20...20, using: &random))
            values.append(value)
            window.add(value)
            let sorted = values.suffix(capacity).sorted()
            #expect(window.count == sorted.count)
            for place in [0, sorted.count / 3, sorted.count - 1] {
                let share = sorted.count > 1 ? Double(place) / Double(sorted.count - 1) : 0
                #expect(abs(window.quantile(share) - sorted[place]) < 1e-9)
            }
            #expect(window.place(of: value) == sorted.filter { $0 < value }.count)
        }
    }

    @Test func `strength is Wilder's`() {
        var strength = WilderStrength(3)
        #expect([1, 2, 3, 4, 5].map { strength.add($0) } == [50, 50, 50, 100, 100])
        // Changes +2 −1: 66.7; then +1 with averages 1 and 0.25: 80.
        var other = WilderStrength(2)
        let values = [10, 12, 11, 12].map { other.add($0) }
        #expect(abs(values[2] - 200.0 / 3) < 1e-12 && abs(values[3] - 80) < 1e-12)
    }
}
