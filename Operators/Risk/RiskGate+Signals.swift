import MarketModel
import Rings

extension RiskGate {
    /// A signal of input `member`: its target against what its agent holds.
    mutating func decide(_ signal: Signal, from member: Int) {
        obeyAlarm(signal.header)
        if mustFlatten { flatten(signal.header) }
        if !held.isEmpty { releaseHeld(signal.header) }
        let (agent, route) = wiring.signals[member]
        guard let instrument = route ?? find(signal.instrument) else {
            refuse(.unknownInstrument, signal.header, agent: agent, named: signal.instrument)
            return
        }
        defer { instruments[instrument].priceAtSignal = instruments[instrument].price }
        guard signal.target.isFinite, (signal.target * settings.size).isFinite else {
            refuse(.badQuantity, signal.header, agent: agent, named: signal.instrument)
            return
        }
        let stop = signal.stopDistance > 0 ? signal.stopDistance : settings.stopPoints
        guard let contracts = contracts(of: signal.target, stop: stop, agent, instrument) else {
            refuse(.noStop, signal.header, agent: agent, named: signal.instrument)
            return
        }
        var wanted = contracts - books[place(agent, instrument)].expected
        guard abs(wanted) >= RiskDraft.negligible else { return }
        if !held.isEmpty, supersede(agent, instrument, signal.header) {
            wanted = contracts - books[place(agent, instrument)].expected
            guard abs(wanted) >= RiskDraft.negligible else { return }
        }
        var draft = RiskDraft(agent: agent, instrument: instrument, quantity: wanted)
        draft.target = contracts
        draft.stopDistance = stop.isFinite ? stop : 0
        if settings.order == .limit {
            draft.limitPrice = limit(instrument, isBuy: wanted > 0)
        }
        if settings.agentRate > 0, !agents[agent].messages.admit(at: signal.header.time) {
            let most = Double(settings.agentRate)
            draft.cut(to: 0, by: .messageRate, value: most + 1, limit: most)
        }
        examine(&draft, at: signal.header.time)
        let waits = pace(&draft, at: signal.header.time)
        var order = order(of: draft, signal.header)
        // A single instrument goes by whatever name the signal gives it.
        if wiring.isSingle { order.instrument = signal.instrument }
        let id = draft.quantity == 0 ? nil : send(&order, &draft, waits: waits)
        deny(draft, signal.header, order.instrument, orderID: id ?? 0)
    }

    /// The instrument of a name; nil where it is none of them.
    @inline(__always)
    func find(_ symbol: Symbol) -> Int? {
        if wiring.isSingle { return 0 }
        for index in instruments.indices where instruments[index].symbol == symbol { return index }
        return instruments.count == 1 && symbol == .none ? 0 : nil
    }

    /// Where a limit order of a signal stands: on the tick, away from the market.
    private func limit(_ instrument: Int, isBuy: Bool) -> Double {
        let held = instruments[instrument]
        let price = held.price + (isBuy ? -settings.limitOffset : settings.limitOffset)
        // Within what a price can hold, whatever the offset.
        let bounded = min(9e9, max(-9e9, price))
        guard held.tick > 0 else { return bounded }
        let raw = Price(bounded).raw
        let over = ((raw % held.tick) + held.tick) % held.tick
        let up = over == 0 || isBuy ? 0 : held.tick
        return Price(raw: raw - over + up).double
    }

    private func order(of draft: RiskDraft, _ header: EventHeader) -> Order {
        let limit = draft.limitPrice
        var order = Order(
            header: header, id: 0, quantity: draft.quantity, kind: limit == nil ? .market : .limit,
            limit: limit.map { Price($0) } ?? Price(raw: 0))
        order.agent = agents[draft.agent].symbol
        order.instrument = instruments[draft.instrument].symbol
        return order
    }

    /// Gives a new order its number and sends it, or lets it wait; nil, with the draft cut to nothing, where there is no room.
    mutating func send(
        _ order: inout Order, _ draft: inout RiskDraft, isFlattening: Bool = false, waits: Bool = false
    ) -> Int64? {
        var entry = RiskOrders.Entry()
        entry.clientID = order.clientID
        entry.agent = draft.agent
        entry.instrument = draft.instrument
        entry.remaining = draft.quantity
        entry.quantity = draft.quantity
        entry.isFinal = false
        entry.isFlattening = isFlattening
        if order.kind == .limit { entry.limit = order.limit.raw }
        guard let id = orders.add(entry) else {
            draft.cut(
                to: 0, by: .tableFull, value: Double(settings.maxWorking), limit: Double(settings.maxWorking))
            return nil
        }
        order.id = id
        order.quantity = draft.quantity
        work(draft.agent, draft.instrument, draft.quantity)
        if waits {
            holdBack(order, draft)
        } else {
            agents[draft.agent].approved += 1
            approved.send(order)
        }
        return id
    }

    /// Contracts begin to work.
    mutating func work(_ agent: Int, _ instrument: Int, _ quantity: Double) {
        let at = place(agent, instrument)
        if quantity > 0 {
            instruments[instrument].buying += quantity
            books[at].buying += quantity
        } else {
            instruments[instrument].selling -= quantity
            books[at].selling -= quantity
        }
    }

    /// Says what a draft lost, where a rule cut it.
    mutating func deny(
        _ draft: RiskDraft, _ header: EventHeader, _ instrument: Symbol, orderID: Int64 = 0,
        clientID: Int64 = 0
    ) {
        guard let rule = draft.rule else { return }
        hits[Int(rule.rawValue)] += 1
        agents[draft.agent].denied += 1
        denied.send(
            Denial(
                header: header, quantity: draft.wanted - draft.quantity, rule: rule, value: draft.value,
                limit: draft.limit, agent: agents[draft.agent].symbol, instrument: instrument,
                orderID: orderID, clientID: clientID))
    }

    /// Refuses what never became a draft.
    mutating func refuse(
        _ rule: Denial.Rule, _ header: EventHeader, agent: Int?, named instrument: Symbol,
        quantity: Double = 0, value: Double = 0, limit: Double = 0, orderID: Int64 = 0, clientID: Int64 = 0
    ) {
        hits[Int(rule.rawValue)] += 1
        if let agent { agents[agent].denied += 1 }
        denied.send(
            Denial(
                header: header, quantity: quantity.isFinite ? quantity : 0, rule: rule,
                value: value.isFinite ? value : 0, limit: limit,
                agent: agent.map { agents[$0].symbol } ?? .none, instrument: instrument, orderID: orderID,
                clientID: clientID))
    }
}
