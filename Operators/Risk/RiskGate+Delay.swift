import MarketModel
import OperatorKit
import Rings

/// Orders, and changes of orders, that wait until the order rate has room for them.
extension RiskGate {
    /// Asks the order rate for a draft: refuses it, or says that it must wait.
    mutating func pace(_ draft: inout RiskDraft, at time: Int64) -> Bool {
        // Nobody overtakes those who wait.
        guard draft.quantity != 0, !held.isEmpty || !rate.admit(at: time) else { return false }
        if held.hasRoom { return true }
        let limit = Double(settings.orderRate)
        draft.cut(to: 0, by: .orderRate, value: limit + 1, limit: limit)
        return false
    }

    /// Holds back an order that has its number and counts as working.
    mutating func holdBack(_ order: Order, _ draft: RiskDraft) {
        guard let slot = orders.slot(of: order.id) else { return }
        held.add(
            HeldOrders.Held(
                order: order, slot: slot, since: order.header.time, stopDistance: draft.stopDistance,
                target: draft.target))
    }

    /// Holds back a change of a working order, or puts it in the place of an older one; false when it need not or can't
    /// wait.
    mutating func holdBack(_ change: Order, of slot: Int) -> Bool {
        guard !held.isEmpty || !rate.hasRoom(at: change.header.time) else { return false }
        let entry = orders.entries[slot]
        var waiting = change
        waiting.id = entry.id
        waiting.clientID = entry.clientID
        waiting.agent = agents[entry.agent].symbol
        if let place = held.change(of: entry.id) {
            tellDropped(held.orders[place], .delayed, change.header)
            held.supersede(place, waiting)
        } else if held.hasRoom {
            held.add(HeldOrders.Held(order: waiting, slot: slot, since: change.header.time))
        } else {
            return false
        }
        return true
    }

    /// Sends what the rate has room for by an event, after a second look; drops what has waited too long.
    mutating func releaseHeld(_ header: EventHeader) {
        while let first = held.orders.first {
            if header.time &- first.since >= settings.maxDelay {
                drop(0, .delayed, header)
            } else if rate.hasRoom(at: header.time) {
                first.isChange ? sendHeldChange(header) : sendHeld(header)
            } else {
                return
            }
        }
    }

    /// The market has moved and the state may be another: all rules look at it again, without what it binds itself.
    private mutating func sendHeld(_ header: EventHeader) {
        let waiting = held.release(at: header.time)
        let entry = orders.entries[waiting.slot]
        var order = waiting.order
        var draft = RiskDraft(agent: entry.agent, instrument: entry.instrument, quantity: entry.remaining)
        draft.stopDistance = waiting.stopDistance
        draft.target = waiting.target
        if order.kind == .limit || order.kind == .stopLimit { draft.limitPrice = order.limit.double }
        release(waiting.slot, entry.remaining)
        examine(&draft, at: header.time)
        if order.timeInForce == .fok, draft.quantity != draft.wanted { draft.quantity = 0 }
        if draft.quantity == 0 {
            orders.end(waiting.slot)
            held.countRefused(waiting)
        } else {
            _ = rate.admit(at: header.time)
            orders.replace(
                waiting.slot, more: draft.quantity, quantity: draft.quantity, limit: entry.limit)
            work(entry.agent, entry.instrument, draft.quantity)
            order.header = header
            order.quantity = draft.quantity
            if order.display > abs(draft.quantity) { order.display = 0 }
            agents[entry.agent].approved += 1
            approved.send(order)
        }
        deny(draft, header, order.instrument, orderID: entry.id, clientID: entry.clientID)
    }

    /// A change is done as if it were asked for now: its order may have ended in the meantime.
    private mutating func sendHeldChange(_ header: EventHeader) {
        let waiting = held.release(at: header.time)
        var change = waiting.order
        change.header = header
        guard let agent = agents.firstIndex(where: { $0.symbol == change.agent }) else { return }
        if !replace(change, agent, isReleased: true) { held.countRefused(waiting) }
    }

    /// A newer target takes the place of what waits for an older one; says whether there was any.
    mutating func supersede(_ agent: Int, _ instrument: Int, _ header: EventHeader) -> Bool {
        let before = held.orders.count
        for place in held.orders.indices.reversed() where held.orders[place].target != nil {
            let entry = orders.entries[held.orders[place].slot]
            if entry.agent == agent, entry.instrument == instrument { drop(place, .delayed, header) }
        }
        return held.orders.count < before
    }

    /// Drops what waits, and says so.
    mutating func drop(_ place: Int, _ rule: Denial.Rule, _ header: EventHeader) {
        let waiting = held.drop(place)
        tellDropped(waiting, rule, header)
        if !waiting.isChange { end(waiting.slot) }
    }

    private mutating func tellDropped(
        _ waiting: HeldOrders.Held, _ rule: Denial.Rule, _ header: EventHeader
    ) {
        let entry = orders.entries[waiting.slot]
        let seconds = Double(header.time &- waiting.since) / 1e9
        refuse(
            rule, header, agent: entry.agent, named: waiting.order.instrument,
            quantity: waiting.isChange ? waiting.order.quantity : entry.remaining,
            value: rule == .delayed ? seconds : Double(killCause.rawValue),
            limit: rule == .delayed ? Double(settings.maxDelay) / 1e9 : 0, orderID: waiting.order.id,
            clientID: waiting.order.clientID)
    }

    /// Drops all that wait.
    mutating func dropHeld(_ rule: Denial.Rule, _ header: EventHeader) {
        while !held.isEmpty { drop(0, rule, header) }
    }

    /// What still waits when the data end is never sent.
    mutating func finish() {
        while let first = held.orders.first {
            drop(0, .delayed, EventHeader.atEnd(after: first.order.header))
        }
    }

    func reportDelay(into report: inout NodeReport) {
        guard settings.throttle == .delay else { return }
        report.metric("delayed", Double(held.count), unit: "orders and changes")
        report.metric("delayed_released", Double(held.released), unit: "orders", headline: false)
        report.metric("delayed_dropped", Double(held.dropped), unit: "orders", headline: held.dropped > 0)
        report.metric("delayed_most", Double(held.most), unit: "orders at once", headline: false)
        let mean = held.released > 0 ? held.waited / Double(held.released) / 1e9 : nil
        report.metric("delay_mean", mean, unit: "s", headline: false)
        report.metric("delay_max", Double(held.longest) / 1e9, unit: "s", headline: false)
    }
}
