/// The decimal digits that eight bytes of text begin with, read at once.
///
/// Source: D. Lemire, Number Parsing at a Gigabyte per Second, Software: Practice and Experience 51(8), 2021, for the
/// value of eight digits by three multiplications.
struct Digits {
    /// How many, 0 to 8.
    let count: Int
    /// Their value.
    let value: UInt64

    /// Reads the bytes of `word`, the first in its lowest bits.
    @inline(__always)
    init(_ word: UInt64) {
        let digits = word ^ Self.zeros
        let others = Self.others(digits)
        count = others.trailingZeroBitCount &>> 3
        value = Self.value(digits, count)
    }

    /// `digits.digits` or `digits` of at most eight bytes in all, which another byte follows; nil for all else.
    @inline(__always)
    static func decimal(_ word: UInt64) -> (mantissa: UInt64, decimals: Int, count: Int)? {
        let digits = word ^ zeros
        let others = others(digits)
        let whole = others.trailingZeroBitCount &>> 3
        guard whole > 0, whole < 8 else { return nil }
        guard word &>> UInt64(whole &* 8) & 0xFF == 0x2E else { return (value(digits, whole), 0, whole) }
        let count = (others & (others &- 1)).trailingZeroBitCount &>> 3
        guard count > whole &+ 1 else { return nil }
        // The bytes behind the point move over it.
        let before = ~UInt64(0) &>> UInt64(64 &- whole &* 8)
        let joined = digits & before | digits &>> 8 & ~before
        return (value(joined, count &- 1), count &- whole &- 1, count)
    }

    private static var zeros: UInt64 { 0x3030_3030_3030_3030 }

    /// The high bit of each byte that is no digit, of a word whose digits are 0 to 9.
    @inline(__always)
    private static func others(_ digits: UInt64) -> UInt64 {
        ((digits & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676 | digits) & 0x8080_8080_8080_8080
    }

    /// The value of the first `count` bytes, each 0 to 9.
    @inline(__always)
    private static func value(_ digits: UInt64, _ count: Int) -> UInt64 {
        // Zeros in front; a shift by all 64 bits leaves none.
        var pairs = digits << UInt64(64 - count * 8)
        pairs = pairs &* 10 &+ pairs &>> 8
        let even = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        let odd = (pairs &>> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
        return (even &+ odd) &>> 32
    }
}
