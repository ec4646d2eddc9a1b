/// Reads decimal numbers from bytes, exactly.
///
/// Each kind has two readers. The quick one takes `digits[.digits]` up to the next delimiter and gives nil
/// for anything else; the careful one takes all spellings, in a field cut out beforehand, and says what is
/// wrong. Where the quick one answers, the careful one answers the same.
enum Decimals {
    /// A number read with care.
    struct Outcome<Value> {
        var value: Value
        /// Nil if the value is good.
        var fault: Refusal.Fault?
        /// Whether digits beyond the unit were rounded away (half to even).
        var isRounded = false
    }

    /// 10^0 … 10^19.
    static let powers: InlineArray<20, UInt64> = [
        1, 10, 100, 1000, 10000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
        100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
        10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000,
        10_000_000_000_000_000_000,
    ]

    /// 10^0 … 10^15, each exact in a Double.
    static let exactPowers: InlineArray<16, Double> = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    /// Digits with at most one point, as one integer and the number of digits after the point.
    @inline(__always)
    private static func digits(
        _ bytes: borrowing Span<UInt8>, _ at: inout Int, _ end: Int, _ delimiter: UInt8
    ) -> (mantissa: UInt64, count: Int, decimals: Int)? {
        var mantissa: UInt64 = 0
        var index = at
        while index < end {
            let digit = bytes[index] &- 48
            if digit > 9 { break }
            mantissa = mantissa &* 10 &+ UInt64(truncatingIfNeeded: digit)
            index &+= 1
        }
        var count = index &- at
        var decimals = 0
        if count == 0 { return nil }
        if index < end, bytes[index] == 46 {
            index &+= 1
            let first = index
            while index < end {
                let digit = bytes[index] &- 48
                if digit > 9 { break }
                mantissa = mantissa &* 10 &+ UInt64(truncatingIfNeeded: digit)
                index &+= 1
            }
            decimals = index &- first
            count &+= decimals
        }
        // 19 digits always fit in 64 bits; more may not, and the sum above would have wrapped.
        guard count <= 19, index == end || bytes[index] == delimiter else { return nil }
        at = index
        return (mantissa, count, decimals)
    }

    /// An unsigned number times 10^exponent from `at` to the next delimiter; moves `at` there.
    @inline(__always)
    static func quickFixed(
        _ bytes: borrowing Span<UInt8>, _ at: inout Int, _ end: Int, _ delimiter: UInt8, exponent: Int
    ) -> Int64? {
        guard let read = digits(bytes, &at, end, delimiter), read.decimals <= exponent else { return nil }
        let (value, overflows) = read.mantissa.multipliedReportingOverflow(
            by: powers[exponent &- read.decimals])
        return overflows ? nil : Int64(exactly: value)
    }

    /// An unsigned number as the nearest double from `at` to the next delimiter; moves `at` there.
    @inline(__always)
    static func quickDouble(
        _ bytes: borrowing Span<UInt8>, _ at: inout Int, _ end: Int, _ delimiter: UInt8
    ) -> Double? {
        // Both sides of the division are exact below 2^53, so its one rounding is the correct one (Clinger
        // 1990).
        guard let read = digits(bytes, &at, end, delimiter), read.count <= 15 else { return nil }
        let whole = Double(Int64(truncatingIfNeeded: read.mantissa))
        return read.decimals == 0 ? whole : whole / exactPowers[read.decimals]
    }

    /// Any spelling of a decimal number times 10^exponent, rounded half to even.
    static func fixed(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>, exponent: Int) -> Outcome<Int64> {
        let shape = NumberShape(bytes, range)
        if let fault = shape.fault { return Outcome(value: 0, fault: fault) }
        // The value is 0.d1d2d3… × 10^point, so the wanted integer is made of its first point + exponent
        // digits.
        let kept = shape.point + exponent
        guard shape.significant > 0 else { return Outcome(value: 0, fault: nil) }
        guard kept <= 19 else { return Outcome(value: 0, fault: .outOfRange) }
        var mantissa: UInt64 = 0
        var half = 0
        var hasRest = false
        var seen = 0
        for index in shape.digits where bytes[index] != 46 {
            let digit = bytes[index] - 48
            if seen == 0 && digit == 0 { continue }
            seen += 1
            if seen <= kept {
                mantissa = mantissa * 10 + UInt64(digit)
            } else if seen == kept + 1 {
                half = Int(digit)
            } else {
                hasRest = hasRest || digit != 0
            }
        }
        if seen < kept { mantissa *= powers[kept - seen] }
        let isRounded = half != 0 || hasRest || kept < 0
        if kept >= 0, half > 5 || half == 5 && (hasRest || mantissa % 2 == 1) { mantissa += 1 }
        guard mantissa <= UInt64(Int64.max) else { return Outcome(value: 0, fault: .outOfRange) }
        let value = Int64(mantissa)
        return Outcome(value: shape.isNegative ? -value : value, fault: nil, isRounded: isRounded)
    }

    /// Any spelling of a decimal number as the nearest double.
    static func double(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Outcome<Double> {
        let shape = NumberShape(bytes, range)
        if let fault = shape.fault { return Outcome(value: 0, fault: fault) }
        if shape.significant == 0 { return Outcome(value: 0, fault: nil) }
        // The standard library's parser rounds correctly; the text has been checked to be a plain decimal.
        var text = ""
        for index in shape.text { text.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
        guard let value = Double(text), value.isFinite else { return Outcome(value: 0, fault: .outOfRange) }
        return Outcome(value: value, fault: nil)
    }
}
