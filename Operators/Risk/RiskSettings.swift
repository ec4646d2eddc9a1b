import MarketModel
import OperatorKit
import Statistics

extension RiskGate {
    /// How orders are priced.
    enum Pricing: String, CaseIterable, Sendable { case market, limit }
    /// How a target becomes contracts.
    enum Sizing: String, CaseIterable, Sendable { case fixed, fixed_risk, kelly, vol_target, risk_parity }
    /// What the kill switch does.
    enum KillMode: String, CaseIterable, Sendable { case graceful, immediate, emergency }
    /// What becomes of an order that the order rate has no room for.
    enum Throttle: String, CaseIterable, Sendable { case reject, delay }
    /// What becomes of an order while its market is closed.
    enum Closed: String, CaseIterable, Sendable { case pass, reject }
    /// The state in which the gate begins.
    enum Start: String, CaseIterable, Sendable { case active, reducing, halted, killed }

    struct Settings: OperatorSettings {
        var size = 1.0
        var lot = 0.0
        var maxPosition = 10.0
        var maxOrder = 10.0
        var orderRate = 100
        var throttle = Throttle.reject
        var maxDelay: Int64 = 5_000_000_000
        var maxDelayed = 64
        var dailyLoss = 0.0
        var priceCollar = 0.0
        var order = Pricing.market
        var limitOffset = 0.0

        var instruments: ArgumentValue?
        var routes: [(key: String, value: ArgumentValue)] = []
        var multiplier = 0.0
        var tick = 0.0
        var margin = 0.0
        var maintenance = 0.0
        var capital = 0.0
        var calendar = ""
        var closed = Closed.pass

        var sizing = Sizing.fixed
        var stopPoints = 0.0
        var tradeRisk = 0.02
        var kellyShare = 0.25
        var kellyCap = 0.25
        var winRate = 0.0
        var payoff = 0.0
        var closedTrades = 0
        var volatilityTarget = 0.1
        var marksPerYear = 252.0

        var dayLossShare = 0.0
        var halveAt = 0.0
        var quarterAt = 0.0
        var killAt = 0.0
        var riskPerTrade = 0.0
        var maxOrderMargin = 0.0
        var maxLeverage = 0.0
        var agentPosition = 0.0
        var portfolioPosition = 0.0
        var agentRate = 0
        var agentLoss = 0.0
        var staleAfter: Int64 = 0
        var limitCollar = 0.0
        var selfTrade = false
        var hysteresis = 0.2

        var maxVaR = 0.0
        var maxES = 0.0
        var varMethod = PortfolioRisk.Method.parametric
        var varLevel = 0.95
        var varHorizon = 1
        var varObservations = 500
        var varPaths = 10_000
        var decay = 0.94
        var shrinkage = 0.1
        var markEvery: Int64 = 86_400_000_000_000
        var stressLoss = 0.0
        var correlationRise = 0.0
        var correlationLevel = 0.0
        var correlationWindow: Int64 = 600_000_000_000

        var start = Start.active
        var killMode = KillMode.graceful
        var killSeverity = 3
        var alertDrawdown = 0.05
        var alertVaR = 0.02
        var alertPosition = 0.1
        var maxWorking = 1024

        static let parameters =
            orderParameters + instrumentParameters + sizingParameters + limitParameters
            + riskParameters + stateParameters
    }
}

extension RiskGate.Settings {
    /// Arguments that are shares of the equity, with their values, and so need a capital and prices.
    var shares: [(argument: String, value: Double)] {
        [
            ("daily_loss_share", dayLossShare), ("drawdown_halve", halveAt), ("drawdown_quarter", quarterAt),
            ("drawdown_kill", killAt), ("risk_per_trade", riskPerTrade), ("max_order_margin", maxOrderMargin),
            ("max_leverage", maxLeverage), ("max_var", maxVaR), ("max_es", maxES),
            ("max_stress_loss", stressLoss),
        ]
    }

    /// Whether an estimate of risk is kept.
    var measuresRisk: Bool {
        maxVaR > 0 || maxES > 0 || watchesCorrelation || sizing == .vol_target || sizing == .risk_parity
            || stressLoss > 0
    }

    var watchesCorrelation: Bool { correlationRise > 0 || correlationLevel > 0 }
}
