/// How far a level lies under its peak, how far it ever did, and for how long.
public struct DrawdownTracker: Sendable {
    /// Whether drawdowns are fractions of the peak; else amounts.
    public let isFraction: Bool
    /// The greatest drawdown, positive.
    public private(set) var deepest = 0.0
    /// When the peak before the greatest drawdown was.
    public private(set) var deepestPeak: Int64
    /// When the greatest drawdown was reached.
    public private(set) var deepestTrough: Int64
    /// When that peak was reached again; nil if it was not.
    public private(set) var deepestRecovery: Int64?
    /// The longest time from a peak until it was reached again, or until now.
    public private(set) var longest: Int64 = 0
    /// Sum of the squares of all drawdowns.
    public private(set) var squares = 0.0
    /// Levels added.
    public private(set) var count = 0
    /// The highest level.
    public private(set) var peak: Double
    private var peakTime: Int64
    private var latest: Int64
    private var isDeepestOpen = false

    /// Starts at a level, at a time of any unit.
    public init(start: Double = 1, at time: Int64 = 0, isFraction: Bool = true) {
        peak = start
        self.isFraction = isFraction
        (peakTime, deepestPeak, deepestTrough, latest) = (time, time, time, time)
    }

    /// Adds the level at a time, which never goes back; returns its drawdown.
    ///
    /// A fraction of a peak that is not positive counts as 0.
    @discardableResult
    public mutating func add(_ level: Double, at time: Int64) -> Double {
        count += 1
        latest = time
        guard level < peak else {
            longest = max(longest, time - peakTime)
            if isDeepestOpen {
                deepestRecovery = time
                isDeepestOpen = false
            }
            (peak, peakTime) = (level, time)
            return 0
        }
        let drawdown = isFraction ? (peak > 0 ? 1 - level / peak : 0) : peak - level
        squares += drawdown * drawdown
        longest = max(longest, time - peakTime)
        if drawdown > deepest {
            deepest = drawdown
            (deepestPeak, deepestTrough, deepestRecovery) = (peakTime, time, nil)
            isDeepestOpen = true
        }
        return drawdown
    }

    /// From the peak before the greatest drawdown until it was reached again, or until the last level.
    public var deepestLength: Int64 { (deepestRecovery ?? latest) - deepestPeak }

    /// From the bottom of the greatest drawdown until the peak was reached again; nil if it was not.
    public var deepestRecoveryLength: Int64? { deepestRecovery.map { $0 - deepestTrough } }

    /// Root of the mean square of all drawdowns (Martin's ulcer index); nil before the first level.
    public var ulcer: Double? { count > 0 ? (squares / Double(count)).squareRoot() : nil }
}
