/// Value at risk and expected shortfall of what is held, kept up from mark to mark.
///
/// `close` takes the returns of a mark interval; `set` an amount held. Between marks `increase` says in O(1)
/// how far an order may go. Amounts are in account currency, position times price times multiplier, signed.
public struct PortfolioRisk: Sendable {
    /// How the loss is estimated.
    public enum Method: String, Sendable, CaseIterable {
        /// z·σ of the EWMA covariance.
        case parametric
        /// The same with the quantile moved for skewness and kurtosis of the past marks.
        case cornish_fisher
        /// What would have been lost at the past marks.
        case historical
        /// Paths of normal returns with the EWMA covariance.
        case monte_carlo
    }

    /// What decides about the estimates.
    public struct Choice: Sendable {
        /// How.
        public var method = Method.parametric
        /// Probability that the loss is not larger.
        public var level = 0.95
        /// Marks ahead, 1 to 10.
        public var horizon = 1
        /// Marks that history looks back.
        public var observations = 500
        /// λ.
        public var decay = 0.94
        /// Share by which covariances are cut.
        public var shrinkage = 0.1
        /// Paths of a simulation.
        public var paths = 10_000
        /// Seed of a simulation.
        public var seed: UInt64 = 1
        /// The defaults.
        public init() {}
    }

    /// Marks before there is an estimate: fewer say nothing of a variance.
    public static let leastMarks = 20

    private let choice: Choice
    /// Covariance of the returns.
    public private(set) var covariance: EWMACovariance
    /// Amounts held.
    public private(set) var amounts: [Double]
    private var product: [Double]
    private var history: RiskHistory?
    private var simulation: MonteCarloLoss?
    private var scratch: [Double]
    /// Value at risk at the last mark or `measure`; 0 before there is an estimate.
    public private(set) var valueAtRisk = 0.0
    /// Expected shortfall, as above.
    public private(set) var expectedShortfall = 0.0
    /// Value at risk per unit of deviation: the normal quantile, or what the method makes of it.
    private var lossMultiplier: Double
    private var shortfallMultiplier: Double
    private let normalMultipliers: (loss: Double, shortfall: Double)

    /// Of `size` instruments.
    public init(size: Int, _ choice: Choice) {
        self.choice = choice
        covariance = EWMACovariance(size: size, decay: choice.decay, shrinkage: choice.shrinkage)
        amounts = [Double](repeating: 0, count: size)
        product = amounts
        scratch = amounts
        if choice.method == .historical || choice.method == .cornish_fisher {
            history = RiskHistory(size: size, rows: choice.observations, horizon: choice.horizon)
        }
        if choice.method == .monte_carlo {
            simulation = MonteCarloLoss(size: size, paths: choice.paths, seed: choice.seed)
        }
        normalMultipliers = (
            ValueAtRisk.normal(deviation: 1, level: choice.level, horizon: choice.horizon),
            ValueAtRisk.normalShortfall(deviation: 1, level: choice.level, horizon: choice.horizon)
        )
        (lossMultiplier, shortfallMultiplier) = normalMultipliers
    }

    /// Whether there have been marks enough for an estimate.
    public var isReady: Bool { covariance.count >= Self.leastMarks }

    /// Sets what is held of an instrument: O(n), as only its column changes anything.
    public mutating func set(_ index: Int, _ amount: Double) {
        let difference = amount - amounts[index]
        guard difference != 0 else { return }
        amounts[index] = amount
        for row in amounts.indices { product[row] += difference * covariance[row, index] }
    }

    /// Takes the returns of a mark interval and estimates anew.
    public mutating func close(_ returns: [Double]) {
        covariance.add(returns)
        history?.add(returns, amounts: amounts)
        covariance.multiply(amounts, into: &product)
        estimate()
    }

    /// Estimates again, for amounts that have changed since.
    public mutating func measure() {
        history?.follow(amounts)
        estimate()
    }

    /// √(wᵀΣw) of one mark interval.
    public var deviation: Double { ComponentRisk.deviation(amounts, product) }

    /// Parts of the value at risk, which sum to it.
    public var components: [Double] {
        ComponentRisk.components(amounts, product, multiplier: lossMultiplier)
    }

    /// Mean correlation of all pairs.
    public mutating func meanCorrelation() -> Double { covariance.meanCorrelation(&scratch) }

    private mutating func estimate() {
        let deviation = deviation
        (lossMultiplier, shortfallMultiplier) = normalMultipliers
        guard isReady else { return }
        switch choice.method {
        case .parametric: break
        case .cornish_fisher: adjust()
        case .historical: takeHistory(deviation)
        case .monte_carlo:
            simulation?.run(amounts: amounts, covariance: covariance)
            let scale = Double(choice.horizon).squareRoot()
            if let losses = simulation?.measure(choice.level), deviation > 0 {
                lossMultiplier = scale * losses.valueAtRisk / deviation
                shortfallMultiplier = scale * losses.expectedShortfall / deviation
            }
        }
        valueAtRisk = lossMultiplier * deviation
        expectedShortfall = shortfallMultiplier * deviation
    }

    private mutating func adjust() {
        guard let shape = history?.shape else { return }
        let loss = ValueAtRisk.cornishFisher(
            deviation: 1, skewness: shape.skewness, excessKurtosis: shape.excessKurtosis, level: choice.level,
            horizon: choice.horizon)
        // The expansion is no quantile for extreme shapes, and then may be less than the normal one.
        lossMultiplier = max(normalMultipliers.loss, loss)
        shortfallMultiplier = normalMultipliers.shortfall * lossMultiplier / normalMultipliers.loss
    }

    private mutating func takeHistory(_ deviation: Double) {
        guard let losses = history?.losses, losses.count > 0, deviation > 0 else { return }
        lossMultiplier = max(0, losses.valueAtRisk(choice.level)) / deviation
        shortfallMultiplier = max(0, losses.expectedShortfall(choice.level)) / deviation
    }

    /// How much of an instrument may be added, with the sign of `amount`, until the value at risk is `limit`.
    ///
    /// At most `amount`. What makes the risk less always passes, also above the limit: the variance is a
    /// parabola in the amount, and this is its further root.
    public func increase(_ index: Int, amount: Double, limit: Double, isShortfall: Bool = false) -> Double {
        let multiplier = isShortfall ? shortfallMultiplier : lossMultiplier
        guard isReady, multiplier > 0, amount != 0 else { return amount }
        var variance = 0.0
        for row in amounts.indices { variance += amounts[row] * product[row] }
        let allowed = max(variance, (limit / multiplier) * (limit / multiplier))
        let (own, cross) = (covariance[index, index], product[index])
        guard own > 0 else { return amount }
        guard variance + 2 * amount * cross + amount * amount * own > allowed else { return amount }
        let root = (cross * cross + own * (allowed - variance)).squareRoot()
        let bound = ((amount > 0 ? root : -root) - cross) / own
        return amount > 0 ? min(amount, max(0, bound)) : max(amount, min(0, bound))
    }

    /// The value at risk, or the shortfall, if that amount were added.
    public func after(_ index: Int, adding amount: Double, isShortfall: Bool = false) -> Double {
        guard isReady else { return 0 }
        var variance = 0.0
        for row in amounts.indices { variance += amounts[row] * product[row] }
        variance += 2 * amount * product[index] + amount * amount * covariance[index, index]
        return (isShortfall ? shortfallMultiplier : lossMultiplier) * max(0, variance).squareRoot()
    }
}
