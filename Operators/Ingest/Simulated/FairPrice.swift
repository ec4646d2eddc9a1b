import Randomness

/// The hidden price that orders gather around, in ticks.
///
/// Every aggressor moves it by what was not expected of his side, and news move it by chance, both scaled by a
/// volatility that wanders: a martingale to those who see the flow, with clustered volatility and fat tails.
struct FairPrice {
    /// Standard deviation of the logarithm of the wandering volatility.
    private static let wander = 0.6
    /// Trades after which a change of the volatility is half forgotten, about 0.7 / this.
    private static let forgetting = 1.0 / 3_000
    /// Shares of a step's variance: what aggressors tell, and news.
    private static let told = 0.5

    /// The price in ticks.
    private(set) var ticks: Double
    private let step: Double
    private let highest: Double
    private var mood = 0.0
    private var scale: Double

    /// - Parameters:
    ///   - ticks: where it starts.
    ///   - step: standard deviation of a trade's move, in ticks.
    init(ticks: Double, step: Double, highest: Double) {
        self.ticks = ticks
        self.step = step
        self.highest = highest
        scale = step
    }

    /// Moves by one trade.
    @inline(__always)
    mutating func move(surprise: Double, _ random: inout Xoshiro256) {
        mood += Self.wander * (2 * Self.forgetting).squareRoot() * random.normal() - Self.forgetting * mood
        // The mean square of the scale is step²: E e^(2m) = e^(2 wander²).
        let exponent = Self.wander * Self.wander - mood
        scale = step * (exponent >= 0 ? Xoshiro256.decay(exponent) : 1 / Xoshiro256.decay(-exponent))
        // A surprise has a variance of about 0.94.
        let told = (Self.told / 0.94).squareRoot() * surprise
        ticks += scale * (told + (1 - Self.told).squareRoot() * random.normal())
        if ticks < 2 { ticks = 4 - ticks }
        ticks = min(ticks, highest)
    }
}
