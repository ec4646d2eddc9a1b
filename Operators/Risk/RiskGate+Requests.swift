import MarketModel
import Rings

/// Orders that agents ask for themselves.
extension RiskGate {
    /// No order can be larger.
    static let mostContracts = 1e9

    mutating func request(_ order: Order, from member: Int) {
        obeyAlarm(order.header)
        if mustFlatten { flatten(order.header) }
        if !held.isEmpty { releaseHeld(order.header) }
        guard let agent = agent(of: order, member) else {
            refuse(
                .unknownAgent, order.header, agent: nil, named: order.instrument, quantity: order.quantity,
                clientID: order.clientID)
            return
        }
        // Who may not say more may still take back what was said.
        let admitted = settings.agentRate == 0 || agents[agent].messages.admit(at: order.header.time)
        switch order.action {
        case .cancel: cancel(order, agent)
        case .cancelAll: cancelAll(order, agent)
        case .submit, .replace:
            guard admitted else {
                let most = Double(settings.agentRate)
                refuse(
                    .messageRate, order.header, agent: agent, named: order.instrument,
                    quantity: order.quantity,
                    value: most + 1, limit: most, clientID: order.clientID)
                return
            }
            if order.action == .submit { submit(order, agent) } else { _ = replace(order, agent) }
        case nil: refuse(.unsupported, order, agent, value: Double(order.actionCode))
        }
    }

    /// The agent that an order names, or the node that sent it; a new name takes a spare place.
    private mutating func agent(of order: Order, _ member: Int) -> Int? {
        guard order.agent != .none else { return wiring.requests[member] }
        for index in agents.indices {
            if agents[index].symbol == order.agent { return index }
            if agents[index].symbol == .none {
                agents[index].symbol = order.agent
                return index
            }
        }
        return nil
    }

    mutating func refuse(
        _ rule: Denial.Rule, _ order: Order, _ agent: Int, value: Double = 0, limit: Double = 0, id: Int64 = 0
    ) {
        refuse(
            rule, order.header, agent: agent, named: order.instrument, quantity: order.quantity, value: value,
            limit: limit, orderID: id, clientID: order.clientID)
    }

    private mutating func submit(_ order: Order, _ agent: Int) {
        guard let instrument = find(order.instrument) else {
            refuse(.unknownInstrument, order, agent)
            return
        }
        if let fault = fault(in: order, instrument) {
            refuse(fault.rule, order, agent, value: fault.value, limit: fault.limit)
            return
        }
        if let slot = orders.slot(agent: agent, clientID: order.clientID) {
            refuse(
                .duplicateID, order, agent, value: Double(order.clientID), id: orders.entries[slot].id)
            return
        }
        var draft = RiskDraft(agent: agent, instrument: instrument, quantity: order.quantity)
        let price = instruments[instrument].price
        if order.kind == .limit || order.kind == .stopLimit { draft.limitPrice = order.limit.double }
        if order.stopLoss.raw != 0 {
            draft.stopDistance = abs((draft.limitPrice ?? price) - order.stopLoss.double)
        } else {
            draft.stopDistance = settings.stopPoints
        }
        examine(&draft, at: order.header.time)
        // All or nothing: a part is not what was asked for.
        if order.timeInForce == .fok, draft.quantity != order.quantity { draft.quantity = 0 }
        var approved = order
        approved.parent = 0
        approved.agent = agents[agent].symbol
        if order.display > abs(draft.quantity) { approved.display = 0 }
        let waits = pace(&draft, at: order.header.time)
        let id = draft.quantity == 0 ? nil : send(&approved, &draft, waits: waits)
        deny(draft, order.header, order.instrument, orderID: id ?? 0, clientID: order.clientID)
    }

    /// What is wrong with an order whatever the limits; nil where nothing is.
    private func fault(in order: Order, _ instrument: Int) -> (
        rule: Denial.Rule, value: Double, limit: Double
    )? {
        guard let kind = order.kind, let time = order.timeInForce else {
            return (.unsupported, Double(order.kindCode), 0)
        }
        guard isQuantity(order.quantity), order.display >= 0, order.display <= Self.mostContracts else {
            return (.badQuantity, order.quantity, Self.mostContracts)
        }
        let needsLimit = kind == .limit || kind == .stopLimit
        let needsStop = kind == .stop || kind == .stopLimit
        if needsLimit && order.limit.raw == 0 || needsStop && order.stop.raw == 0
            || kind == .trailingStop && order.trail.raw <= 0
            || time == .gtd && order.expiry <= order.header.time
        {
            return (.badPrice, order.limit.double, 0)
        }
        return offTick(order, instrument)
    }

    func isQuantity(_ quantity: Double) -> Bool {
        quantity.isFinite && abs(quantity) >= RiskDraft.negligible && abs(quantity) <= Self.mostContracts
    }

    func offTick(
        _ order: Order, _ instrument: Int
    ) -> (rule: Denial.Rule, value: Double, limit: Double)? {
        let tick = instruments[instrument].tick
        guard tick > 0 else { return nil }
        if order.limit.raw % tick != 0 { return (.offTick, order.limit.double, Price(raw: tick).double) }
        if order.stop.raw % tick != 0 { return (.offTick, order.stop.double, Price(raw: tick).double) }
        if order.trail.raw % tick != 0 { return (.offTick, order.trail.double, Price(raw: tick).double) }
        if order.takeProfit.raw % tick != 0 {
            return (.offTick, order.takeProfit.double, Price(raw: tick).double)
        }
        if order.stopLoss.raw % tick != 0 {
            return (.offTick, order.stopLoss.double, Price(raw: tick).double)
        }
        return nil
    }
}
