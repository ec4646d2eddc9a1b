/// Powers of e, eight at a time.
enum Exponential {
    /// Below this a power counts as e^−700, about 10^−304.
    private static var least: Double { -700 }
    /// 1/ln 2, and ln 2 in two parts of which the first times any exponent is exact.
    private static var inverseLog2: Double { 1.442695040888963407 }
    private static var log2High: Double { 0x1.62e42feep-1 }
    private static var log2Low: Double { 0x1.a39ef35793c76p-33 }
    /// What pushes a number's fraction out of a double, so that its whole part stands in the lowest bits.
    private static var shift: Double { 0x1.8p52 }

    /// e^x for numbers x of at most 700, each to within about 2 units in its last place.
    ///
    /// With k = x/ln 2 rounded, e^x = 2^k·e^(x − k·ln 2), the latter by its Taylor series up to the 12th power.
    @inline(__always)
    static func values(_ x: SIMD8<Double>) -> SIMD8<Double> {
        var x = x
        for lane in 0..<8 { x[lane] = max(x[lane], least) }
        let shifted = x * inverseLog2 + shift
        let whole = shifted - shift
        let rest = (x - whole * log2High) - whole * log2Low
        var series = SIMD8(repeating: 1.0 / 479_001_600)
        series = series * rest + 1.0 / 39_916_800
        series = series * rest + 1.0 / 3_628_800
        series = series * rest + 1.0 / 362_880
        series = series * rest + 1.0 / 40_320
        series = series * rest + 1.0 / 5040
        series = series * rest + 1.0 / 720
        series = series * rest + 1.0 / 120
        series = series * rest + 1.0 / 24
        series = series * rest + 1.0 / 6
        series = series * rest + 0.5
        series = series * rest + 1
        series = series * rest + 1
        var powers = SIMD8<Double>.zero
        for lane in 0..<8 {
            // The exponent's bits begin at the 52nd.
            powers[lane] = Double(
                bitPattern: series[lane].bitPattern &+ shifted[lane].bitPattern &<< 52)
        }
        return powers
    }
}
