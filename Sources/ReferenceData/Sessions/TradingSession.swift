/// One session of a market: the instants in [open, close) of a trading day.
public struct TradingSession: Sendable, Equatable {
    /// First instant, ns since 1970 UTC.
    public var open: Int64
    /// End, exclusive, ns since 1970 UTC.
    public var close: Int64
    /// The trading day that the market books it under; the session may open the evening before.
    public var day: CivilDate
    /// Whether it ends before the usual hour.
    public var isEarlyClose: Bool

    /// Makes a session.
    public init(open: Int64, close: Int64, day: CivilDate, isEarlyClose: Bool) {
        self.open = open
        self.close = close
        self.day = day
        self.isEarlyClose = isEarlyClose
    }

    /// Whether an instant lies in it.
    public func contains(_ time: Int64) -> Bool { open <= time && time < close }
}
