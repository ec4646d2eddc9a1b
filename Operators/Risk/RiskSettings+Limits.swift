import OperatorKit

extension RiskGate.Settings {
    static let limitParameters: [Parameter<Self>] = [
        .real(
            "daily_loss_share", \.dayLossShare, in: 0...1,
            "from this loss of the equity on only what reduces passes, until the UTC day is over; 0 for no limit",
            unit: "fraction"),
        .real(
            "drawdown_halve", \.halveAt, in: 0...1, "drawdown that halves sizes; 0 for none", unit: "fraction"
        ),
        .real(
            "drawdown_quarter", \.quarterAt, in: 0...1, "drawdown that quarters sizes; 0 for none",
            unit: "fraction"),
        .real(
            "drawdown_kill", \.killAt, in: 0...1, "drawdown that throws the kill switch; 0 for none",
            unit: "fraction"),
        .real(
            "risk_per_trade", \.riskPerTrade, in: 0...1,
            "most of the equity that the stop of an agent's whole position may cost; 0 for no limit",
            unit: "fraction"),
        .real(
            "max_order_margin", \.maxOrderMargin, in: 0...10,
            "most of the equity that an order may bind as margin; 0 for no limit", unit: "fraction"),
        .real(
            "max_leverage", \.maxLeverage, in: 0...1000,
            "most that is held and works, gross, in equities; 0 for no limit", unit: "times"),
        .real(
            "max_agent_position", \.agentPosition, in: 0...1e9,
            "most contracts of one agent in one instrument; 0 for no limit", unit: "contracts"),
        .real(
            "max_portfolio_position", \.portfolioPosition, in: 0...1e9,
            "most contracts of all instruments, gross; 0 for no limit", unit: "contracts"),
        .integer(
            "agent_rate", \.agentRate, in: 0...100_000,
            "most messages of one agent in any second of event time; 0 for no limit", unit: "messages/s"),
        .real(
            "agent_daily_loss", \.agentLoss, in: 0...1e15,
            "from this loss of one agent in a UTC day on only what reduces its positions passes; 0 for no limit",
            unit: "account currency"),
        .duration(
            "stale_after", \.staleAfter, in: 0...31_536_000_000_000_000,
            "refuses when the last trade, or quote, is older; 0 for no limit"),
        .real(
            "limit_collar", \.limitCollar, in: 0...1,
            "refuses limit prices that are worse than the last trade, or the side that they meet, by more; 0 for none",
            unit: "fraction"),
        .flag("self_trade", \.selfTrade, "refuses what would meet a resting order of our own"),
        .real(
            "hysteresis", \.hysteresis, in: 0...1,
            "a limit that was reached holds until the value is this share below it", unit: "fraction"),
    ]

    static let riskParameters: [Parameter<Self>] = [
        .real(
            "max_var", \.maxVaR, in: 0...1, "most value at risk, of the equity; 0 for no limit",
            unit: "fraction"),
        .real(
            "max_es", \.maxES, in: 0...1, "most expected shortfall, of the equity; 0 for no limit",
            unit: "fraction"),
        .choice(
            "var_method", \.varMethod,
            "from the EWMA covariance; moved for skewness and kurtosis; from what happened; from paths"),
        .real("var_level", \.varLevel, in: 0.5...0.9999, "probability that the loss is not larger"),
        .integer("var_horizon", \.varHorizon, in: 1...10, "mark intervals ahead", unit: "marks"),
        .integer(
            "var_observations", \.varObservations, in: 20...5000, "marks that history looks back",
            unit: "marks"),
        .integer("var_paths", \.varPaths, in: 100...100_000, "paths of the simulation", unit: "paths"),
        .real("ewma_decay", \.decay, in: 0.5...0.9999999, "λ: weight of what was before, per mark"),
        .real("shrinkage", \.shrinkage, in: 0...1, "share by which covariances are cut", unit: "fraction"),
        .duration(
            "mark_every", \.markEvery, in: 1_000_000_000...31_536_000_000_000_000,
            "interval of returns and estimates, on the grid from 1970 UTC"),
        .real(
            "max_stress_loss", \.stressLoss, in: 0...10,
            "most that the worst scenario may take, of the equity; 0 for no limit", unit: "fraction"),
        .real(
            "correlation_rise", \.correlationRise, in: 0...2,
            "only what reduces passes after such a rise of the mean correlation; 0 for no limit"),
        .real(
            "correlation_level", \.correlationLevel, in: 0...1,
            "the same from that mean correlation on; 0 for none"),
        .duration(
            "correlation_window", \.correlationWindow, in: 1_000_000_000...31_536_000_000_000_000,
            "time in which it must have risen"),
    ]

    static let stateParameters: [Parameter<Self>] = [
        .choice(
            "start", \.start,
            "the state at the start; only to start anew with `active` lets a killed gate trade again"),
        .choice(
            "kill_mode", \.killMode,
            "graceful: cancel all, then go flat; immediate: cancel all; emergency: the same, and agents can't cancel "
                + "either"),
        .integer(
            "kill_severity", \.killSeverity, in: 1...3,
            "least severity of an alert on `control` that throws the kill switch: 1 info, 2 warning, 3 critical"
        ),
        .real(
            "alert_drawdown", \.alertDrawdown, in: 0...1, "drawdown that raises an alert; 0 for none",
            unit: "fraction"),
        .real(
            "alert_var", \.alertVaR, in: 0...1, "value at risk that does, of the equity; 0 for none",
            unit: "fraction"),
        .real(
            "alert_position", \.alertPosition, in: 0...1000,
            "position in one instrument that does, in equities; 0 for none", unit: "times"),
        .integer(
            "max_working", \.maxWorking, in: 16...1_000_000,
            "orders that can work at once, and whose numbers are remembered", unit: "orders"),
    ]
}
