/// Whether a market is open, and when its session ends, at instants that mostly rise: by a calendar, or by UTC days.
///
/// The answer is kept with the interval that it holds for, so that asking again costs two comparisons.
public struct SessionClock: Sendable {
    private static let day: Int64 = 86_400_000_000_000
    private let calendar: SessionCalendar?
    /// The interval that the last answer holds for: [start, end).
    private var start = Int64.max
    private var end = Int64.min
    private var isOpen = true
    private var close = Int64.max
    private var length = SessionClock.day

    /// Of a calendar; without one the market is always open, and a session is a UTC day.
    public init(_ calendar: SessionCalendar? = nil) { self.calendar = calendar }

    /// Of the calendar of that name; an empty one is none.
    public init(named name: String) throws(SessionCalendarError) {
        guard !name.isEmpty else {
            self.init()
            return
        }
        self.init(try SessionCalendar(named: name))
    }

    /// Whether there is a calendar, so that the market can be closed.
    public var canClose: Bool { calendar != nil }

    /// Whether the market is open at an instant, ns since 1970 UTC.
    public mutating func isOpen(at time: Int64) -> Bool {
        guard calendar != nil else { return true }
        if time < start || time >= end { find(time) }
        return isOpen
    }

    /// The end of the session that an instant (ns since 1970 UTC) lies in, or of the next one while the market is
    /// closed; `.max` where there is none.
    public mutating func end(after time: Int64) -> Int64 {
        if time < start || time >= end { find(time) }
        return close
    }

    /// When the market next opens or closes after an instant; `.max` where it does not.
    public mutating func change(after time: Int64) -> Int64 {
        if time < start || time >= end { find(time) }
        return end
    }

    /// How long the session lasts that an instant lies in, or the next one while the market is closed, ns; 24 hours
    /// without a calendar, or where there is none.
    public mutating func length(at time: Int64) -> Int64 {
        if time < start || time >= end { find(time) }
        return length
    }

    private mutating func find(_ time: Int64) {
        guard let calendar else {
            let within = time % Self.day
            let midnight = time.subtractingReportingOverflow(within < 0 ? within + Self.day : within)
            start = midnight.overflow ? .min : midnight.partialValue
            let next = start.addingReportingOverflow(Self.day)
            end = next.overflow ? .max : next.partialValue
            close = end
            return
        }
        if let session = calendar.session(at: time) {
            (start, end, close, isOpen) = (session.open, session.close, session.close, true)
            length = session.close - session.open
        } else {
            let next = calendar.session(after: time)
            (start, end, close, isOpen) = (time, next?.open ?? .max, next?.close ?? .max, false)
            length = next.map { $0.close - $0.open } ?? Self.day
        }
    }
}
