import OperatorKit
import ReferenceData

/// Arguments of the grid, the same for all operators that cut time into buckets.
struct GridSettings: Sendable {
    var every: Int64 = 0
    var offset: Int64 = 0
    var zone = ""
    var calendar = ""
    var marketHours = ""
    var extended = false
    var hours: ArgumentValue?
    var outside = OutsideSession.drop

    static let everyRange: ClosedRange<Int64> = 1_000_000...31_536_000_000_000_000
    static let offsetRange: ClosedRange<Int64> = -31_536_000_000_000_000...31_536_000_000_000_000
    static let everyDoc = "length of a bar's bucket"
    static let offsetDoc = "moves the borders of the buckets later by as much"
    static let zoneDoc =
        "IANA zone in whose wall-clock time buckets are counted, as America/New_York; empty: that of "
        + "`calendar`, or UTC"
    static let calendarDoc =
        "sessions that no bar leaves: \(SessionCalendar.names.joined(separator: ", ")); empty: none; with "
        + "`market_hours` the key of an entry"
    static let marketHoursDoc =
        "a market-hours-database.json of QuantConnect's Lean, whose entry `calendar`, as Future-cme-ES, is taken"
    static let extendedDoc =
        "hours before and after the market's own, as that file tells them, count too: futures need them"

    /// Whether sessions are known.
    var hasCalendar: Bool { !calendar.isEmpty || hours != nil }

    static let details = """
        Buckets. A bucket is [k·every + offset, (k+1)·every + offset) of the zone's wall-clock time, counted from \
        1970-01-01 00:00, before 1970 too. Where the clock is set, buckets shorter than a day are cut, so that \
        the hour that comes twice gives two; buckets of days are 23 or 25 hours long. With a calendar, a bucket \
        is cut at the open and the close of a session: XNYS with `every: 1h` begins with 09:30–10:00, with \
        `offset: 30m` with 09:30–10:30; a day of CMES is `every: 1d, offset: 18h`.

        Calendars, in New York time. XNYS: 09:30–16:00, early closes at 13:00, holidays of the New York Stock \
        Exchange; the closing auction prints just after 16:00, so outside. CMES: Globex, 18:00 the evening \
        before to 17:00 (17:15 until 18 September 2015), early closes at 13:00. CMES-INDEX: the same with the halt from \
        16:15 to 16:30 that its equity indices had until 25 June 2021; days have two sessions then. FX: 17:00 \
        the evening before to 17:00, Monday to Friday. 24/7: days of UTC, cut at midnight. Holidays are those since 1990.

        Other hours come from Lean's file, `market_hours: market-hours-database.json, calendar: Future-cme-ES, \
        extended: true` (read when the run starts; a symbol without an entry has that of its market), or are \
        written out: `hours: {zone: Asia/Tokyo, weekdays: [09:00-11:30, 12:30-15:00], holidays: [2024-01-01], \
        early_closes: {2024-12-30: 11:30}, late_opens: {2024-01-04: 09:30}}`, local, in days of their own from \
        00:00 to 24:00. An evening that goes on at midnight is one session with the next day. An early close \
        before a late open of the same day leaves its two ends.
        """
}
