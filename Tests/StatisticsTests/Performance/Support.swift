import OperatorSupport
import Statistics
import TestSupport

/// The made-up returns of `Fixtures/analytics`, with those of their benchmark.
let golden = goldenColumns("analytics/returns.csv")
let goldenReturns = golden["return"] ?? []
let goldenBenchmark = golden["benchmark"] ?? []

/// Whether `a` is `b` to 1e-9, relative where they are large; a nil stands for what is not a number.
func agrees(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
    guard let a else { return b.isNaN }
    return abs(a - b) <= tolerance * max(1, abs(b))
}

/// Returns of a seeded market: mostly small, some large, some 0.
func randomReturns(_ count: Int, seed: UInt64) -> [Double] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
        switch Int.random(in: 0..<10, using: &random) {
        case 0: 0
        case 1: Double.random(in: -0.12...0.12, using: &random)
        default: Double.random(in: -0.02...0.021, using: &random)
        }
    }
}
