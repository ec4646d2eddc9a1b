import Randomness

/// Numbers of the distributions that the simulated market draws, by +, × and ÷ only.
extension Xoshiro256 {
    /// A waiting time of mean 1.
    ///
    /// Minus the logarithm of a uniform number, by leading zeros and a short series: only +, × and ÷, so that
    /// the bits don't depend on a C library's version. Off by less than 2e-6.
    @inline(__always)
    mutating func exponential() -> Double {
        let bits = next()
        let zeros = bits.leadingZeroBitCount
        // The bits below the leading one, as m in [1, 2): the uniform number is m × 2^-(zeros + 1).
        let mantissa = zeros > 62 ? 0 : bits << UInt64(zeros + 1)
        let m = 1 + Double(mantissa >> 12) * 0x1p-52
        let s = (m - 1) / (m + 1)
        let q = s * s
        let log = 2 * s * (1 + q * (1 / 3 + q * (0.2 + q * (1 / 7 + q * (1 / 9 + q * (1 / 11))))))
        return Double(zeros + 1) * 0.693_147_180_559_945_3 - log
    }

    /// About a standard normal number, within ±8.2.
    ///
    /// The bits of a word counted (binomial, standard deviation 4), smoothed by a uniform number.
    @inline(__always)
    mutating func normal() -> Double {
        let bits = next()
        let spread = Double((bits &* 0x9E37_79B9_7F4A_7C15) >> 11) * 0x1p-53 - 0.5
        return (Double(bits.nonzeroBitCount) - 32 + spread) * 0.249_351_0
    }

    /// e^−x for x ≥ 0, by a power of two and a series.
    ///
    /// The same bits everywhere. Off by less than 1e-8.
    @inline(__always)
    static func decay(_ x: Double) -> Double {
        guard x >= 0.004 else { return 1 - x * (1 - x * (0.5 - x * (1.0 / 6))) }
        guard x < 700 else { return 0 }
        // Cut off, which for what is positive is to round down: without a C library's function.
        let octaves = Int(x * 1.442_695_040_888_963_4 + 0.5)
        let halvings = Double(octaves)
        // Taylor's series of e^−r for r within half of ln 2 around 0.
        let r = x - halvings * 0.693_147_180_559_945_3
        let tail = 1.0 / 24 - r * (1.0 / 120 - r * (1.0 / 720 - r * (1.0 / 5_040)))
        let sum = 1 - r * (1 - r * (0.5 - r * (1.0 / 6 - r * tail)))
        return sum * Double(bitPattern: UInt64(1_023 - octaves) << 52)
    }

    /// A whole number with P(> n) about n^−1.5: most are small, and the mean of what is left grows with what is
    /// past.
    mutating func pareto() -> Int {
        var octave = 0
        // 2^−1.5 of 2^64.
        while octave < 20, next() < 6_521_908_912_666_391_552 { octave += 1 }
        return (1 << octave) + Int(next() % UInt64(1 << octave))
    }
}

/// How often a coin that 16 bits of `bits` from `place` on stand for falls the same way: 0 with probability 1/2, 1
/// with 1/4 and so on, mean 1.
@inline(__always)
func coinRun(_ bits: UInt64, _ place: UInt64) -> Int {
    (bits >> place & 0xFFFF | 0x1_0000).trailingZeroBitCount
}
