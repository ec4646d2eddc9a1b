import MarketModel
import Rings

extension SliceDesk {
    /// What an order came to.
    enum Receipt {
        /// A new parent, or one that changed, at this place.
        case parent(Int)
        /// All parents may have changed.
        case all
        /// Nothing to do.
        case nothing
    }

    /// Takes an approved order: a new parent, or the change or end of one.
    mutating func receive(_ order: Order) -> Receipt {
        last = order.header
        guard isOurs(order) else {
            tally.passed += 1
            return .nothing
        }
        switch order.action {
        case .submit: return accept(order)
        case .replace: return replace(order)
        case .cancel:
            guard let place = place(of: order.id) else { return late() }
            parents[place].ending = .userCancelled
            return .parent(place)
        case .cancelAll:
            for place in parents.indices where parents[place].isActive {
                let instrument = parents[place].order.instrument
                if order.instrument == .none || order.instrument == instrument {
                    parents[place].ending = .userCancelled
                }
            }
            return .all
        case nil: return refuse(order, .orderUnsupported)
        }
    }

    private mutating func accept(_ order: Order) -> Receipt {
        guard order.quantity.isFinite, order.quantity != 0, abs(order.quantity) <= 1e15 else {
            return refuse(order, .orderInvalidQuantity)
        }
        guard order.id > 0, order.id < 1 << 43 else { return refuse(order, .orderUnknownID) }
        guard place(of: order.id) == nil else { return refuse(order, .orderDuplicateID) }
        let isPriced = order.kind == .limit && order.limit.raw != 0
        guard order.kind == .market || order.kind == .limit else { return refuse(order, .orderUnsupported) }
        guard order.kind == .market || isPriced else { return refuse(order, .orderInvalidPrice) }
        switch order.timeInForce {
        case .gtc, .day, .gtd: break
        case .ioc, .fok, nil: return refuse(order, .orderUnsupported)
        }
        guard let place = parents.firstIndex(where: { !$0.isActive }) else {
            return refuse(order, .bookFull)
        }
        parents[place] = ParentOrder(order, end: horizon(of: order))
        wake = min(wake, order.header.time)
        tally.parents += 1
        tally.quantity += abs(order.quantity)
        tell(place, order.header, .acknowledged)
        return .parent(place)
    }

    private func horizon(of order: Order) -> Int64 {
        let (sum, overflow) = order.header.time.addingReportingOverflow(settings.over)
        let end = settings.over == 0 || overflow ? Int64.max : sum
        return order.timeInForce == .gtd ? min(end, max(order.expiry, order.header.time)) : end
    }

    /// A new quantity in total, never below what is traded or works, and a new limit.
    private mutating func replace(_ order: Order) -> Receipt {
        guard let place = place(of: order.id) else { return late() }
        let sign = parents[place].sign
        guard order.quantity.isFinite, order.quantity * sign > 0, abs(order.quantity) <= 1e15 else {
            tell(place, order.header, .acknowledged, .orderInvalidQuantity)
            return .nothing
        }
        let before = parents[place].quantity
        parents[place].quantity = max(abs(order.quantity), parents[place].filled + parents[place].working)
        if parents[place].order.kind == .limit, order.limit.raw != 0 {
            parents[place].order.limit = order.limit
        }
        let cut = max(0, before - parents[place].quantity)
        tally.quantity += parents[place].quantity - before + cut
        tally.released += cut
        // What rests stands at the old limit.
        endLive(place, order.header, restingOnly: true)
        parents[place].owes = true
        tell(place, order.header, .acknowledged, released: cut)
        return .parent(place)
    }

    /// A request about a parent that is not there, or no longer: its last update stands.
    private mutating func late() -> Receipt {
        tally.late += 1
        return .nothing
    }

    private mutating func refuse(_ order: Order, _ reason: OrderUpdate.Reason) -> Receipt {
        tally.rejected += 1
        let released = order.quantity.isFinite ? order.quantity : 0
        updates.send(
            OrderUpdate(
                header: order.header, order: order, state: .rejected, reason: reason, filled: 0, remaining: 0,
                released: released))
        return .nothing
    }

    /// Tells how a parent stands; `released` is positive.
    mutating func tell(
        _ place: Int, _ header: EventHeader, _ state: OrderState, _ reason: OrderUpdate.Reason = .none,
        released: Double = 0
    ) {
        let parent = parents[place]
        parents[place].told = parent.filled
        let isPartial = state == .acknowledged && parent.filled > 0
        updates.send(
            OrderUpdate(
                header: header, order: parent.order, state: isPartial ? .partiallyFilled : state,
                reason: reason, filled: parent.sign * parent.filled,
                remaining: state.isFinal ? 0 : parent.sign * max(0, parent.quantity - parent.filled),
                released: parent.sign * released))
    }
}
