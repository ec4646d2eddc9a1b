import MarketModel

/// How much was traded at which price in the newest bars: a histogram that bars are added to and taken from.
///
/// Volumes are whole numbers of 2^−52, so that adding and taking away are exact: the histogram is always, to
/// the last bit, the one that its bars would make anew. Bins are anchored at price 0 and kept in a ring by
/// their number, so that nothing moves when the price does.
struct VolumeProfile {
    /// Most bins that a profile has; a power of two.
    static let capacity = 4096

    /// What a profile keeps of a bar.
    struct Slice: BitwiseCopyable {
        /// Lowest price, raw.
        var low: Int64
        /// Highest price, raw.
        var high: Int64
        /// Volume, spread evenly over the bins from `low` to `high`.
        var volume: Double
    }

    /// The price step, raw.
    let tick: Int64
    /// Width of a bin in raw price units; 0 before the first `clear`.
    private(set) var size: Int64 = 0
    private var bins = [Int128](repeating: 0, count: capacity)
    /// The whole volume in units of 2^−52.
    private(set) var total: Int128 = 0

    private static let unit = 0x1p52
    /// A larger volume counts as this much, so that 5,000 bars can't overflow.
    private static let most = 1e17

    /// An empty profile of prices with a step.
    init(tick: Int64) { self.tick = tick }

    /// The middle of the prices that a bin can hold, raw: that of 2 ticks from 10 to 11.99 is 10.5.
    func middle(of bin: Int64) -> Double { Double(bin) * Double(size) + Double(size - tick) / 2 }

    /// The number of the bin that holds a raw price.
    func bin(of raw: Int64) -> Int64 {
        let quotient = raw / size
        return raw % size < 0 ? quotient - 1 : quotient
    }

    /// The volume in a bin within `capacity` of those in use, in units of 2^−52.
    func volume(of bin: Int64) -> Int128 { bins[Int(bin & Int64(Self.capacity - 1))] }

    /// A volume in its own unit.
    static func amount(_ units: Int128) -> Double {
        let high = Double(Int64(truncatingIfNeeded: units >> 64))
        return (high * 0x1p64 + Double(UInt64(truncatingIfNeeded: units))) / unit
    }

    /// Empties it and sets the width of a bin.
    mutating func clear(size: Int64) {
        self.size = size
        total = 0
        for i in bins.indices { bins[i] = 0 }
    }

    /// Adds a bar; with it, the range of all bars must not touch more than `capacity` bins.
    mutating func add(_ slice: Slice) { change(slice, sign: 1) }

    /// Takes away a bar that was added since the last `clear`.
    mutating func remove(_ slice: Slice) { change(slice, sign: -1) }

    private mutating func change(_ slice: Slice, sign: Int128) {
        let (first, last) = (bin(of: slice.low), bin(of: slice.high))
        let count = last - first + 1
        let share = sign * Int128((min(slice.volume, Self.most) / Double(count) * Self.unit).rounded())
        for bin in first...last { bins[Int(bin & Int64(Self.capacity - 1))] += share }
        total += share * Int128(count)
    }
}
