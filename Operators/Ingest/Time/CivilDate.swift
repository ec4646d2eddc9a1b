/// A day of the Gregorian calendar, without a zone.
struct CivilDate: Equatable {
    var year: Int
    var month: Int
    var day: Int

    /// The date if it exists.
    init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads `YYYYMMDD` or `YYYY-MM-DD`.
    init?(text: String) {
        let bytes = Array(text.utf8)
        let dashed = bytes.count == 10 && bytes[4] == 45 && bytes[7] == 45
        guard dashed || bytes.count == 8 else { return nil }
        let digits = bytes.filter { $0 != 45 }
        guard digits.count == 8, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
        self.init(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }

    /// The first date in a file's name: eight digits in a row, or dashed.
    init?(foundIn name: String) {
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
    var daysSinceEpoch: Int { Self.days(year: year, month: month, day: day) }

    static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
