/// When a market trades: its sessions over all time, by rule.
///
/// | name | sessions, New York time |
/// |---|---|
/// | `24/7` | every day, midnight to midnight UTC |
/// | `XNYS` | 09:30–16:00, early closes at 13:00; holidays and special closings of the New York Stock Exchange |
/// | `CMES` | CME Globex: 18:00 the evening before to 17:00 (17:15 until 18 September 2015), early closes at 13:00 |
/// | `CMES-INDEX` | CMES for equity indices: from 19 November 2012 to 25 June 2021 with a halt from 16:15 to 16:30 |
/// | `FX` | 17:00 the evening before to 17:00, Monday to Friday; no holidays |
///
/// Nothing is stored but the zone's offsets: a look-up works out a day's hours and allocates nothing. XNYS and
/// CMES follow the holidays since 1990; single products of CME have hours of their own on holidays, which are
/// not told apart. Markets without a name here trade by `TradingHours`, as written or as in a file of Lean.
public struct SessionCalendar: Sendable {
    /// The names that can be asked for.
    public static var names: [String] { Market.allCases.map(\.rawValue) }

    /// The name it was asked for by; `hours` for hours of one's own.
    public let name: String
    /// The zone of its hours.
    public let zone: TimeZoneTable
    private let rule: Rule

    /// Hours by rule, or by table.
    private enum Rule {
        case market(Market)
        case hours(TradingHours)
    }

    /// The calendar of a market.
    public init(named name: String) throws(SessionCalendarError) {
        guard let market = Market(rawValue: name) else { throw .unknown(name) }
        try self.init(.market(market), name: name, zone: market.zone)
    }

    /// The calendar of a table of hours.
    public init(_ hours: TradingHours) throws(SessionCalendarError) {
        try self.init(.hours(hours), name: "hours", zone: hours.zone)
    }

    private init(_ rule: Rule, name: String, zone: String) throws(SessionCalendarError) {
        self.rule = rule
        self.name = name
        do {
            self.zone = try TimeZoneTable(named: zone)
        } catch {
            throw .zone(error)
        }
    }

    /// Most sessions of a trading day.
    private var pieces: Int {
        switch rule {
        case .market(let market): market.pieces
        case .hours(let hours): hours.pieces
        }
    }

    /// Days without a session after which there is none: no exchange rests for a month, a table may.
    private var horizon: Int {
        if case .market = rule { 31 } else { 400 }
    }

    /// The session that an instant (ns since 1970 UTC) lies in; nil when the market is closed.
    public func session(at time: Int64) -> TradingSession? {
        // A session opens on its day or on the evening before.
        let today = localDay(of: time)
        for day in today...(today + 1) {
            for piece in 0..<pieces {
                if let session = session(on: day, piece), session.contains(time) { return session }
            }
        }
        return nil
    }

    /// The first session that opens after an instant; nil at the end of time.
    public func session(after time: Int64) -> TradingSession? {
        let today = localDay(of: time)
        for day in today...(today + horizon) {
            for piece in 0..<pieces {
                if let session = session(on: day, piece), session.open > time { return session }
            }
        }
        return nil
    }

    /// The last session that closes at an instant or before; nil at the beginning of time.
    public func session(before time: Int64) -> TradingSession? {
        let today = localDay(of: time)
        for day in stride(from: today + 1, through: today - horizon, by: -1) {
            for piece in (0..<pieces).reversed() {
                if let session = session(on: day, piece), session.close <= time { return session }
            }
        }
        return nil
    }

    /// The sessions that have an instant in `range`, in order.
    public func sessions(in range: Range<Int64>) -> [TradingSession] {
        guard !range.isEmpty else { return [] }
        var found: [TradingSession] = []
        for day in localDay(of: range.lowerBound)...(localDay(of: range.upperBound) + 1) {
            for piece in 0..<pieces {
                guard let session = session(on: day, piece) else { continue }
                if session.open < range.upperBound, session.close > range.lowerBound { found.append(session) }
            }
        }
        return found
    }

    /// The first session of a trading day; nil when there is none.
    public func session(on day: CivilDate) -> TradingSession? {
        for piece in 0..<pieces {
            if let session = session(on: day.daysSinceEpoch, piece) { return session }
        }
        return nil
    }

    private func session(on day: Int, _ piece: Int) -> TradingSession? {
        let date = CivilDate(daysSinceEpoch: day)
        let hours =
            switch rule {
            case .market(let market): market.hours(on: date, piece)
            case .hours(let table): table.hours(on: day, piece)
            }
        guard let hours else { return nil }
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
