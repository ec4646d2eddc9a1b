/// What a risk agent sees of a target and the account, and what its choices make of the target: the same where it
/// trades and where it learns.
public enum RiskView {
    /// The account as a risk gate states it; all but scale are 0 before the first statement.
    public struct Account: Sendable, Equatable {
        /// In account currency.
        public var equity = 0.0
        /// 1 − equity/peak.
        public var drawdown = 0.0
        /// Profit since the day began, in account currency.
        public var dayProfit = 0.0
        /// Value at risk, in account currency.
        public var valueAtRisk = 0.0
        /// Expected shortfall, in account currency.
        public var expectedShortfall = 0.0
        /// Gross amount in equities.
        public var leverage = 0.0
        /// Mean correlation of the instruments.
        public var correlation = 0.0
        /// Loss in the worst scenario, in account currency.
        public var stressLoss = 0.0
        /// Share of the size that may still be added.
        public var scale = 1.0

        /// Before the first statement.
        public init() {}
    }

    /// What is done beyond size and stop.
    public enum Kind: String, Sendable {
        /// Size alone.
        case none
        /// Never more than half of the target before on its side.
        case reduce
        /// Nothing is held.
        case close
    }

    /// What the inputs are, in order; a change of any line is another schema.
    public static let inputs: [(name: String, definition: String)] = [
        ("target", "signal.target"), ("confidence", "signal.confidence"),
        ("drawdown", "state.drawdown/0.2"), ("day_profit", "20 state.day_profit/equity"),
        ("var", "50 state.var/equity"), ("es", "50 state.es/equity"), ("leverage", "state.leverage/3"),
        ("correlation", "state.correlation"), ("stress", "state.stress/equity"), ("scale", "state.scale"),
    ]
    /// What the schema's hash is taken of.
    public static let schemaTexts: [String] =
        ["agent.risk v1", "clip 3"] + inputs.map { "\($0.name) = \($0.definition)" }

    /// What is seen, clipped to ±3; a number that is none is not finite.
    public static func write(
        target: Double, confidence: Double, _ account: Account, to values: inout [Float], at base: Int = 0
    ) {
        func share(_ value: Double, _ factor: Double) -> Double {
            account.equity > 0 ? factor * value / account.equity : 0
        }
        func set(_ index: Int, _ value: Double) {
            values[base + index] = value.isFinite ? Float(min(3, max(-3, value))) : .nan
        }
        set(0, target)
        set(1, confidence)
        set(2, account.drawdown / 0.2)
        set(3, share(account.dayProfit, 20))
        set(4, share(account.valueAtRisk, 50))
        set(5, share(account.expectedShortfall, 50))
        set(6, account.leverage / 3)
        set(7, account.correlation)
        set(8, share(account.stressLoss, 1))
        set(9, account.scale)
    }

    /// What a choice leaves of a target; `before` is what it left of the one before.
    public static func shrunk(_ wanted: Double, _ kind: Kind, size: Double, before: Double) -> Double {
        guard wanted.isFinite, kind != .close else { return 0 }
        let scaled = wanted * size
        guard kind == .reduce else { return scaled }
        let held = before * scaled > 0 ? abs(before) / 2 : 0
        return scaled < 0 ? max(scaled, -held) : min(scaled, held)
    }
}
