import Histogram

/// The distribution of one latency to two significant digits up to 100 s, allocated once.
///
/// Counts lie as those of HdrHistogram do, which reads them; they are kept here, as recording is done for every batch
/// and its general way costs ten times as much. Private to one thread while the run goes on; read after the thread has
/// ended. Longer latencies count as 100 s.
public struct LatencyHistogram: Sendable {
    /// The longest latency told apart, in nanoseconds.
    public static let longest: UInt64 = 100_000_000_000

    /// How many places there are: that of the longest is the last.
    static let places = 3968

    /// Below 256 every value has a place of its own, above each doubling has 128 of them.
    private var counts: [UInt64]

    /// Makes an empty histogram.
    public init() { counts = Array(repeating: 0, count: Self.places) }

    /// The histogram of counts that were kept elsewhere, a count for each place.
    init(_ counts: ArraySlice<UInt64>) { self.counts = Array(counts) }

    /// Records `count` events of one latency.
    public mutating func record(_ nanoseconds: UInt64, count: Int = 1) {
        counts[Self.place(of: nanoseconds)] &+= UInt64(count)
    }

    /// Where a latency is counted; what is too long counts with the longest.
    @inline(__always)
    static func place(of nanoseconds: UInt64) -> Int {
        let value = min(nanoseconds, longest)
        let shift = 56 &- (value | 0xFF).leadingZeroBitCount
        return shift &<< 7 &+ Int(truncatingIfNeeded: value &>> UInt64(shift))
    }

    /// The greatest value that is counted at a place.
    private static func value(at place: Int) -> UInt64 {
        let shift = max(0, place / 128 - 1)
        return min(UInt64(place - shift * 128 + 1) << UInt64(shift) - 1, longest)
    }

    /// The same as HdrHistogram has it.
    private var histogram: Histogram<UInt64> {
        var histogram = Histogram<UInt64>(
            lowestDiscernibleValue: 1, highestTrackableValue: Self.longest,
            numberOfSignificantValueDigits: .two)
        for place in counts.indices where counts[place] > 0 {
            histogram.record(Self.value(at: place), count: counts[place])
        }
        return histogram
    }

    /// How many were recorded.
    public var count: UInt64 { counts.reduce(0, &+) }

    /// The latency that the fraction `quantile` of events don't exceed; 0 when empty.
    public func value(atQuantile quantile: Double) -> UInt64 { Self.value(histogram, quantile) }

    private static func value(_ histogram: Histogram<UInt64>, _ quantile: Double) -> UInt64 {
        histogram.totalCount == 0 ? 0 : min(histogram.valueAtPercentile(quantile * 100), histogram.max)
    }

    /// How many events took longer than `nanoseconds`, to the histogram's two digits.
    public func countAbove(_ nanoseconds: UInt64) -> UInt64 {
        var above: UInt64 = 0
        for bucket in histogram.recordedValues() where bucket.value > nanoseconds { above += bucket.count }
        return above
    }

    /// The usual quantiles.
    public var summary: LatencySummary {
        let all = histogram
        return LatencySummary(
            count: all.totalCount, p50: Self.value(all, 0.5), p90: Self.value(all, 0.9),
            p99: Self.value(all, 0.99), p999: Self.value(all, 0.999),
            max: all.totalCount == 0 ? 0 : all.max)
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
