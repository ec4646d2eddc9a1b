/// The rule at the end of a zone file, as `EST5EDT,M3.2.0,M11.1.0`: how the clock goes on for ever.
struct PosixZoneRule {
    /// A day of the year on which the clock changes, and the local second of that day.
    struct Change {
        enum Day {
            /// Weekday `weekday` (0 is Sunday), the `week`th of the month; 5 means the last.
            case week(month: Int, week: Int, weekday: Int)
            /// 1…365, February 29 never counted.
            case julian(Int)
            /// 0…365, February 29 counted.
            case zeroBased(Int)
        }
        var day: Day
        var second: Int
    }

    /// Seconds east of UTC in standard time.
    let standardOffset: Int
    /// Seconds east of UTC in summer time, and when it begins and ends; nil where the clock never changes.
    let summer: (offset: Int, start: Change, end: Change)?

    /// Reads the rule; nil if it isn't one.
    init?(_ text: String) {
        var scanner = Scanner(text)
        guard scanner.name(), let standard = scanner.time() else { return nil }
        standardOffset = -standard
        guard !scanner.isAtEnd else {
            summer = nil
            return
        }
        guard scanner.name() else { return nil }
        var offset = 3600 - standard
        if !scanner.sees(44) {
            guard let written = scanner.time() else { return nil }
            offset = -written
        }
        guard scanner.take(44), let start = scanner.change(), scanner.take(44), let end = scanner.change(),
            scanner.isAtEnd
        else { return nil }
        summer = (offset, start, end)
    }

    /// The changes of a year: UTC second and the offset that begins there, in order.
    func changes(year: Int) -> [(second: Int, offset: Int)] {
        guard let summer else { return [] }
        let start = Self.localSecond(summer.start, year) - standardOffset
        let end = Self.localSecond(summer.end, year) - summer.offset
        let both = [(second: start, offset: summer.offset), (second: end, offset: standardOffset)]
        return start <= end ? both : both.reversed()
    }

    private static func localSecond(_ change: Change, _ year: Int) -> Int {
        let newYear = CivilDate.days(year: year, month: 1, day: 1)
        let day: Int
        switch change.day {
        case .julian(let number):
            day = newYear + number - 1 + (CivilDate.isLeap(year) && number >= 60 ? 1 : 0)
        case .zeroBased(let number):
            day = newYear + number
        case .week(let month, let week, let weekday):
            let first = CivilDate.days(year: year, month: month, day: 1)
            // 1970-01-01 was a Thursday: weekday 4.
            let firstWeekday = ((first + 4) % 7 + 7) % 7
            var dayOfMonth = (weekday - firstWeekday + 7) % 7 + 1 + (week - 1) * 7
            if dayOfMonth > CivilDate.days(in: month, of: year) { dayOfMonth -= 7 }
            day = first + dayOfMonth - 1
        }
        return day * 86_400 + change.second
    }

    private struct Scanner {
        private var rest: ArraySlice<UInt8>

        init(_ text: String) { rest = ArraySlice(text.utf8) }

        var isAtEnd: Bool { rest.isEmpty }
        func sees(_ byte: UInt8) -> Bool { rest.first == byte }
        mutating func take(_ byte: UInt8) -> Bool {
            guard sees(byte) else { return false }
            rest.removeFirst()
            return true
        }

        /// `EST` or `<+0330>`.
        mutating func name() -> Bool {
            if take(60) {
                guard let close = rest.firstIndex(of: 62) else { return false }
                rest = rest[(close + 1)...]
                return true
            }
            let letters = rest.prefix { (65...90).contains($0 & 0xDF) }
            rest = rest.dropFirst(letters.count)
            return letters.count >= 3
        }

        mutating func number() -> Int? {
            let digits = rest.prefix { (48...57).contains($0) }
            guard !digits.isEmpty, digits.count <= 3 else { return nil }
            rest = rest.dropFirst(digits.count)
            return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
        }

        /// `[±]h[:mm[:ss]]` in seconds.
        mutating func time() -> Int? {
            let isNegative = take(45)
            if !isNegative { _ = take(43) }
            guard var seconds = number().map({ $0 * 3600 }) else { return nil }
            for unit in [60, 1] {
                guard take(58) else { break }
                guard let part = number() else { return nil }
                seconds += part * unit
            }
            return isNegative ? -seconds : seconds
        }

        mutating func change() -> Change? {
            let day: Change.Day
            if take(77) {
                guard let month = number(), take(46), let week = number(), take(46), let weekday = number(),
                    (1...12).contains(month), (1...5).contains(week), (0...6).contains(weekday)
                else { return nil }
                day = .week(month: month, week: week, weekday: weekday)
            } else if take(74) {
                guard let number = number(), (1...365).contains(number) else { return nil }
                day = .julian(number)
            } else {
                guard let number = number(), number <= 365 else { return nil }
                day = .zeroBased(number)
            }
            guard take(47) else { return Change(day: day, second: 7200) }
            guard let second = time() else { return nil }
            return Change(day: day, second: second)
        }
    }
}
