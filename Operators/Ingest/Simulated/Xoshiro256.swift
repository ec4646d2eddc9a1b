/// Random bits: xoshiro256++ of Blackman and Vigna, seeded through SplitMix64.
///
/// The same seed gives the same bits on every machine.
struct Xoshiro256 {
    private var a: UInt64
    private var b: UInt64
    private var c: UInt64
    private var d: UInt64

    init(seed: UInt64) {
        var state = seed
        func mixed() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
            return word ^ word >> 31
        }
        a = mixed()
        b = mixed()
        c = mixed()
        d = mixed()
    }

    /// 64 random bits.
    @inline(__always)
    mutating func next() -> UInt64 {
        let sum = a &+ d
        let result = (sum << 23 | sum >> 41) &+ a
        let shifted = b << 17
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = d << 45 | d >> 19
        return result
    }

    /// A number in [0, 1) of 53 bits.
    @inline(__always)
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

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
}
