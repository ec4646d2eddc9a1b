/// A declared way to write a date and time, in the directives of strptime.
///
/// `%Y` year, `%y` year of two digits (69–99 are 1969–1999), `%m` month, `%d` day, `%b` month's English name of
/// three letters, `%H` hour, `%I` hour of twelve with `%p` AM or PM, `%M` minute, `%S` second, `%f` decimals of
/// the second, `%z` offset or Z, `%F` = `%Y-%m-%d`, `%T` = `%H:%M:%S`, `%%`. All but the year take one digit or
/// two. A blank stands for one or more; everything else stands for itself.
struct DateFormat: Equatable, Sendable {
    private enum Part: Equatable {
        case literal(UInt8), blanks
        case year, shortYear, month, monthName, day, hour, hourOfTwelve, half, minute, second, fraction,
            offset
    }

    /// As written.
    let text: String
    private var parts: [Part] = []

    private static let directives: [UInt8: [Part]] = [
        UInt8(ascii: "Y"): [.year], UInt8(ascii: "y"): [.shortYear], UInt8(ascii: "m"): [.month],
        UInt8(ascii: "b"): [.monthName], UInt8(ascii: "d"): [.day], UInt8(ascii: "H"): [.hour],
        UInt8(ascii: "I"): [.hourOfTwelve], UInt8(ascii: "p"): [.half], UInt8(ascii: "M"): [.minute],
        UInt8(ascii: "S"): [.second], UInt8(ascii: "f"): [.fraction], UInt8(ascii: "z"): [.offset],
        UInt8(ascii: "F"): [.year, .literal(45), .month, .literal(45), .day],
        UInt8(ascii: "T"): [.hour, .literal(58), .minute, .literal(58), .second],
        UInt8(ascii: "%"): [.literal(37)],
    ]
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ].map { Array($0.utf8) }

    /// Nil if it has an unknown directive, or doesn't say year, month and day once each.
    init?(_ text: String) {
        self.text = text
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            if byte == 37 {
                guard let directive = bytes.popFirst(), let found = Self.directives[directive] else {
                    return nil
                }
                parts += found
            } else if byte == 32 || byte == 9 {
                if parts.last != .blanks { parts.append(.blanks) }
            } else {
                parts.append(.literal(byte))
            }
        }
        func count(_ these: [Part]) -> Int { parts.count { these.contains($0) } }
        let once = [
            [Part.year, .shortYear], [.month, .monthName], [.day],
        ]
        guard once.allSatisfy({ count($0) == 1 }), count([.hour, .hourOfTwelve]) <= 1,
            count([.half]) == count([.hourOfTwelve])
        else { return nil }
    }

    /// Reads the whole range; nil if it isn't written so.
    func read(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> CivilTime? {
        var time = CivilTime()
        var at = range.lowerBound
        let end = range.upperBound
        var clock = (hour: 0, minute: 0, second: 0)
        var isAfternoon: Bool?
        for part in parts {
            switch part {
            case .literal(let byte):
                guard at < end, bytes[at] == byte else { return nil }
                at += 1
            case .blanks:
                guard at < end, bytes[at] == 32 || bytes[at] == 9 else { return nil }
                while at < end, bytes[at] == 32 || bytes[at] == 9 { at += 1 }
            case .year:
                guard let century = CivilTime.two(bytes, &at, end), let rest = CivilTime.two(bytes, &at, end)
                else { return nil }
                time.year = century * 100 + rest
            case .shortYear:
                guard let year = CivilTime.two(bytes, &at, end) else { return nil }
                time.year = year < 69 ? 2000 + year : 1900 + year
            case .monthName:
                guard let month = Self.month(bytes, &at, end) else { return nil }
                time.month = month
            case .half:
                guard at + 2 <= end, bytes[at + 1] | 0x20 == 109 else { return nil }
                guard bytes[at] | 0x20 == 97 || bytes[at] | 0x20 == 112 else { return nil }
                isAfternoon = bytes[at] | 0x20 == 112
                at += 2
            case .fraction: guard time.readFraction(bytes, &at, end) else { return nil }
            case .offset: guard time.readOffset(bytes, &at, end) else { return nil }
            case .month, .day, .hour, .hourOfTwelve, .minute, .second:
                guard let number = Self.number(bytes, &at, end) else { return nil }
                switch part {
                case .month: time.month = number
                case .day: time.day = number
                case .minute: clock.minute = number
                case .second: clock.second = number
                default: clock.hour = number
                }
            }
        }
        if let isAfternoon {
            guard (1...12).contains(clock.hour) else { return nil }
            clock.hour = clock.hour % 12 + (isAfternoon ? 12 : 0)
        }
        guard at == end, time.isValid,
            time.set(hour: clock.hour, minute: clock.minute, second: clock.second)
        else { return nil }
        return time
    }

    /// One digit or two.
    private static func number(_ bytes: borrowing Span<UInt8>, _ at: inout Int, _ end: Int) -> Int? {
        guard at < end, bytes[at] &- 48 <= 9 else { return nil }
        var number = Int(bytes[at] - 48)
        at += 1
        if at < end, bytes[at] &- 48 <= 9 {
            number = number * 10 + Int(bytes[at] - 48)
            at += 1
        }
        return number
    }

    private static func month(_ bytes: borrowing Span<UInt8>, _ at: inout Int, _ end: Int) -> Int? {
        guard at + 3 <= end else { return nil }
        for (index, name) in months.enumerated()
        where bytes[at] | 0x20 == name[0] && bytes[at + 1] | 0x20 == name[1]
            && bytes[at + 2] | 0x20 == name[2]
        {
            at += 3
            return index + 1
        }
        return nil
    }
}
