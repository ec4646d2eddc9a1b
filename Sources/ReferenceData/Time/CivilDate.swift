/// A day of the Gregorian calendar, without a zone.
public struct CivilDate: Equatable, Hashable, Sendable {
    /// Year of the common era.
    public var year: Int
    /// 1…12.
    public var month: Int
    /// 1…31.
    public var day: Int

    /// The date if it exists.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads `YYYYMMDD` or `YYYY-MM-DD`.
    public init?(text: String) {
        let bytes = Array(text.utf8)
        let dashed = bytes.count == 10 && bytes[4] == 45 && bytes[7] == 45
        guard dashed || bytes.count == 8 else { return nil }
        let digits = bytes.filter { $0 != 45 }
        guard digits.count == 8, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
        self.init(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }

    /// The first date in a file's name: eight digits in a row, or dashed.
    public init?(foundIn name: String) {
        let bytes = Array(name.utf8)
        for start in bytes.indices {
            if start > 0, (48...57).contains(bytes[start - 1]) { continue }
            for length in [8, 10] where start + length <= bytes.count {
                let end = start + length
                if end < bytes.count, (48...57).contains(bytes[end]) { continue }
                let text = String(decoding: bytes[start..<end], as: UTF8.self)
                if let date = CivilDate(text: text), (1700...2250).contains(date.year) {
                    self = date
                    return
                }
            }
        }
        return nil
    }

    /// Days since 1970-01-01 (Howard Hinnant's days_from_civil: years begin in March, so the leap day comes
    /// last).
    public var daysSinceEpoch: Int { Self.days(year: year, month: month, day: day) }

    /// Days since 1970-01-01 of a date that need not exist as such.
    public static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Whether a year has February 29.
    public static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    /// Days of a month.
    public static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The date a number of days after 1970-01-01 (Hinnant's civil_from_days).
    public init(daysSinceEpoch days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// 0 is Sunday, 6 Saturday.
    public var weekday: Int { ((daysSinceEpoch + 4) % 7 + 7) % 7 }
}

extension CivilDate: Comparable, CustomStringConvertible {
    /// Orders by time.
    public static func < (a: CivilDate, b: CivilDate) -> Bool {
        (a.year, a.month, a.day) < (b.year, b.month, b.day)
    }

    /// As `2013-10-07`.
    public var description: String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(month))-\(two(day))"
    }
}
