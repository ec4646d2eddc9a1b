/// How far a recorder's clock is from the exchange's: when a message was received less when the exchange sent
/// it, ns, of every message that tells both.
///
/// Least and most are exact. The median is that of an even sample, in memory that does not grow: every message
/// up to `capacity`, then every second one, every fourth…
struct ClockSkew {
    static let capacity = 8192

    /// Messages seen.
    private(set) var count = 0
    private(set) var least = Int64.max
    private(set) var most = Int64.min
    private var sample: [Int64] = []
    /// One message in so many is in the sample.
    private var stride = 1

    /// Takes in a message's two times.
    @inline(__always)
    mutating func take(received: Int64, sent: Int64) {
        let (skew, overflows) = received.subtractingReportingOverflow(sent)
        if overflows { return }
        least = min(least, skew)
        most = max(most, skew)
        if count & (stride &- 1) == 0 { keep(skew) }
        count &+= 1
    }

    /// Takes in what another counted.
    mutating func add(_ other: ClockSkew) {
        var other = other
        while other.stride < stride { other.thin() }
        while stride < other.stride { thin() }
        least = min(least, other.least)
        most = max(most, other.most)
        count += other.count
        sample += other.sample
        while sample.count > Self.capacity { thin() }
    }

    /// The median of the sample, halfway between the middle two of an even number; nil if there was no message.
    var median: Double? {
        if sample.isEmpty { return nil }
        let sorted = sample.sorted()
        let (low, high) = (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
        return Double(low) + (Double(high) - Double(low)) / 2
    }

    @inline(never)
    private mutating func keep(_ skew: Int64) {
        if sample.isEmpty { sample.reserveCapacity(Self.capacity) }
        if sample.count == Self.capacity { thin() }
        sample.append(skew)
    }

    private mutating func thin() {
        for index in 0..<(sample.count + 1) / 2 { sample[index] = sample[2 * index] }
        sample.removeLast(sample.count / 2)
        stride *= 2
    }
}
