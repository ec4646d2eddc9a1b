import MarketModel

/// What a unit of net aggressive volume moves the price, over three spans of bars: Kyle's λ by least squares.
///
/// λ = Cov(Δp, q)/Var(q) over the newest 5, 20 and 60 bars, with Δp the change of the close and q the net
/// volume; 0 where q does not vary. Source: A. Kyle, Continuous Auctions and Insider Trading, Econometrica
/// 53(6), 1985.
struct PriceImpact {
    /// The slopes, price per unit of volume.
    struct Slopes: BitwiseCopyable {
        var short: Double
        var middle: Double
        var long: Double
    }

    private var flow: SignedVolume
    private var short = RollingCovariance(length: 5)
    private var middle = RollingCovariance(length: 20)
    private var long = RollingCovariance(length: 60)

    /// Estimates unknown sides by the newest 20 changes.
    init(_ sides: SignedVolume.Sides) { flow = SignedVolume(sides, length: 20) }

    /// Takes a bar; the slopes, nil before the 80th: 21 for the first net volume, 60 of those.
    mutating func add(_ bar: Bar) -> Slopes? {
        guard let (change, volume) = flow.add(bar) else { return nil }
        let five = short.add(change, volume)
        let twenty = middle.add(change, volume)
        guard let sixty = long.add(change, volume), let five, let twenty else { return nil }
        return Slopes(short: five.slope, middle: twenty.slope, long: sixty.slope)
    }
}
