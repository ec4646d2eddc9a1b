import MarketModel

/// An order under examination: it can only become smaller.
struct RiskDraft {
    /// Below this a quantity is nothing: rounding of fractional lots.
    static let negligible = 1e-9

    let agent: Int
    let instrument: Int
    /// What was asked for.
    let wanted: Double
    /// What is left of it.
    var quantity: Double
    /// Distance of the stop in price; 0 where nobody says it.
    var stopDistance = 0.0
    /// Contracts that the target stands for, before the drawdown ladder; nil of a request.
    var target: Double?
    /// Limit price, or nil of a market order.
    var limitPrice: Double?
    /// The rule that cut last, with its numbers.
    var rule: Denial.Rule?
    var value = 0.0
    var limit = 0.0

    init(agent: Int, instrument: Int, quantity: Double) {
        self.agent = agent
        self.instrument = instrument
        wanted = quantity
        self.quantity = quantity
    }

    var isBuy: Bool { quantity > 0 }

    /// Cuts it to `allowed` contracts of the same side, if that is less.
    mutating func cut(to allowed: Double, by rule: Denial.Rule, value: Double, limit: Double) {
        // A bound that is no number allows nothing.
        let bound = allowed > 0 ? allowed : 0
        guard abs(quantity) > bound + bound * 1e-12 else { return }
        quantity = bound < Self.negligible ? 0 : quantity > 0 ? bound : -bound
        self.rule = rule
        self.value = value
        self.limit = limit
    }

    /// Takes off what is no whole lot of what a rule has left, but for what only reduces.
    mutating func round(lot: Double, reducible: Double) {
        guard rule != nil, lot > 0, abs(quantity) > reducible else { return }
        let lots = (abs(quantity) / lot + 1e-9).rounded(.down) * lot
        let kept = max(lots, reducible)
        quantity = kept < Self.negligible ? 0 : quantity > 0 ? kept : -kept
    }
}
