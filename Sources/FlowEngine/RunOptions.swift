/// How a plan is run.
public struct RunOptions: Sendable {
    /// How sources are paced.
    public enum Pace: Sendable, Equatable {
        /// As fast as the graph takes it.
        case fast
        /// Events per second, evenly.
        case rate(Double)
        /// Market time times this.
        case speed(Double)
    }

    /// How sources are paced.
    public var pace = Pace.fast
    /// Most events handed over at once.
    public var batch = 512
    /// Only events of sources from the first to the last of these times are given to the graph; nil for all.
    ///
    /// Nothing before the window is seen either: operators warm up inside it.
    public var window: ClosedRange<Int64>?
    /// Whether a rolling hash is kept for every edge.
    public var hashes = true
    /// Whether latencies are measured.
    public var telemetry = true
    /// How long the graph may take to empty after an interrupt, in nanoseconds.
    public var drainDeadline: Int64 = 5_000_000_000
    /// After how long without any movement the run counts as stalled, in nanoseconds.
    public var stallDeadline: Int64 = 30_000_000_000
    /// After how long at one piece of work a node counts as hung and is cut off, in nanoseconds, where the node does
    /// not say it itself; with 0 none is ever cut off.
    public var hangDeadline: Int64 = 20_000_000_000
    /// Called on the calling thread about ten times a second.
    public var onProgress: (@Sendable (RunProgress) -> Void)?
    /// How often the user has asked to stop: 1 drains, 2 stops at once.
    public var interrupts: @Sendable () -> Int = { 0 }

    /// The defaults: as fast as possible, everything measured.
    public init() {}
}

/// Where a run stands, for a progress bar.
public struct RunProgress: Sendable {
    /// Events that sources have published.
    public var events: Int
    /// Seconds since the start.
    public var seconds: Double
    /// Event time reached, ns UTC; nil before the first event.
    public var marketTime: Int64?
}
