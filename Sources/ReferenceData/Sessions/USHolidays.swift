/// Days on which markets of the United States rest or close early, by rule, with a table of the special ones.
///
/// The rules are those in force since 1990; for earlier years they are an approximation. Sources: NYSE Rule
/// 7.2 and the exchange's published holiday lists; CME Group's Globex holiday calendars.
enum USHolidays {
    static func isWeekend(_ day: CivilDate) -> Bool { day.weekday == 0 || day.weekday == 6 }

    /// Whether the New York Stock Exchange rests on a weekday.
    static func isStockHoliday(_ day: CivilDate) -> Bool {
        isChristmasOrNewYear(day) || isGoodFriday(day) || isMondayHoliday(day) || isThanksgiving(day)
            || isObserved(day, month: 7, 4) || isJuneteenth(day) || isStateFuneral(day)
            || closures.contains(number(day))
    }

    /// The hour at which the New York Stock Exchange closes early; nil on other days.
    static func earlyStockClose(_ day: CivilDate) -> Int? {
        let isMondayToThursday = (1...4).contains(day.weekday)
        switch (day.month, day.day) {
        case (12, 24) where isMondayToThursday && day.year <= 1992: return 14
        case (12, 24) where isMondayToThursday: return 13
        case (11, 23...29) where day.weekday == 5 && day.year >= 1992: return day.year == 1992 ? 14 : 13
        // Before a Thursday's holiday the market closed early only from 2013 on; before, the day after it.
        case (7, 3) where isMondayToThursday && day.year >= 1995:
            return day.weekday == 3 && day.year < 2013 ? nil : 13
        case (7, 5) where day.weekday == 5 && (1995..<2013).contains(day.year): return 13
        default: return shortDays.contains(number(day)) ? 13 : nil
        }
    }

    /// Whether CME Globex has no session for a weekday.
    static func isGlobexHoliday(_ day: CivilDate) -> Bool {
        isChristmasOrNewYear(day) || isGoodFriday(day) || isStateFuneral(day)
    }

    /// Whether CME Globex stops at 13:00 New York.
    static func isGlobexEarlyClose(_ day: CivilDate) -> Bool {
        if isMondayHoliday(day) || isThanksgiving(day) { return true }
        if isObserved(day, month: 7, 4) || isJuneteenth(day) { return true }
        if day.month == 12, day.day == 24 { return true }
        return day.year >= 1993 && day.month == 11 && day.weekday == 5 && (23...29).contains(day.day)
    }

    /// Western Easter Sunday of a year, by the algorithm of Meeus, Jones and Butcher.
    static func easter(_ year: Int) -> CivilDate {
        let (a, b, c) = (year % 19, year / 100, year % 100)
        let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30
        let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7
        let sum = h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114
        return CivilDate(daysSinceEpoch: CivilDate.days(year: year, month: sum / 31, day: sum % 31 + 1))
    }

    private static func isGoodFriday(_ day: CivilDate) -> Bool {
        guard day.weekday == 5, (3...4).contains(day.month) else { return false }
        return day.daysSinceEpoch == easter(day.year).daysSinceEpoch - 2
    }

    /// Martin Luther King, Presidents, Memorial and Labor Day.
    private static func isMondayHoliday(_ day: CivilDate) -> Bool {
        guard day.weekday == 1 else { return false }
        switch day.month {
        case 1: return (15...21).contains(day.day) && day.year >= 1998
        case 2: return (15...21).contains(day.day)
        case 5: return day.day >= 25
        case 9: return day.day <= 7
        default: return false
        }
    }

    private static func isThanksgiving(_ day: CivilDate) -> Bool {
        day.month == 11 && day.weekday == 4 && (22...28).contains(day.day)
    }

    /// A New Year's Day on a Saturday is not made up for: the year's last Friday is a trading day.
    private static func isChristmasOrNewYear(_ day: CivilDate) -> Bool {
        if day.month == 1 { return day.day == 1 || day.day == 2 && day.weekday == 1 }
        return isObserved(day, month: 12, 25)
    }

    private static func isJuneteenth(_ day: CivilDate) -> Bool {
        day.year >= 2022 && isObserved(day, month: 6, 19)
    }

    /// The day itself, the Friday before it if it is a Saturday, the Monday after it if a Sunday.
    private static func isObserved(_ day: CivilDate, month: Int, _ holiday: Int) -> Bool {
        guard day.month == month else { return false }
        return day.day == holiday || day.weekday == 5 && day.day == holiday - 1
            || day.weekday == 1 && day.day == holiday + 1
    }

    private static func number(_ day: CivilDate) -> Int { day.year * 10_000 + day.month * 100 + day.day }

    private static func isStateFuneral(_ day: CivilDate) -> Bool { funerals.contains(number(day)) }

    /// National days of mourning for presidents Nixon, Reagan, Ford, Bush and Carter.
    private static let funerals = [1994_04_27, 2004_06_11, 2007_01_02, 2018_12_05, 2025_01_09]

    /// The attacks of September 2001; hurricane Sandy.
    private static let closures = [
        2001_09_11, 2001_09_12, 2001_09_13, 2001_09_14, 2012_10_29, 2012_10_30,
    ]

    /// Early closes at 13:00 that follow no rule: around Christmas and the last day of 1999.
    private static let shortDays = [1997_12_26, 1999_12_31, 2003_12_26]
}
