import Histogram

/// The distribution of one latency: HdrHistogram with two significant digits up to 100 s, allocated once.
///
/// Private to one thread while the run goes on; read after the thread has ended. Longer latencies count as 100 s.
public struct LatencyHistogram: Sendable {
    /// The longest latency told apart, in nanoseconds.
    public static let longest: UInt64 = 100_000_000_000

    private var histogram: Histogram<UInt64>

    /// Makes an empty histogram.
    public init() {
        histogram = Histogram(
            lowestDiscernibleValue: 1, highestTrackableValue: Self.longest,
            numberOfSignificantValueDigits: .two)
    }

    /// Records `count` events of one latency; some 5 ns.
    public mutating func record(_ nanoseconds: UInt64, count: Int = 1) {
        histogram.record(min(nanoseconds, Self.longest), count: UInt64(count))
    }

    /// How many were recorded.
    public var count: UInt64 { histogram.totalCount }

    /// The latency that the fraction `quantile` of events don't exceed; 0 when empty.
    public func value(atQuantile quantile: Double) -> UInt64 {
        count == 0 ? 0 : min(histogram.valueAtPercentile(quantile * 100), histogram.max)
    }

    /// How many events took longer than `nanoseconds`, to the histogram's two digits.
    public func countAbove(_ nanoseconds: UInt64) -> UInt64 {
        var above: UInt64 = 0
        for bucket in histogram.recordedValues() where bucket.value > nanoseconds { above += bucket.count }
        return above
    }

    /// The usual quantiles.
    public var summary: LatencySummary {
        LatencySummary(
            count: count, p50: value(atQuantile: 0.5), p90: value(atQuantile: 0.9),
            p99: value(atQuantile: 0.99),
            p999: value(atQuantile: 0.999), max: count == 0 ? 0 : histogram.max)
    }
}

extension LatencyHistogram {
    /// The same events, each taking `factor` times as long.
    public func scaled(by factor: UInt64) -> LatencyHistogram {
        var scaled = LatencyHistogram()
        for bucket in histogram.recordedValues() {
            scaled.record(bucket.value * factor, count: Int(bucket.count))
        }
        return scaled
    }
}
