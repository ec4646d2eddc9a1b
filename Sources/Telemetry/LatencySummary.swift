/// The quantiles of one latency, in nanoseconds.
public struct LatencySummary: Sendable, Equatable {
    /// How many were measured.
    public var count: UInt64
    /// Half are at most this.
    public var p50: UInt64
    /// 90 % are at most this.
    public var p90: UInt64
    /// 99 % are at most this.
    public var p99: UInt64
    /// 99.9 % are at most this.
    public var p999: UInt64
    /// The largest.
    public var max: UInt64

    /// Makes a summary.
    public init(count: UInt64, p50: UInt64, p90: UInt64, p99: UInt64, p999: UInt64, max: UInt64) {
        self.count = count
        self.p50 = p50
        self.p90 = p90
        self.p99 = p99
        self.p999 = p999
        self.max = max
    }
}
