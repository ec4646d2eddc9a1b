import ReferenceData

/// A date and a time of day as written, perhaps with an offset from UTC.
struct CivilTime: Equatable {
    var year = 1970
    var month = 1
    var day = 1
    var secondOfDay = 0
    var nanosecond = 0
    /// Seconds east of UTC; nil where none is written.
    var offset: Int?
    /// Whether decimals beyond the ninth were rounded away (half to even).
    var isRounded = false
    /// Whether it lies within a leap second, and so was moved to the last nanosecond before it.
    var isLeapSecond = false

    /// Whether the day exists.
    var isValid: Bool {
        guard month >= 1, month <= 12, day >= 1 else { return false }
        return day <= 28 || day <= CivilDate.days(in: month, of: year)
    }

    /// Sets the time of day; false if there is none such.
    ///
    /// A 60th second after the 59th minute is a leap second:
    /// the engine's clock has none, so all of it becomes the last nanosecond before.
    mutating func set(hour: Int, minute: Int, second: Int) -> Bool {
        guard hour < 24, minute < 60, second < 60 || second == 60 && minute == 59 else { return false }
        isLeapSecond = second == 60
        secondOfDay = hour * 3600 + minute * 60 + min(second, 59)
        return true
    }

    /// Reads the digits after a decimal point from `at` on; false if there is none.
    mutating func readFraction(_ bytes: borrowing Span<UInt8>, _ at: inout Int, _ end: Int) -> Bool {
        let start = at
        var scale = 100_000_000
        var half: UInt8 = 0
        var hasRest = false
        while at < end {
            let digit = bytes[at] &- 48
            if digit > 9 { break }
            if at - start < 9 {
                nanosecond += Int(digit) * scale
                scale /= 10
            } else if at - start == 9 {
                half = digit
            } else {
                hasRest = hasRest || digit != 0
            }
            at += 1
        }
        isRounded = half != 0 || hasRest
        // A carry to a full second is fine: the caller adds the parts up.
        if half > 5 || half == 5 && (hasRest || nanosecond % 2 == 1) { nanosecond += 1 }
        return at > start
    }

    /// Reads `Z`, `+hh:mm`, `+hhmm` or `+hh` from `at` on.
    mutating func readOffset(_ bytes: borrowing Span<UInt8>, _ at: inout Int, _ end: Int) -> Bool {
        guard at < end else { return false }
        let sign = bytes[at]
        at += 1
        if sign == 90 || sign == 122 {
            offset = 0
            return true
        }
        guard sign == 43 || sign == 45, let hours = Self.two(bytes, &at, end), hours < 24 else {
            return false
        }
        var seconds = hours * 3600
        if at < end {
            if bytes[at] == 58 { at += 1 }
            guard let minutes = Self.two(bytes, &at, end), minutes < 60 else { return false }
            seconds += minutes * 60
        }
        offset = sign == 45 ? -seconds : seconds
        return true
    }

    /// The local time in nanoseconds since 1970; nil beyond 1679…2260, where 64 bits end.
    var local: Int64? {
        guard (1679...2260).contains(year) else { return nil }
        let seconds = Int64(CivilDate.days(year: year, month: month, day: day) * 86_400 + secondOfDay)
        return seconds * 1_000_000_000 + (isLeapSecond ? 999_999_999 : Int64(nanosecond))
    }

    /// Two digits.
    @inline(__always)
    static func two(_ bytes: borrowing Span<UInt8>, _ at: inout Int, _ end: Int) -> Int? {
        guard at + 2 <= end else { return nil }
        let tens = bytes[at] &- 48
        let ones = bytes[at + 1] &- 48
        guard tens <= 9, ones <= 9 else { return nil }
        at += 2
        return Int(tens) * 10 + Int(ones)
    }
}
