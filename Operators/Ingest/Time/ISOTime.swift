import ReferenceData

/// Reads one ISO 8601 time: a date, then perhaps a time of day, then perhaps an offset.
///
/// Takes `2013-10-07`, `20131007`, `…T04:00`, `…T04:00:00`, a blank for the T, any number of decimals after a
/// point, and `Z`, `+hh:mm`, `+hhmm` or `+hh`. A leap second (60) is refused: the engine's clock has none.
struct ISOTime {
    private(set) var year = 0
    private(set) var month = 0
    private(set) var day = 0
    private(set) var secondOfDay = 0
    private(set) var nanosecond = 0
    /// Seconds east of UTC; nil where none is written.
    private(set) var offset: Int?
    /// Whether decimals beyond the ninth were rounded away (half to even).
    private(set) var isRounded = false
    private var at: Int
    private let end: Int

    init(at: Int, end: Int) {
        self.at = at
        self.end = end
    }

    /// Reads the whole range; false if it isn't such a time.
    mutating func read(_ bytes: borrowing Span<UInt8>) -> Bool {
        guard date(bytes) else { return false }
        if at == end { return true }
        guard bytes[at] == 84 || bytes[at] == 32 || bytes[at] == 116 else { return false }
        at += 1
        guard timeOfDay(bytes) else { return false }
        if at < end, bytes[at] == 46 {
            at += 1
            guard decimals(bytes) else { return false }
        }
        if at == end { return true }
        return zone(bytes) && at == end
    }

    private mutating func date(_ bytes: borrowing Span<UInt8>) -> Bool {
        guard let century = two(bytes), let rest = two(bytes) else { return false }
        year = century * 100 + rest
        let isDashed = take(bytes, 45)
        guard let month = two(bytes) else { return false }
        if isDashed { guard take(bytes, 45) else { return false } }
        guard let day = two(bytes) else { return false }
        self.month = month
        self.day = day
        guard month >= 1, month <= 12, day >= 1 else { return false }
        return day <= 28 || day <= CivilDate.days(in: month, of: year)
    }

    private mutating func timeOfDay(_ bytes: borrowing Span<UInt8>) -> Bool {
        guard let hour = two(bytes), hour < 24, take(bytes, 58), let minute = two(bytes), minute < 60
        else { return false }
        secondOfDay = hour * 3600 + minute * 60
        guard take(bytes, 58) else { return true }
        guard let second = two(bytes), second < 60 else { return false }
        secondOfDay += second
        return true
    }

    private mutating func decimals(_ bytes: borrowing Span<UInt8>) -> Bool {
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

    private mutating func zone(_ bytes: borrowing Span<UInt8>) -> Bool {
        let sign = bytes[at]
        at += 1
        if sign == 90 || sign == 122 {
            offset = 0
            return true
        }
        guard sign == 43 || sign == 45, let hours = two(bytes), hours < 24 else { return false }
        var seconds = hours * 3600
        if at < end {
            _ = take(bytes, 58)
            guard let minutes = two(bytes), minutes < 60 else { return false }
            seconds += minutes * 60
        }
        offset = sign == 45 ? -seconds : seconds
        return true
    }

    @inline(__always)
    private mutating func two(_ bytes: borrowing Span<UInt8>) -> Int? {
        guard at + 2 <= end else { return nil }
        let tens = bytes[at] &- 48
        let ones = bytes[at + 1] &- 48
        guard tens <= 9, ones <= 9 else { return nil }
        at += 2
        return Int(tens) * 10 + Int(ones)
    }

    @inline(__always)
    private mutating func take(_ bytes: borrowing Span<UInt8>, _ byte: UInt8) -> Bool {
        guard at < end, bytes[at] == byte else { return false }
        at += 1
        return true
    }
}
