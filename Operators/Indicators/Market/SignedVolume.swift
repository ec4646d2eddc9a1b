import Glibc
import MarketModel

/// A bar's net aggressive volume, bought minus sold: as the bar tells it, or estimated from its price change.
///
/// Bulk classification: volume·(2Φ(Δ/σ) − 1), with Δ the change of the close and σ the sample standard
/// deviation of the newest n changes; 0 while nothing moves. Source: D. Easley, M. López de Prado, M. O'Hara,
/// Flow Toxicity and Liquidity in a High-Frequency World, Review of Financial Studies 25(5), 2012.
struct SignedVolume {
    /// Where the sides come from.
    enum Sides: String, CaseIterable, Sendable {
        /// From the bar where it has a buy volume, else estimated.
        case auto
        /// From the bar.
        case aggressor
        /// Estimated.
        case bulk
    }

    /// What the argument's documentation says.
    static let doc =
        "aggressors: aggressor = 2·buy_volume − volume; bulk = estimated from the price change; auto = bulk for "
        + "bars whose buy_volume is 0"

    private let sides: Sides
    private var changes: RollingMoments
    private var previousClose: Double?

    /// Estimates by the newest `length` changes.
    init(_ sides: Sides, length: Int) {
        self.sides = sides
        changes = RollingMoments(length: length)
    }

    /// Takes a bar; the close's change and the net volume, nil before n changes whatever the sides.
    mutating func add(_ bar: Bar) -> (change: Double, volume: Double)? {
        let close = bar.close.double
        defer { previousClose = close }
        guard let previousClose else { return nil }
        let change = close - previousClose
        guard let moments = changes.add(change) else { return nil }
        if sides == .aggressor || sides == .auto && bar.buyVolume > 0 {
            return (change, 2 * bar.buyVolume - bar.volume)
        }
        let deviation = moments.sampleVariance.squareRoot()
        guard deviation > 0 else { return (change, 0) }
        return (change, bar.volume * erf(change / (deviation * 2.0.squareRoot())))
    }
}
