/// When a market trades: its sessions over all time, by rule.
///
/// | name | sessions, New York time |
/// |---|---|
/// | `24/7` | every day, midnight to midnight UTC |
/// | `XNYS` | 09:30–16:00, early closes at 13:00; holidays and special closings of the New York Stock Exchange |
/// | `CMES` | CME Globex: 18:00 the evening before to 17:00 (17:15 until 18 September 2015), early closes at 13:00 |
/// | `FX` | 17:00 the evening before to 17:00, Monday to Friday; no holidays |
///
/// Nothing is stored but the zone's offsets: a look-up works out a day's hours and allocates nothing. XNYS and
/// CMES follow the holidays since 1990; single products of CME have hours of their own on holidays, which are
/// not told apart. The halt of 16:15–16:30 that its equity indices had until 2021 is not modelled.
public struct SessionCalendar: Sendable {
    /// The names that can be asked for.
    public static var names: [String] { Market.allCases.map(\.rawValue) }

    /// The name it was asked for by.
    public var name: String { market.rawValue }
    /// The zone of its hours.
    public let zone: TimeZoneTable
    private let market: Market

    /// The calendar of a market.
    public init(named name: String) throws(SessionCalendarError) {
        guard let market = Market(rawValue: name) else { throw .unknown(name) }
        self.market = market
        do {
            zone = try TimeZoneTable(named: market.zone)
        } catch {
            throw .zone(error)
        }
    }

    /// The session that an instant (ns since 1970 UTC) lies in; nil when the market is closed.
    public func session(at time: Int64) -> TradingSession? {
        // A session opens on its day or on the evening before.
        let today = localDay(of: time)
        for day in today...(today + 1) {
            if let session = session(on: day), session.contains(time) { return session }
        }
        return nil
    }

    /// The first session that opens after an instant; nil at the end of time.
    public func session(after time: Int64) -> TradingSession? {
        let today = localDay(of: time)
        // No market rests for a month.
        for day in today...(today + 31) {
            if let session = session(on: day), session.open > time { return session }
        }
        return nil
    }

    /// The last session that closes at an instant or before; nil at the beginning of time.
    public func session(before time: Int64) -> TradingSession? {
        let today = localDay(of: time)
        for day in stride(from: today + 1, through: today - 31, by: -1) {
            if let session = session(on: day), session.close <= time { return session }
        }
        return nil
    }

    /// The sessions that have an instant in `range`, in order.
    public func sessions(in range: Range<Int64>) -> [TradingSession] {
        guard !range.isEmpty else { return [] }
        var found: [TradingSession] = []
        for day in localDay(of: range.lowerBound)...(localDay(of: range.upperBound) + 1) {
            guard let session = session(on: day) else { continue }
            if session.open < range.upperBound, session.close > range.lowerBound { found.append(session) }
        }
        return found
    }

    /// The session of a trading day; nil when there is none.
    public func session(on day: CivilDate) -> TradingSession? { session(on: day.daysSinceEpoch) }

    private func session(on day: Int) -> TradingSession? {
        let date = CivilDate(daysSinceEpoch: day)
        guard let hours = market.hours(on: date) else { return nil }
        let midnight = day * 86_400
        let open = UnixTime.nanoseconds(ofSecond: zone.utc(fromLocal: midnight + hours.open))
        let close = UnixTime.nanoseconds(ofSecond: zone.utc(fromLocal: midnight + hours.close))
        // Days beyond the ends of time come out empty.
        guard open < close else { return nil }
        return TradingSession(open: open, close: close, day: date, isEarlyClose: hours.isEarlyClose)
    }

    private func localDay(of time: Int64) -> Int {
        let second = UnixTime.second(of: time)
        let local = second + zone.offset(atUTC: second)
        return local / 86_400 - (local % 86_400 < 0 ? 1 : 0)
    }
}

/// Why there is no such calendar.
public enum SessionCalendarError: Error, Equatable, CustomStringConvertible {
    /// A name that isn't listed.
    case unknown(String)
    /// The market's time zone can't be read.
    case zone(TimeZoneError)

    /// What is wrong, in words.
    public var description: String {
        switch self {
        case .unknown(let name):
            "no session calendar '\(name)'; there are \(SessionCalendar.names.joined(separator: ", "))"
        case .zone(let error): error.description
        }
    }
}
