/// Reads one ISO 8601 time: a date, then perhaps a time of day, then perhaps an offset.
///
/// Takes `2013-10-07`, `20131007`, `2013/10/07`, `2013.10.07`, `…T04:00`, `…T04:00:00`, a blank for the T,
/// any number of decimals after a point, and `Z`, `+hh:mm`, `+hhmm` or `+hh`.
struct ISOTime {
    private(set) var time = CivilTime()
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
        if take(bytes, 46) { guard time.readFraction(bytes, &at, end) else { return false } }
        if at == end { return true }
        return time.readOffset(bytes, &at, end) && at == end
    }

    private mutating func date(_ bytes: borrowing Span<UInt8>) -> Bool {
        guard let century = two(bytes), let rest = two(bytes), at < end else { return false }
        time.year = century * 100 + rest
        let separator = bytes[at]
        let isSeparated = separator >= 45 && separator <= 47
        if isSeparated { at += 1 }
        guard let month = two(bytes) else { return false }
        if isSeparated { guard take(bytes, separator) else { return false } }
        guard let day = two(bytes) else { return false }
        time.month = month
        time.day = day
        return time.isValid
    }

    private mutating func timeOfDay(_ bytes: borrowing Span<UInt8>) -> Bool {
        guard let hour = two(bytes), take(bytes, 58), let minute = two(bytes) else { return false }
        guard take(bytes, 58) else { return time.set(hour: hour, minute: minute, second: 0) }
        guard let second = two(bytes) else { return false }
        return time.set(hour: hour, minute: minute, second: second)
    }

    @inline(__always)
    private mutating func two(_ bytes: borrowing Span<UInt8>) -> Int? { CivilTime.two(bytes, &at, end) }

    @inline(__always)
    private mutating func take(_ bytes: borrowing Span<UInt8>, _ byte: UInt8) -> Bool {
        guard at < end, bytes[at] == byte else { return false }
        at += 1
        return true
    }
}
