/// When a market trades, as a table: hours by day of the week, and the days that differ.
///
/// Hours are local. What begins in the evening and goes on at midnight is one session, and belongs to the day
/// on which it ends; a day that is open from midnight to midnight is a session of its own.
public struct TradingHours: Sendable, Equatable {
    /// Hours in seconds from the local midnight, 0…86,400.
    public struct Span: Sendable, Equatable {
        /// First second.
        public var open: Int
        /// End, exclusive.
        public var close: Int

        /// Makes hours.
        public init(open: Int, close: Int) {
            self.open = open
            self.close = close
        }
    }

    static let midnight = 86_400

    /// IANA zone of the hours.
    public let zone: String
    /// Hours by day of the week, Sunday first; rising and apart.
    private let week: [[Span]]
    /// Days of their own, by day since 1970.
    private let special: [Int: [Span]]
    /// When those of them that close early do.
    private let shortened: [Int: Int]
    /// Most sessions of a day.
    let pieces: Int

    /// Makes a table; nil, with a word, where hours overlap or are not hours.
    ///
    /// - Parameters:
    ///   - week: hours of Sunday to Saturday.
    ///   - holidays: days without a session.
    ///   - earlyCloses: seconds from midnight at which a day's trading ends.
    ///   - lateOpens: seconds from midnight before which a day has no trading; with an early close before
    ///     that, what lies between the two is closed.
    public init(
        zone: String, week: [[Span]], holidays: [CivilDate] = [], earlyCloses: [CivilDate: Int] = [:],
        lateOpens: [CivilDate: Int] = [:]
    ) throws(TradingHoursError) {
        guard week.count == 7 else { throw TradingHoursError("a week has 7 days, not \(week.count)") }
        var days: [[Span]] = []
        for hours in week { days.append(try Self.joined(hours)) }
        guard days.contains(where: { !$0.isEmpty }) else {
            throw TradingHoursError("no day of the week has hours")
        }
        var special: [Int: [Span]] = [:]
        var shortened: [Int: Int] = [:]
        for day in Set(earlyCloses.keys).union(lateOpens.keys) {
            let early = earlyCloses[day]
            let usual = days[day.weekday]
            let hours = Self.cut(usual, early: early, late: lateOpens[day])
            special[day.daysSinceEpoch] = hours
            if let early, usual.contains(where: { $0.close > early }) {
                shortened[day.daysSinceEpoch] = early
            }
        }
        for day in holidays { special[day.daysSinceEpoch] = [] }
        self.zone = zone
        self.week = days
        self.special = special
        self.shortened = shortened
        pieces = (days + special.values).reduce(1) { max($0, $1.count) }
    }

    /// Hours that touch are one.
    private static func joined(_ hours: [Span]) throws(TradingHoursError) -> [Span] {
        var joined: [Span] = []
        for span in hours.sorted(by: { $0.open < $1.open }) {
            guard span.open >= 0, span.open < span.close, span.close <= midnight else {
                throw TradingHoursError("hours from \(span.open) s to \(span.close) s are none of a day")
            }
            if let last = joined.last, span.open < last.close {
                throw TradingHoursError("hours of a day overlap")
            }
            if let last = joined.last, span.open == last.close {
                joined[joined.count - 1].close = span.close
            } else {
                joined.append(span)
            }
        }
        return joined
    }

    private static func cut(_ hours: [Span], early: Int?, late: Int?) -> [Span] {
        let (end, start) = (early ?? midnight, late ?? 0)
        // An early close before a late open leaves both ends of the day, else it leaves the middle.
        let kept =
            early != nil && late != nil && end < start
            ? [(0, end), (start, midnight)] : [(start, end)]
        return kept.flatMap { from, until in
            hours.compactMap { span in
                let cut = Span(open: max(span.open, from), close: min(span.close, until))
                return cut.open < cut.close ? cut : nil
            }
        }
    }

    private func spans(on day: Int) -> [Span] { special[day] ?? week[((day + 4) % 7 + 7) % 7] }

    /// A session that ends on a day (since 1970), counted from 0; nil where there are fewer.
    func hours(on day: Int, _ piece: Int) -> SessionHours? {
        let today = spans(on: day)
        guard piece < today.count else { return nil }
        var span = today[piece]
        // The evening that goes on at midnight belongs to the next day.
        if Self.isEvening(span), spans(on: day + 1).first?.open == 0 { return nil }
        if span.open == 0, let before = spans(on: day - 1).last, Self.isEvening(before) {
            span.open = before.open - Self.midnight
        }
        return SessionHours(open: span.open, close: span.close, isEarlyClose: shortened[day] == span.close)
    }

    private static func isEvening(_ span: Span) -> Bool { span.open > 0 && span.close == midnight }
}

/// Why a table of hours is none.
public struct TradingHoursError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, in words.
    public let description: String

    init(_ description: String) { self.description = description }
}
