import MarketModel
import Statistics

/// The rules whose limits are shares of the equity.
extension RiskGate {
    @inline(__always)
    func checkOrderShares(_ draft: inout RiskDraft) {
        let held = instruments[draft.instrument]
        if settings.maxOrderMargin > 0 {
            let margin = held.margin > 0 ? held.margin : held.unit
            let reducible = held.reducible(isBuy: draft.isBuy)
            let value = abs(draft.quantity) * margin / max(equity, 1e-9)
            draft.cut(
                to: max(reducible, settings.maxOrderMargin * equity / margin), by: .orderMargin, value: value,
                limit: settings.maxOrderMargin)
        }
        if settings.riskPerTrade > 0, draft.stopDistance > 0 {
            let book = books[place(draft.agent, draft.instrument)]
            let reach = draft.isBuy ? book.position + book.buying : book.selling - book.position
            let cost = draft.stopDistance * held.multiplier
            let allowed = max(
                book.reducible(isBuy: draft.isBuy), settings.riskPerTrade * equity / cost - reach)
            draft.cut(
                to: allowed, by: .perTrade, value: (reach + abs(draft.quantity)) * cost / max(equity, 1e-9),
                limit: settings.riskPerTrade)
        }
    }

    mutating func checkRisk(_ draft: inout RiskDraft) {
        guard draft.quantity != 0 else { return }
        let held = instruments[draft.instrument]
        guard held.unit > 0 else { return }
        if settings.maxLeverage > 0 {
            var gross = 0.0
            for instrument in instruments { gross += abs(instrument.expected) * instrument.unit }
            let room = (settings.maxLeverage * equity - gross) / held.unit
            let value = (gross + (abs(draft.quantity) - turned(draft)) * held.unit) / max(equity, 1e-9)
            draft.cut(
                to: max(held.reducible(isBuy: draft.isBuy), turned(draft) + room), by: .leverage,
                value: value,
                limit: settings.maxLeverage)
        }
        checkVaR(&draft, .valueAtRisk, settings.maxVaR)
        checkVaR(&draft, .expectedShortfall, settings.maxES)
        if settings.stressLoss > 0 { checkStress(&draft) }
    }

    private mutating func checkVaR(_ draft: inout RiskDraft, _ rule: Denial.Rule, _ share: Double) {
        guard share > 0, draft.quantity != 0, risk != nil else { return }
        let held = instruments[draft.instrument]
        let signed = held.price * held.multiplier
        risk?.set(draft.instrument, held.expected * signed)
        guard let risk else { return }
        let isShortfall = rule == .expectedShortfall
        let amount = draft.quantity * signed
        let allowed = risk.increase(
            draft.instrument, amount: amount, limit: share * max(0, equity), isShortfall: isShortfall)
        guard allowed != amount else { return }
        let value = risk.after(draft.instrument, adding: amount, isShortfall: isShortfall) / max(equity, 1e-9)
        draft.cut(to: abs(allowed / signed), by: rule, value: value, limit: share)
    }

    private func checkStress(_ draft: inout RiskDraft) {
        let held = instruments[draft.instrument]
        let (count, signed) = (instruments.count, held.price * held.multiplier)
        for scenario in StressScenario.all.indices where draft.quantity != 0 {
            let move = moves[scenario * count + draft.instrument]
            let perContract = -move * signed * (draft.isBuy ? 1 : -1)
            guard perContract > 0 else { continue }
            let loss = stressLoss(scenario)
            let allowed = (settings.stressLoss * equity - loss) / perContract
            draft.cut(
                to: max(held.reducible(isBuy: draft.isBuy), allowed), by: .stress,
                value: (loss + abs(draft.quantity) * perContract) / max(equity, 1e-9),
                limit: settings.stressLoss)
        }
    }

    /// What a scenario would take from all that is held and works.
    func stressLoss(_ scenario: Int) -> Double {
        var loss = 0.0
        let base = scenario * instruments.count
        for index in instruments.indices {
            let held = instruments[index]
            loss -= held.expected * held.price * held.multiplier * moves[base + index]
        }
        return loss
    }

    /// What the worst scenario would take, at least 0.
    var worstStressLoss: Double {
        var worst = 0.0
        for scenario in StressScenario.all.indices { worst = max(worst, stressLoss(scenario)) }
        return worst
    }
}
