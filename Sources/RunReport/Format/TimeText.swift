/// Times of the calendar, always UTC.
public enum TimeText {
    /// ISO 8601 with as many decimals of the second as are needed, `2010-01-04T14:30:00.25Z`.
    public static func iso(_ nanoseconds: Int64) -> String {
        let moment = Moment(nanoseconds)
        var fraction = String(moment.nanosecond)
        fraction = String(repeating: "0", count: 9 - fraction.count) + fraction
        while fraction.last == "0" { fraction.removeLast() }
        return "\(moment.date)T\(moment.clock)" + (fraction.isEmpty ? "" : "." + fraction) + "Z"
    }

    /// Without decimals and with a blank, `2010-01-04 14:30:00`.
    public static func plain(_ nanoseconds: Int64) -> String {
        let moment = Moment(nanoseconds)
        return "\(moment.date) \(moment.clock)"
    }

    /// For a folder's name, `20100104T143000Z`.
    public static func compact(_ nanoseconds: Int64) -> String {
        let moment = Moment(nanoseconds)
        return String((moment.date + "T" + moment.clock).filter { $0 != "-" && $0 != ":" }) + "Z"
    }

    /// A span in its two largest units, `4d 23h`, `12m 5s`, `250ms`.
    public static func span(_ nanoseconds: Int64) -> String {
        let units: [(size: Int64, name: String)] = [
            (86_400_000_000_000, "d"), (3_600_000_000_000, "h"), (60_000_000_000, "m"), (1_000_000_000, "s"),
            (1_000_000, "ms"),
        ]
        for (index, unit) in units.enumerated() where nanoseconds >= unit.size {
            let whole = "\(nanoseconds / unit.size)\(unit.name)"
            guard index + 1 < 4, nanoseconds % unit.size >= units[index + 1].size else { return whole }
            return whole + " \(nanoseconds % unit.size / units[index + 1].size)\(units[index + 1].name)"
        }
        return "\(nanoseconds)ns"
    }

    /// Reads what ``iso(_:)`` and ``plain(_:)`` write, or a whole number of nanoseconds; nil for anything
    /// else.
    static func nanoseconds(_ text: String) -> Int64? {
        if let number = Int64(text) { return number }
        let bytes = Array(text.utf8)
        guard bytes.count >= 19, let year = number(bytes, 0, 4), let month = number(bytes, 5, 2),
            let day = number(bytes, 8, 2), let hour = number(bytes, 11, 2), let minute = number(bytes, 14, 2),
            let second = number(bytes, 17, 2), (1...12).contains(month)
        else { return nil }
        var fraction: Int64 = 0
        var unit: Int64 = 100_000_000
        if bytes.count > 20, bytes[19] == UInt8(ascii: ".") {
            for byte in bytes[20...].prefix(9) {
                guard (0x30...0x39).contains(byte) else { break }
                fraction += Int64(byte - 0x30) * unit
                unit /= 10
            }
        }
        let seconds = Moment.days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? nil : product + fraction
    }

    /// Reads a time as people write it, `2024-01-02`, `2024-01-02T14:30`, with seconds and `Z` or without, UTC.
    public static func instant(_ text: String) -> Int64? {
        guard
            let parts = text.wholeMatch(
                of: /(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(\.\d{1,9})?)?)?Z?/)
        else { return nil }
        let whole = "\(parts.1) \(parts.2 ?? "00:00"):\(parts.3 ?? "00")"
        guard let time = nanoseconds(whole + (parts.4 ?? "")), plain(time) == whole else { return nil }
        return time
    }

    private static func number(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int64? {
        var value: Int64 = 0
        for byte in bytes[at..<at + count] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        return value
    }
}

/// A time split into calendar fields (proleptic Gregorian, UTC), by Howard Hinnant's day algorithms.
struct Moment {
    var year: Int64
    var month: Int64
    var day: Int64
    var second: Int64
    var nanosecond: Int64

    init(_ nanoseconds: Int64) {
        let seconds = Self.floor(nanoseconds, 1_000_000_000)
        // The product of `seconds` would overflow for the first second that Int64 reaches.
        nanosecond = (nanoseconds % 1_000_000_000 + 1_000_000_000) % 1_000_000_000
        let days = Self.floor(seconds, 86_400)
        second = seconds - days * 86_400
        let shifted = days + 719_468
        let era = Self.floor(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var date: String { "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))" }
    var clock: String {
        "\(Self.padded(second / 3600, 2)):\(Self.padded(second / 60 % 60, 2)):\(Self.padded(second % 60, 2))"
    }

    static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = floor(year, 400)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func floor(_ value: Int64, _ size: Int64) -> Int64 {
        value >= 0 ? value / size : -((-1 - value) / size) - 1
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
