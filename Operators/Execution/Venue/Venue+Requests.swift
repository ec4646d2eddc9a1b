import MarketModel
import ReferenceData

extension Venue {
    /// Does what a request asks when it arrives.
    ///
    /// - Parameter time: when it arrives; the header's time where that is not before the event is over.
    /// - Returns: the slot of an order that is new in the market or has new prices there; −1 for none.
    mutating func admit(_ order: Order, _ header: EventHeader, at time: Int64) -> Int {
        switch order.action {
        case .submit: return submit(order, header, time)
        case .replace: return replace(order, header)
        case .cancel: cancel(order, header)
        case .cancelAll: cancelAll(order, header)
        case nil: refuse(order, .orderUnsupported, header)
        }
        return -1
    }

    private mutating func submit(_ order: Order, _ header: EventHeader, _ time: Int64) -> Int {
        if let reason = fault(in: order, time) {
            reject(order, reason, header)
            return -1
        }
        let needs = order.takeProfit.raw != 0 || order.stopLoss.raw != 0 ? 3 : 1
        guard desk.room >= needs, let slot = desk.add(order) else {
            reject(order, .bookFull, header)
            return -1
        }
        if needs == 3 { _ = desk.keepPair(for: slot) }
        switch order.timeInForce {
        case .gtd: desk[slot].expiry = order.expiry
        case .day: desk[slot].expiry = sessions.end(after: time)
        default: break
        }
        timer = min(timer, desk[slot].expiry)
        if let mark = account.mark, desk[slot].isTrailing { desk[slot].follow(mark) }
        tell(slot, .none, header)
        return slot
    }

    private mutating func fault(in order: Order, _ time: Int64) -> OrderUpdate.Reason? {
        if instrument != .none, order.instrument != .none, order.instrument != instrument {
            return .orderUnknownInstrument
        }
        if let fault = rules.fault(in: order, at: time) { return fault }
        guard desk.find(order.id) == .unknown else { return .orderDuplicateID }
        if order.flags.contains(.reduceOnly), account.position * order.quantity >= 0 {
            return .reduceOnlyWouldIncrease
        }
        return isCovered(order.quantity, order.flags) ? nil : .marginInsufficient
    }

    /// Whether the equity carries the position that comes of the order and all working ones of its side.
    @inline(__always)
    private func isCovered(_ quantity: Double, _ flags: Order.Flags) -> Bool {
        guard let margin, !flags.contains(.reduceOnly) else { return true }
        var reach = account.position + quantity
        var slot = desk.first
        while slot >= 0 {
            let working = desk[slot]
            if working.buys == (quantity > 0), working.origin == .request, !working.state.isFinal {
                reach += working.signed(working.remaining)
            }
            slot = desk.next(slot)
        }
        guard abs(reach) > abs(account.position) else { return true }
        return account.equity >= margin.toOpen(reach, worth: account.contractValue)
    }

    private mutating func cancel(_ order: Order, _ header: EventHeader) {
        guard let slot = slot(of: order, header) else { return }
        end(slot, .cancelled, .userCancelled, header)
    }

    private mutating func cancelAll(_ order: Order, _ header: EventHeader) {
        var slot = desk.first
        while slot >= 0 {
            let next = desk.next(slot)
            let isMeant = order.instrument == .none || desk[slot].order.instrument == order.instrument
            if isMeant { end(slot, .cancelled, .userCancelled, header) }
            slot = next
        }
        desk.sweep()
    }

    /// The working order that a request names; nil, and told, where there is none.
    private mutating func slot(of order: Order, _ header: EventHeader) -> Int? {
        desk.sweep()
        switch desk.find(order.id) {
        case .working(let slot): return slot
        case .ended: refuse(order, .orderAlreadyFinal, header)
        case .unknown: refuse(order, .orderUnknownID, header)
        }
        return nil
    }

    private mutating func replace(_ order: Order, _ header: EventHeader) -> Int {
        guard let slot = slot(of: order, header) else { return -1 }
        let changed = changed(desk[slot].order, by: order)
        if let reason = fault(in: changed, replacing: slot) {
            refuse(order, reason, header)
            return -1
        }
        let size = abs(changed.quantity)
        let left = size - desk[slot].filled
        guard left > Account.negligible else {
            end(slot, .cancelled, .userCancelled, header)
            return -1
        }
        let old = desk[slot].order
        let isSame = old.limit == changed.limit && old.stop == changed.stop && old.trail == changed.trail
        let keepsPlace = isSame && size <= abs(old.quantity)
        let released = desk[slot].remaining - left
        desk[slot].order = changed
        desk[slot].remaining = left
        let isIceberg = changed.display > 0
        desk[slot].shown = isIceberg ? min(changed.display, left) : left
        if !keepsPlace {
            desk.moveToEnd(slot)
            desk[slot].isNew = true
        }
        desk.changed(slot)
        tell(slot, .none, header, released: max(0, released))
        return keepsPlace ? -1 : slot
    }

    /// The order as the request wants it; a price that is 0 stays.
    private func changed(_ old: Order, by request: Order) -> Order {
        var order = old
        order.quantity = request.quantity
        if request.limit.raw != 0 { order.limit = request.limit }
        if request.stop.raw != 0 { order.stop = request.stop }
        if request.trail.raw != 0 { order.trail = request.trail }
        if request.display != 0 { order.display = request.display }
        return order
    }

    private func fault(in changed: Order, replacing slot: Int) -> OrderUpdate.Reason? {
        let old = desk[slot]
        if let fault = rules.fault(inQuantity: changed.quantity) { return fault }
        guard (changed.quantity > 0) == old.buys else { return .orderInvalidQuantity }
        guard changed.display >= 0, changed.display < .infinity else { return .orderInvalidQuantity }
        guard let kind = changed.kind else { return .orderUnsupported }
        if !old.isTrailing, let fault = rules.fault(inPricesOf: changed, kind) { return fault }
        if old.isTrailing, changed.trail.raw <= 0 { return .orderInvalidPrice }
        let more = changed.quantity - old.order.quantity
        let isMore = abs(changed.quantity) > abs(old.order.quantity)
        return isMore && !isCovered(more, changed.flags) ? .marginInsufficient : nil
    }

    /// Refuses a new order.
    mutating func reject(_ order: Order, _ reason: OrderUpdate.Reason, _ header: EventHeader) {
        tally.rejected += 1
        tally.unfilled += 1
        tally.count(reason)
        desk.refuse(order.id)
        let quantity = order.quantity.isFinite ? order.quantity : 0
        answers.send(
            OrderUpdate(
                header: header, order: order, state: .rejected, reason: reason, filled: 0, remaining: 0,
                released: quantity))
        guard quantity != 0, reason != .orderDuplicateID else { return }
        answers.send(
            Fill(
                header: header, of: order, quantity: quantity, price: order.limit, fee: 0,
                multiplier: account.multiplier, outcome: .cancelled))
    }

    /// Refuses a change of an order, which stays as it is.
    mutating func refuse(_ request: Order, _ reason: OrderUpdate.Reason, _ header: EventHeader) {
        tally.refused += 1
        tally.count(reason)
        var state = OrderState.rejected
        var (filled, remaining) = (0.0, 0.0)
        switch desk.find(request.id) {
        case .working(let slot):
            state = desk[slot].state
            filled = desk[slot].signed(desk[slot].filled)
            remaining = desk[slot].signed(desk[slot].remaining)
        case .ended(let last): state = last
        case .unknown: break
        }
        answers.send(
            OrderUpdate(
                header: header, order: request, state: state, reason: reason, filled: filled,
                remaining: remaining))
    }
}
