/// A time as a plan says it: an instant, or so long after another.
enum Moment: Equatable {
    /// Nanoseconds since 1970 UTC.
    case instant(Int64)
    /// Nanoseconds after the first event, or after what the place says.
    case after(Int64)

    /// Reads `2013-10-07T14:30:00Z`, `2013-10-07 14:30`, `30m`, `1h30m`, `+90s`; nil for anything else.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        if let length = Self.duration(bytes) {
            self = .after(length)
        } else if let time = Self.time(bytes) {
            self = .instant(time)
        } else {
            return nil
        }
    }

    /// The instant, counted from `start`.
    func time(from start: Int64) -> Int64 {
        switch self {
        case .instant(let time): return time
        case .after(let length):
            let (sum, overflow) = start.addingReportingOverflow(length)
            return overflow ? .max : sum
        }
    }

    private static let units: [(name: String, size: Int64)] = [
        ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
        ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
    ]

    private static func duration(_ bytes: [UInt8]) -> Int64? {
        var at = bytes.first == 43 ? 1 : 0
        guard at < bytes.count else { return nil }
        var total: Int64 = 0
        while at < bytes.count {
            guard let number = digits(bytes, &at, atMost: 12) else { return nil }
            var name = ""
            while at < bytes.count, bytes[at] > 57 {
                name.append(Character(UnicodeScalar(bytes[at])))
                at += 1
            }
            guard let unit = units.first(where: { $0.name == name }) else { return nil }
            let (product, overflow) = number.multipliedReportingOverflow(by: unit.size)
            let (sum, exceeds) = total.addingReportingOverflow(product)
            guard !overflow, !exceeds else { return nil }
            total = sum
        }
        return total
    }

    private static func time(_ bytes: [UInt8]) -> Int64? {
        var at = 0
        guard let year = digits(bytes, &at, exactly: 4), take(bytes, &at, 45),
            let month = digits(bytes, &at, exactly: 2), take(bytes, &at, 45),
            let day = digits(bytes, &at, exactly: 2), (1970...2200).contains(year),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var seconds: Int64 = 0
        if at < bytes.count, bytes[at] == 84 || bytes[at] == 32 {
            at += 1
            guard let hour = digits(bytes, &at, exactly: 2), take(bytes, &at, 58),
                let minute = digits(bytes, &at, exactly: 2), hour < 24, minute < 60
            else { return nil }
            seconds = hour * 3600 + minute * 60
            if take(bytes, &at, 58) {
                guard let second = digits(bytes, &at, exactly: 2), second < 60 else { return nil }
                seconds += second
            }
        }
        _ = take(bytes, &at, 90)
        guard at == bytes.count else { return nil }
        return (days(year, month, day) * 86_400 + seconds) * 1_000_000_000
    }

    /// Days since 1970 of a date of the Gregorian calendar, by Hinnant's eras of 400 years.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        // Counted from March, so that the leap day is the last.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let ofEra = shifted - era * 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }

    private static func take(_ bytes: [UInt8], _ at: inout Int, _ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    private static func digits(
        _ bytes: [UInt8], _ at: inout Int, exactly count: Int? = nil, atMost most: Int = 4
    ) -> Int64? {
        let start = at
        var value: Int64 = 0
        while at < bytes.count, bytes[at] >= 48, bytes[at] <= 57, at - start < (count ?? most) {
            value = value * 10 + Int64(bytes[at] - 48)
            at += 1
        }
        let isComplete = count.map { at - start == $0 } ?? (at > start)
        return isComplete ? value : nil
    }
}
