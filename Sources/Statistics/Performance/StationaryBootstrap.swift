import Glibc
import Randomness

/// Resamples a series in blocks of random length, so that dependence within a block is kept (Politis, Romano
/// 1994).
///
/// Each place continues the block before with probability 1 − 1/b, and else starts a new one anywhere; the
/// series is a circle. Same seed, same resamples.
public struct StationaryBootstrap: Sendable {
    /// Mean length of a block, b ≥ 1.
    public let block: Double
    private var bits: SplitMix64

    /// Starts from a seed; `block` 0 takes n^(1/3) for a series of `count`.
    public init(count: Int, block: Double = 0, seed: UInt64) {
        self.block = max(1, block > 0 ? block : cbrt(Double(count)))
        bits = SplitMix64(seed: seed)
    }

    /// Places of the next resample of a series as long as `places`.
    public mutating func draw(into places: inout [Int]) {
        let count = places.count
        guard count > 0 else { return }
        var place = bits.next(below: count)
        places[0] = place
        let chance = 1 / block
        for index in 1..<max(1, count) {
            if bits.uniform() < chance {
                place = bits.next(below: count)
            } else {
                place = place + 1 == count ? 0 : place + 1
            }
            places[index] = place
        }
    }
}
