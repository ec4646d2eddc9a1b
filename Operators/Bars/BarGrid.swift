import OperatorKit
import ReferenceData

/// What becomes of the bar that is open when the data end.
enum FinalBar: String, CaseIterable, Sendable {
    case emit, drop

    static let doc = "the bar open when the data end: emit it, marked partial, or drop it"
}

/// What becomes of what comes while the market is closed.
enum OutsideSession: String, CaseIterable, Sendable {
    case drop, keep

    static let doc =
        "what comes outside the sessions of `calendar`: drop it, counted, or keep it in bars of its own"
}

/// Which bucket an instant belongs to.
struct BarGrid {
    struct Bucket: Equatable {
        var start: Int64
        /// Exclusive.
        var end: Int64
        /// Whether the market is open in it; true without a calendar.
        var isInSession: Bool
    }

    /// A stretch of time in which the same holds: an offset of the zone, a session or a closed market.
    private struct Span {
        var from = Int64.max
        var until = Int64.min
        var isInSession = true
        /// Nanoseconds east of UTC.
        var shift: Int64 = 0

        static let allTime = Span(from: .min, until: .max)

        func contains(_ time: Int64) -> Bool { from <= time && (time < until || until == .max) }
    }

    private static let day: Int64 = 86_400_000_000_000

    private let settings: GridSettings
    private let every: Int64
    private let offset: Int64
    private let zone: TimeZoneTable
    private let calendar: SessionCalendar?
    /// Whether borders are midnights of the wall clock, which days of 23 and 25 hours lie between.
    private let countsDays: Bool
    private var clock = Span()
    private var market = Span()

    /// Opens no file: `open` does.
    init(_ settings: GridSettings) throws(OperatorError) {
        guard settings.every > 0 else {
            throw OperatorError("the length of a bar is not given", argument: "every", help: "every: 5m")
        }
        try self.init(settings, try settings.writtenCalendar())
    }

    /// Reads the file of trading hours, if one is named.
    mutating func open() throws(OperatorError) {
        if let calendar = try settings.readCalendar() { self = try BarGrid(settings, calendar) }
    }

    private init(_ settings: GridSettings, _ calendar: SessionCalendar?) throws(OperatorError) {
        self.settings = settings
        self.calendar = calendar
        every = settings.every
        offset = settings.offset
        do {
            let name = settings.zone.isEmpty ? calendar?.zone.name ?? "UTC" : settings.zone
            zone = try TimeZoneTable(named: name)
        } catch {
            throw OperatorError(error.description, argument: "zone", help: "zone: America/New_York")
        }
        countsDays = !zone.isUTC && every >= Self.day
        guard !countsDays || every % Self.day == 0 else {
            throw OperatorError(
                "in \(zone.name), where days differ in length, a bucket of more than a day must be whole days",
                argument: "every", help: "every: 1d, or zone: UTC")
        }
        if calendar == nil { market = .allTime }
        if zone.isUTC || countsDays { clock = .allTime }
    }

    /// The bucket of an instant.
    mutating func bucket(at time: Int64) -> Bucket {
        if !clock.contains(time) { clock = clockSpan(at: time) }
        if !market.contains(time) { market = marketSpan(at: time) }
        let (start, end) = countsDays ? days(at: time) : even(at: time)
        return Bucket(
            start: max(start, clock.from, market.from), end: min(end, clock.until, market.until),
            isInSession: market.isInSession)
    }

    /// The first bucket that the market is open in, of those that end after an instant.
    mutating func openBucket(after time: Int64) -> Bucket? {
        let bucket = bucket(at: time)
        if bucket.isInSession { return bucket }
        guard market.until < .max else { return nil }
        return self.bucket(at: market.until)
    }

    /// Up to when a price made at an instant is carried into empty buckets: the close of the session that
    /// follows its own.
    func carryLimit(of time: Int64) -> Int64 { calendar?.session(after: time)?.close ?? .max }

    private func even(at time: Int64) -> (start: Int64, end: Int64) {
        let remainder = (time % every + (clock.shift - offset) % every) % every
        let back = remainder < 0 ? remainder + every : remainder
        let (floor, underflow) = time.subtractingReportingOverflow(back)
        let start = underflow ? .min : floor
        let (end, overflow) = start.addingReportingOverflow(every)
        return (start, overflow ? .max : end)
    }

    private func days(at time: Int64) -> (start: Int64, end: Int64) {
        let local = Self.adding(time, Int64(zone.offset(atUTC: UnixTime.second(of: time))) * 1_000_000_000)
        let remainder = (local % every - offset % every) % every
        let start = Self.adding(local, -(remainder < 0 ? remainder + every : remainder))
        return (utc(start), utc(Self.adding(start, every)))
    }

    private func utc(_ local: Int64) -> Int64 {
        guard local > .min, local < .max else { return local }
        let shift = zone.segment(ofLocal: UnixTime.second(of: local)).offset
        return Self.adding(local, -Int64(shift) * 1_000_000_000)
    }

    private func clockSpan(at time: Int64) -> Span {
        let segment = zone.segment(ofUTC: UnixTime.second(of: time))
        return Span(
            from: UnixTime.nanoseconds(ofSecond: segment.from),
            until: UnixTime.nanoseconds(ofSecond: segment.until),
            shift: Int64(segment.offset) * 1_000_000_000)
    }

    private func marketSpan(at time: Int64) -> Span {
        guard let calendar else { return .allTime }
        if let session = calendar.session(at: time) { return Span(from: session.open, until: session.close) }
        return Span(
            from: calendar.session(before: time)?.close ?? .min,
            until: calendar.session(after: time)?.open ?? .max, isInSession: false)
    }

    /// A sum held at the ends of what 64 bits can say.
    private static func adding(_ a: Int64, _ b: Int64) -> Int64 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? (b < 0 ? .min : .max) : sum
    }
}
