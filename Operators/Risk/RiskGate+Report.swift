import MarketModel
import OperatorKit
import Statistics

extension RiskGate {
    func report(into report: inout NodeReport) {
        report.metric("approved", Double(orders.made - held.unsent), unit: "orders")
        report.metric("denied", Double(hits.reduce(0, +)), unit: "signals and requests")
        for rule in Denial.Rule.allCases {
            report.metric(
                "denied_\(rule.id)", Double(hits[Int(rule.rawValue)]), unit: "signals and requests",
                headline: false)
        }
        if settings.capital > 0 {
            report.metric("equity", settings.capital + profit, unit: "account currency", headline: false)
            report.metric("drawdown", drawdown, unit: "fraction", headline: false)
        }
        report.metric("state", Double(tradingState.state.rawValue), headline: false)
        if unusableQuotes > 0 {
            report.metric("quotes_unusable", Double(unusableQuotes), unit: "quotes, one-sided or crossed")
        }
        reportDelay(into: &report)
        reportRisk(&report)
        reportRules(&report)
        report.tables.append(
            NodeReport.Table(
                name: "agents", columns: ["agent", "approved", "denied", "trades", "wins"],
                rows: agents.filter { $0.symbol != .none }.map {
                    ["\($0.symbol)", "\($0.approved)", "\($0.denied)", "\($0.trades)", "\($0.wins)"]
                }))
    }

    private func reportRules(_ report: inout NodeReport) {
        let limits: [Denial.Rule: Double] = [
            .maxPosition: settings.maxPosition, .orderRate: Double(settings.orderRate),
            .dailyLoss: settings.dailyLoss, .priceCollar: settings.priceCollar, .maxOrder: settings.maxOrder,
            .messageRate: Double(settings.agentRate), .delayed: Double(settings.maxDelay) / 1e9,
            .stalePrice: Double(settings.staleAfter) / 1e9,
            .limitCollar: settings.limitCollar, .drawdown: settings.killAt, .valueAtRisk: settings.maxVaR,
            .expectedShortfall: settings.maxES, .leverage: settings.maxLeverage,
            .perTrade: settings.riskPerTrade, .correlation: settings.correlationLevel,
            .stress: settings.stressLoss, .orderMargin: settings.maxOrderMargin,
            .agentPosition: settings.agentPosition, .portfolioPosition: settings.portfolioPosition,
            .agentLoss: settings.agentLoss, .tableFull: Double(settings.maxWorking),
        ]
        report.tables.append(
            NodeReport.Table(
                name: "rules", columns: ["rule", "code", "limit", "unit", "hits"],
                rows: Denial.Rule.allCases.map { rule in
                    let limit = limits[rule].map { $0 == 0 ? "none" : "\($0)" } ?? ""
                    return [rule.id, rule.code, limit, rule.unit, "\(hits[Int(rule.rawValue)])"]
                }))
        let columns = ["code", "count", "meaning"]
        report.tables.append(
            NodeReport.Table(
                name: "denials", columns: columns,
                rows: Denial.Rule.allCases.compactMap { rule in
                    let count = hits[Int(rule.rawValue)]
                    return count == 0 ? nil : [rule.code, "\(count)", rule.meaning]
                }, textColumns: columns))
    }

    private func reportRisk(_ report: inout NodeReport) {
        guard let risk else { return }
        report.metric("var", risk.valueAtRisk, unit: "account currency", headline: false)
        report.metric("es", risk.expectedShortfall, unit: "account currency", headline: false)
        report.metric("var_marks", Double(exceptions.days), unit: "marks", headline: false)
        report.metric("var_exceptions", Double(exceptions.exceptions), unit: "marks", headline: false)
        let rate = 1 - settings.varLevel
        let isTested = exceptions.days > 0
        report.metric(
            "var_kupiec_p", isTested ? exceptions.coverage(rate: rate).pValue : nil, headline: false)
        report.metric(
            "var_christoffersen_p", isTested ? exceptions.conditionalCoverage(rate: rate).pValue : nil,
            headline: false)
        let components = risk.components
        report.tables.append(
            NodeReport.Table(
                name: "exposures", columns: ["instrument", "position", "amount", "var", "maintenance"],
                rows: instruments.enumerated().map { index, held in
                    [
                        held.symbol.description, "\(held.position)", "\(risk.amounts[index])",
                        "\(components[index])",
                        "\(abs(held.position) * held.maintenance)",
                    ]
                }))
        report.tables.append(
            NodeReport.Table(
                name: "stress", columns: ["scenario", "loss", "source"],
                rows: StressScenario.all.enumerated().map { index, scenario in
                    [scenario.name, "\(stressLoss(index))", scenario.source]
                }))
    }
}
