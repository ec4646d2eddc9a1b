/// What the market did between the slices of an order: prices, moves and volumes at equal distances.
public struct SliceMeter: Sendable {
    private static let kept = 21

    private let interval: Int64
    private var next = Int64.min
    private var prices = [Double](repeating: 0, count: kept)
    private var count = 0
    private var volume = 0.0
    private var lastVolume = 0.0
    private var meanVolume = 0.0
    private var variance = 0.0

    /// Samples every so many ns, at least one.
    public init(every interval: Int64) { self.interval = max(1, interval) }

    /// Takes a trade: price, size, and time in ns.
    public mutating func add(_ price: Double, _ size: Double, at time: Int64) {
        if next == .min { next = time }
        while time >= next {
            sample(price)
            let (sum, overflow) = next.addingReportingOverflow(interval)
            next = overflow ? .max : time >= sum &+ 20 &* interval ? time &+ interval : sum
            if next == .max { break }
        }
        volume += size
    }

    private mutating func sample(_ price: Double) {
        if count > 0 {
            let move = price - prices[(count - 1) % Self.kept]
            // Half of the weight is in the newest 14 samples.
            variance = count == 1 ? move * move : 0.95 * variance + 0.05 * move * move
            meanVolume = count == 1 ? volume : 0.95 * meanVolume + 0.05 * volume
            lastVolume = volume
            volume = 0
        }
        prices[count % Self.kept] = price
        count += 1
    }

    /// Standard deviation of the price over a slice.
    public var deviation: Double { variance.squareRoot() }

    /// The price now less that of `slices` samples ago, in deviations of as many slices.
    public func move(_ slices: Int, from price: Double) -> Double {
        guard count > slices, deviation > 0 else { return 0 }
        return (price - prices[(count - 1 - slices) % Self.kept]) / (deviation * Double(slices).squareRoot())
    }

    /// Volume of the last slice over the mean, less 1.
    public var activity: Double { meanVolume > 0 ? lastVolume / meanVolume - 1 : 0 }
}
