import Glibc

/// The schedule that costs least for its risk, of Almgren and Chriss (2001), "Optimal execution of portfolio
/// transactions", with n slices of equal length τ = T/n.
struct AlmgrenChriss {
    /// What trading does to the price, in one unit of time.
    struct Market {
        /// Standard deviation of the price over a unit of time: price/√unit.
        var sigma = 0.0
        /// Temporary impact: price per contract and unit of time.
        var eta = 0.0
        /// Permanent impact: price per contract.
        var gamma = 0.0
        /// Half the spread and the fees: price.
        var epsilon = 0.0
    }

    /// Units of time.
    let horizon: Double
    let slices: Int
    /// κ, per unit of time: how fast the remainder falls.
    let kappa: Double

    /// Length of a slice.
    var tau: Double { horizon / Double(slices) }

    /// The time in which the remainder of a long schedule falls by half its logarithm: 1/κ, as the paper calls
    /// it; infinite for equal slices.
    var halfLife: Double { kappa > 0 ? 1 / kappa : .infinity }

    /// κ from the market and the risk aversion λ: cosh κτ = 1 + λσ²τ²/2η̃, η̃ = η − γτ/2.
    init(_ market: Market, aversion: Double, horizon: Double, slices: Int) {
        self.horizon = horizon
        self.slices = slices
        let tau = horizon / Double(slices)
        let eta = market.eta - market.gamma * tau / 2
        let square = aversion * market.sigma * market.sigma / eta
        kappa = square > 0 ? acosh(1 + square * tau * tau / 2) / tau : 0
    }

    /// κ by the urgency κT: 0 gives equal slices, 5 sends three fifths at once (of five).
    init(urgency: Double, horizon: Double, slices: Int) {
        self.horizon = horizon
        self.slices = slices
        kappa = horizon > 0 ? max(0, urgency) / horizon : 0
    }

    /// The part that is left after slice `index` of the schedule: sinh κ(T − t) / sinh κT.
    func remaining(_ index: Int) -> Double {
        guard index < slices else { return 0 }
        let part = Double(slices - index) / Double(slices)
        let whole = kappa * horizon
        guard whole > 1e-6 else { return part }
        // Of exponentials that cannot overflow.
        let left = whole * part
        return exp(left - whole) * (1 - exp(-2 * left)) / (1 - exp(-2 * whole))
    }

    /// Expected cost and its variance for `quantity` contracts: E = γX²/2 + ε·Σ|n| + η̃/τ·Σn²,
    /// V = σ²τ·Σx², in price × contracts.
    func cost(of quantity: Double, in market: Market) -> (expected: Double, variance: Double) {
        var squares = 0.0
        var held = 0.0
        for index in 1...slices {
            let left = remaining(index) * quantity
            let sent = remaining(index - 1) * quantity - left
            squares += sent * sent
            held += left * left
        }
        let eta = market.eta - market.gamma * tau / 2
        let expected =
            0.5 * market.gamma * quantity * quantity + market.epsilon * quantity + eta / tau * squares
        return (expected, market.sigma * market.sigma * tau * held)
    }
}
