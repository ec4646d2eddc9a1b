import ReferenceData

/// UTC times as FIX writes them: `20150406-12:17:27`, perhaps with up to 12 decimals.
enum FIXTime {
    /// ns since 1970 of a date and a time of day; nil if it is none.
    static func timestamp(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
        guard range.count >= 17, bytes[range.lowerBound + 8] == 45,
            let midnight = date(bytes, range.lowerBound..<range.lowerBound + 8),
            let time = timeOfDay(bytes, range.lowerBound + 9..<range.upperBound)
        else { return nil }
        return midnight + time
    }

    /// ns since 1970 of the midnight of a date, `20150406`.
    static func date(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
        let at = range.lowerBound
        guard range.count == 8, let century = two(bytes, at), let rest = two(bytes, at + 2),
            let month = two(bytes, at + 4), let day = two(bytes, at + 6)
        else { return nil }
        let year = 100 * century + rest
        guard (1970...2261).contains(year), (1...12).contains(month), day >= 1,
            day <= CivilDate.days(in: month, of: year)
        else { return nil }
        return Int64(CivilDate.days(year: year, month: month, day: day)) * 86_400_000_000_000
    }

    /// ns since midnight, `12:17:27.125`; a leap second is refused, as the engine's clock has none.
    static func timeOfDay(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
        let at = range.lowerBound
        guard range.count >= 8, range.count <= 21, bytes[at + 2] == 58, bytes[at + 5] == 58,
            let hour = two(bytes, at), let minute = two(bytes, at + 3), let second = two(bytes, at + 6),
            hour < 24, minute < 60, second < 60
        else { return nil }
        var time = Int64(hour * 3600 + minute * 60 + second) * 1_000_000_000
        guard range.count > 8 else { return time }
        guard range.count > 9, bytes[at + 8] == 46 else { return nil }
        var scale: Int64 = 100_000_000
        // Decimals beyond the ninth are cut off, so that no time is later than it was.
        for index in (at + 9)..<range.upperBound {
            let digit = bytes[index] &- 48
            guard digit <= 9 else { return nil }
            time += Int64(digit) * scale
            scale /= 10
        }
        return time
    }

    @inline(__always)
    private static func two(_ bytes: Span<UInt8>, _ at: Int) -> Int? {
        let tens = bytes[at] &- 48
        let ones = bytes[at + 1] &- 48
        return tens <= 9 && ones <= 9 ? 10 * Int(tens) + Int(ones) : nil
    }
}
