/// Local hours of a trading day, in seconds from its midnight; negative ones are of the day before.
struct SessionHours: Equatable {
    var open: Int
    var close: Int
    var isEarlyClose = false

    static func clock(_ hour: Int, _ minute: Int = 0) -> Int { hour * 3600 + minute * 60 }
}

/// The markets whose hours are known, each a rule from a day to its hours.
enum Market: String, CaseIterable {
    case always = "24/7"
    case stocks = "XNYS"
    case globex = "CMES"
    case globexIndices = "CMES-INDEX"
    case currencies = "FX"

    var zone: String { self == .always ? "UTC" : "America/New_York" }

    /// Most sessions of a trading day.
    var pieces: Int { self == .globexIndices ? 2 : 1 }

    /// The session of a trading day, from 0; nil when there is none.
    func hours(on day: CivilDate, _ piece: Int) -> SessionHours? {
        if self == .globexIndices { return Self.indexHours(on: day, piece) }
        guard piece == 0 else { return nil }
        switch self {
        case .always: return SessionHours(open: 0, close: SessionHours.clock(24))
        case .stocks: return Self.stockHours(on: day)
        case .globex, .globexIndices: return Self.globexHours(on: day)
        case .currencies:
            if USHolidays.isWeekend(day) { return nil }
            return SessionHours(open: SessionHours.clock(-7), close: SessionHours.clock(17))
        }
    }

    /// New York Stock Exchange, core session.
    private static func stockHours(on day: CivilDate) -> SessionHours? {
        if USHolidays.isWeekend(day) || USHolidays.isStockHoliday(day) { return nil }
        var hours = SessionHours(open: SessionHours.clock(9, 30), close: SessionHours.clock(16))
        if let close = USHolidays.earlyStockClose(day) {
            hours.close = SessionHours.clock(close)
            hours.isEarlyClose = true
        }
        return hours
    }

    /// CME Globex: from 18:00 the evening before.
    ///
    /// Until 18 September 2015 the halt began at 17:15, as CME moved it to 17:00 from the next trading day on.
    private static func globexHours(on day: CivilDate) -> SessionHours? {
        if USHolidays.isWeekend(day) || USHolidays.isGlobexHoliday(day) { return nil }
        if USHolidays.isGlobexEarlyClose(day) {
            return SessionHours(
                open: SessionHours.clock(-6), close: SessionHours.clock(13), isEarlyClose: true)
        }
        let isOld = (day.year, day.month, day.day) < (2015, 9, 21)
        return SessionHours(open: SessionHours.clock(-6), close: SessionHours.clock(17, isOld ? 15 : 0))
    }

    /// Equity indices of CME Globex: a halt from 16:15 to 16:30, whole days but for early closes.
    ///
    /// CME began it with the trading day of 19 November 2012 and ended it with that of 28 June 2021. What was
    /// before is approximated by the hours without a halt.
    private static func indexHours(on day: CivilDate, _ piece: Int) -> SessionHours? {
        guard var hours = globexHours(on: day) else { return nil }
        let number = (day.year, day.month, day.day)
        guard !hours.isEarlyClose, number >= (2012, 11, 19), number < (2021, 6, 28) else {
            return piece == 0 ? hours : nil
        }
        if piece == 0 {
            hours.close = SessionHours.clock(16, 15)
        } else {
            hours.open = SessionHours.clock(16, 30)
        }
        return hours
    }
}
