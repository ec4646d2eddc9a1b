import MarketModel
import OperatorKit

extension RiskGate {
    /// Whether a rule needs prices; throws where one does and there are none.
    static func checkPrices(_ settings: Settings, _ wiring: RiskWiring) throws(OperatorError) -> Bool {
        let shares = settings.shares.map { ($0.argument, $0.value > 0) }
        let sizes = settings.sizing != .fixed
        let needs: [(argument: String, isUsed: Bool)] =
            [
                ("daily_loss", settings.dailyLoss > 0), ("price_collar", settings.priceCollar > 0),
                ("order", settings.order == .limit), ("stale_after", settings.staleAfter > 0),
                ("limit_collar", settings.limitCollar > 0), ("agent_daily_loss", settings.agentLoss > 0),
                ("correlation_rise", settings.correlationRise > 0),
                ("correlation_level", settings.correlationLevel > 0), ("sizing", sizes),
            ] + shares
        for (argument, isUsed) in needs where isUsed {
            if let without = wiring.instruments.first(where: { $0.market == nil && $0.quotes == nil }) {
                let which = without.symbol == .none ? "" : " for \(without.symbol)"
                throw OperatorError(
                    "\(argument) needs prices, and neither market nor quotes are connected\(which)",
                    argument: argument, help: "from: {market: ticks, …}")
            }
        }
        for (argument, isUsed) in shares + [("sizing", sizes)] where isUsed && settings.capital == 0 {
            throw OperatorError(
                "\(argument) is a share of the equity, and the capital is not given", argument: argument,
                help: "capital: 100000")
        }
        try checkRest(settings)
        return needs.contains { $0.isUsed }
    }

    private static func checkRest(_ settings: Settings) throws(OperatorError) {
        if settings.order == .market, settings.limitOffset != 0 {
            throw OperatorError(
                "limit_offset is for limit orders", argument: "limit_offset", help: "order: limit")
        }
        let ladder = [
            ("drawdown_halve", settings.halveAt), ("drawdown_quarter", settings.quarterAt),
            ("drawdown_kill", settings.killAt),
        ].filter { $0.1 > 0 }
        for (lower, upper) in zip(ladder, ladder.dropFirst()) where upper.1 <= lower.1 {
            throw OperatorError(
                "\(upper.0) must be more than \(lower.0), which is \(lower.1)", argument: upper.0,
                help: "drawdown_halve: 10%, drawdown_quarter: 15%, drawdown_kill: 20%")
        }
        if settings.varObservations <= settings.varHorizon * 2 {
            throw OperatorError(
                "\(settings.varObservations) observations are too few for \(settings.varHorizon) marks ahead",
                argument: "var_observations", help: "var_observations: 500")
        }
    }
}
