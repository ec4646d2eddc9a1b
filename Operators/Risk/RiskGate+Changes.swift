import MarketModel
import Rings

/// Changes of orders that agents ask for: replacements and cancels.
extension RiskGate {
    /// The agent's own order that a change names; refuses where there is none, or it has ended.
    private mutating func target(of order: Order, _ agent: Int) -> Int? {
        let slot =
            order.id != 0 ? orders.slot(of: order.id) : orders.slot(agent: agent, clientID: order.clientID)
        guard let slot, orders.entries[slot].agent == agent else {
            refuse(.unknownOrder, order, agent, value: Double(order.id != 0 ? order.id : order.clientID))
            return nil
        }
        guard !orders.entries[slot].isFinal else {
            let id = orders.entries[slot].id
            refuse(.finalOrder, order, agent, value: Double(id), id: id)
            return nil
        }
        return slot
    }

    /// Changes an order; whether the change was sent, or waits.
    mutating func replace(_ order: Order, _ agent: Int, isReleased: Bool = false) -> Bool {
        guard let slot = target(of: order, agent) else { return false }
        let entry = orders.entries[slot]
        guard isQuantity(order.quantity), (order.quantity > 0) == (entry.quantity > 0) else {
            refuse(.badQuantity, order, agent, value: order.quantity, limit: Self.mostContracts, id: entry.id)
            return false
        }
        if entry.limit != nil, order.limit.raw == 0 {
            refuse(.badPrice, order, agent, id: entry.id)
            return false
        }
        if let fault = offTick(order, entry.instrument) {
            refuse(fault.rule, order, agent, value: fault.value, limit: fault.limit, id: entry.id)
            return false
        }
        let waiting = held.place(of: slot)
        if waiting == nil, !isReleased, holdBack(order, of: slot) { return true }
        let more = abs(order.quantity) - abs(entry.quantity)
        var draft = RiskDraft(
            agent: agent, instrument: entry.instrument,
            quantity: more > RiskDraft.negligible ? (order.quantity > 0 ? more : -more) : order.quantity)
        if entry.limit != nil { draft.limitPrice = order.limit.double }
        draft.stopDistance = settings.stopPoints
        let adds = more > RiskDraft.negligible
        if adds {
            examine(&draft, at: order.header.time)
        } else {
            examineChange(&draft, at: order.header.time)
        }
        if waiting == nil, draft.quantity != 0, !rate.admit(at: order.header.time) {
            let limit = Double(settings.orderRate)
            draft.cut(to: 0, by: .orderRate, value: limit + 1, limit: limit)
        }
        guard draft.quantity != 0 else {
            deny(draft, order.header, order.instrument, orderID: entry.id, clientID: order.clientID)
            return false
        }
        var approved = order
        approved.id = entry.id
        approved.clientID = entry.clientID
        approved.parent = 0
        approved.agent = agents[agent].symbol
        approved.instrument =
            order.instrument == .none ? instruments[entry.instrument].symbol : order.instrument
        approved.quantity = adds ? entry.quantity + draft.quantity : order.quantity
        orders.replace(
            slot, more: adds ? draft.quantity : 0, quantity: approved.quantity,
            limit: entry.limit == nil ? nil : order.limit.raw)
        if adds { work(agent, entry.instrument, draft.quantity) }
        if let waiting { change(waiting, to: approved, by: more) } else { self.approved.send(approved) }
        deny(draft, order.header, order.instrument, orderID: entry.id, clientID: order.clientID)
        return true
    }

    /// Changes an order that waits as its venue would: a price that is 0 stays.
    private mutating func change(_ place: Int, to request: Order, by more: Double) {
        var order = held.orders[place].order
        let slot = held.orders[place].slot
        if request.limit.raw != 0 { order.limit = request.limit }
        if request.stop.raw != 0 { order.stop = request.stop }
        if request.trail.raw != 0 { order.trail = request.trail }
        if request.display != 0 { order.display = request.display }
        // Nothing of it was traded: what it shrinks by no longer works.
        let less = orders.entries[slot].remaining - request.quantity
        if more < 0 { release(slot, less) }
        order.quantity = request.quantity
        held.change(place, order)
    }

    mutating func cancel(_ order: Order, _ agent: Int) {
        guard let slot = target(of: order, agent) else { return }
        guard !isKilled || settings.killMode != .emergency else {
            refuse(.killed, order, agent, value: Double(killCause.rawValue), id: orders.entries[slot].id)
            return
        }
        endOrCancel(slot, order.header)
    }

    /// Ends an order that waits at once, and asks the venue to end another, with what was to become of it.
    private mutating func endOrCancel(_ slot: Int, _ header: EventHeader) {
        if let change = held.change(of: orders.entries[slot].id) { drop(change, .delayed, header) }
        if let waiting = held.place(of: slot) {
            drop(waiting, .delayed, header)
        } else {
            sendCancel(slot, header)
        }
    }

    private mutating func sendCancel(_ slot: Int, _ header: EventHeader) {
        let entry = orders.entries[slot]
        var cancel = Order(header: header, id: entry.id, quantity: 0, kind: .market)
        cancel.actionCode = Order.Action.cancel.rawValue
        cancel.clientID = entry.clientID
        cancel.agent = agents[entry.agent].symbol
        cancel.instrument = instruments[entry.instrument].symbol
        approved.send(cancel)
    }

    /// One agent's wish to cancel all is its own orders' end only, so each is cancelled by itself.
    mutating func cancelAll(_ order: Order, _ agent: Int) {
        guard !isKilled || settings.killMode != .emergency else {
            refuse(.killed, order, agent, value: Double(killCause.rawValue))
            return
        }
        let only = order.instrument == .none ? nil : find(order.instrument)
        if order.instrument != .none, only == nil {
            refuse(.unknownInstrument, order, agent)
            return
        }
        for slot in orders.entries.indices {
            let entry = orders.entries[slot]
            guard !entry.isFinal, entry.agent == agent, only == nil || only == entry.instrument else {
                continue
            }
            endOrCancel(slot, order.header)
        }
    }
}
