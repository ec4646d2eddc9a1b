import MarketModel
import ReferenceData

extension RiskGate {
    // The checks are inlined: to call one that changes nothing, the compiler would copy the whole gate.

    /// Takes a draft through all rules, in the order of the manual; each can only make it smaller.
    mutating func examine(_ draft: inout RiskDraft, at time: Int64) {
        checkState(&draft)
        if draft.quantity != 0 { checkSession(&draft, at: time) }
        guard draft.quantity != 0 else { return }
        checkPrice(&draft, at: time)
        guard draft.quantity != 0 else { return }
        checkDay(&draft)
        checkLadder(&draft)
        draft.cut(
            to: settings.maxOrder, by: .maxOrder, value: abs(draft.quantity), limit: settings.maxOrder)
        if settings.capital > 0 { checkOrderShares(&draft) }
        checkPositions(&draft)
        if settings.capital > 0 { checkRisk(&draft) }
        let held = instruments[draft.instrument]
        draft.round(lot: held.lot, reducible: held.reducible(isBuy: draft.isBuy))
        guard draft.quantity != 0 else { return }
        if settings.selfTrade { checkSelfTrade(&draft) }
    }

    /// A change that adds nothing: state, session and price.
    mutating func examineChange(_ draft: inout RiskDraft, at time: Int64) {
        if tradingState.state >= .halted { checkState(&draft) }
        if draft.quantity != 0 { checkSession(&draft, at: time) }
        if draft.quantity != 0 { checkPrice(&draft, at: time) }
        if draft.quantity != 0, settings.selfTrade { checkSelfTrade(&draft) }
    }

    /// Whether the instrument's market is known to be closed.
    mutating func isClosed(_ instrument: Int, at time: Int64) -> Bool { !clocks[instrument].isOpen(at: time) }

    private mutating func checkSession(_ draft: inout RiskDraft, at time: Int64) {
        guard settings.closed == .reject, isClosed(draft.instrument, at: time) else { return }
        let opens = clocks[draft.instrument].change(after: time)
        draft.cut(to: 0, by: .marketClosed, value: opens == .max ? 0 : Double(opens - time) / 1e9, limit: 0)
    }

    /// Killed and halted refuse; reducing leaves what reduces the instrument's position.
    @inline(__always)
    private func checkState(_ draft: inout RiskDraft) {
        let (state, cause) = tradingState
        guard state != .active else { return }
        let numbers = numbers(of: cause)
        let reducible = instruments[draft.instrument].reducible(isBuy: draft.isBuy)
        draft.cut(
            to: state == .reducing ? reducible : 0, by: cause, value: numbers.value, limit: numbers.limit)
    }

    @inline(__always)
    private func checkPrice(_ draft: inout RiskDraft, at time: Int64) {
        guard needsPrice else { return }
        let held = instruments[draft.instrument]
        guard held.price != 0 else {
            draft.cut(to: 0, by: .noPrice, value: 0, limit: 0)
            return
        }
        if settings.priceCollar > 0, held.priceAtSignal != 0 {
            let deviation = abs(held.price - held.priceAtSignal) / abs(held.priceAtSignal)
            if deviation > settings.priceCollar {
                draft.cut(to: 0, by: .priceCollar, value: deviation, limit: settings.priceCollar)
            }
        }
        if settings.staleAfter > 0, time - held.priceTime > settings.staleAfter {
            draft.cut(
                to: 0, by: .stalePrice, value: Double(time - held.priceTime) / 1e9,
                limit: Double(settings.staleAfter) / 1e9)
        }
        if settings.limitCollar > 0, let limit = draft.limitPrice {
            let touch = held.touch(isBuy: draft.isBuy)
            let worse = (draft.isBuy ? limit - touch : touch - limit) / abs(touch)
            if worse > settings.limitCollar {
                draft.cut(to: 0, by: .limitCollar, value: worse, limit: settings.limitCollar)
            }
        }
    }

    @inline(__always)
    private func checkDay(_ draft: inout RiskDraft) {
        if settings.dailyLoss > 0 {
            let loss = profitAtDayStart - profit
            if loss >= settings.dailyLoss {
                let reducible = instruments[draft.instrument].reducible(isBuy: draft.isBuy)
                draft.cut(to: reducible, by: .dailyLoss, value: loss, limit: settings.dailyLoss)
            }
        }
        if settings.agentLoss > 0 {
            let loss = agents[draft.agent].profitAtDayStart - profit(of: draft.agent)
            if loss >= settings.agentLoss {
                let reducible = books[place(draft.agent, draft.instrument)].reducible(isBuy: draft.isBuy)
                draft.cut(to: reducible, by: .agentLoss, value: loss, limit: settings.agentLoss)
            }
        }
    }

    /// Halves or quarters what is added, never what is held.
    @inline(__always)
    private func checkLadder(_ draft: inout RiskDraft) {
        guard step > 0 else { return }
        let book = books[place(draft.agent, draft.instrument)]
        let reducible = book.reducible(isBuy: draft.isBuy)
        var allowed = reducible + scale * max(0, abs(draft.quantity) - reducible)
        if let target = draft.target {
            let reach = draft.isBuy ? book.expected : -book.expected
            let aim = (target > 0) == draft.isBuy ? abs(target) : 0
            allowed = max(reducible, scale * aim - reach)
        }
        let threshold = [0, settings.halveAt, settings.quarterAt, settings.killAt]
        draft.cut(to: allowed, by: .drawdown, value: drawdown, limit: threshold[step])
    }

    @inline(__always)
    private func checkPositions(_ draft: inout RiskDraft) {
        let held = instruments[draft.instrument]
        let reach = draft.isBuy ? held.position + held.buying : held.selling - held.position
        draft.cut(
            to: held.maxPosition - reach, by: .maxPosition, value: reach + abs(draft.quantity),
            limit: held.maxPosition)
        if settings.agentPosition > 0 {
            let book = books[place(draft.agent, draft.instrument)]
            let reach = draft.isBuy ? book.position + book.buying : book.selling - book.position
            draft.cut(
                to: settings.agentPosition - reach, by: .agentPosition, value: reach + abs(draft.quantity),
                limit: settings.agentPosition)
        }
        if settings.portfolioPosition > 0 {
            var gross = 0.0
            for instrument in instruments { gross += abs(instrument.expected) }
            let room = settings.portfolioPosition - gross
            draft.cut(
                to: turned(draft) + room, by: .portfolioPosition, value: gross + abs(draft.quantity),
                limit: settings.portfolioPosition)
        }
    }

    /// Contracts that the draft may trade before the gross position is more than it is now.
    func turned(_ draft: RiskDraft) -> Double {
        let expected = instruments[draft.instrument].expected
        return abs(expected) - (draft.isBuy ? expected : -expected)
    }

    @inline(__always)
    private func checkSelfTrade(_ draft: inout RiskDraft) {
        let price = instruments[draft.instrument].touch(isBuy: draft.isBuy)
        let limit = draft.limitPrice.map { Price($0).raw } ?? (price == 0 ? nil : Price(price).raw)
        // A market order meets whatever rests at the market.
        let bound = limit ?? (draft.isBuy ? .max : .min)
        guard
            let other = orders.crossing(
                instrument: draft.instrument, isBuy: draft.isBuy, limit: bound)
        else { return }
        draft.cut(
            to: 0, by: .selfTrade, value: Price(raw: bound).double, limit: Price(raw: other).double)
    }
}
