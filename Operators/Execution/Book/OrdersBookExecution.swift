import MarketModel
import OperatorKit
import OrderBooks
import Rings

/// A venue on a recorded book by order: the place in the queue is known exactly.
struct OrdersBookExecution: BookVenueOperator {
    static let signature = Signature<OrdersBookExecution>(
        "execution.orders_book", "Fills orders on a recorded book by order (level 3), first in, first out.",
        details: """
            A resting order stands behind all orders that rest at its price when it arrives, and before all \
            that come later: a recorded order that is cancelled, traded or loses its place moves it forward \
            only if it stood before it. It is filled by what the recording trades with orders behind it, or \
            with orders at worse prices: those would have come later. A trade that is recorded at its price \
            when nothing stands before it comes to it too.

            \(BookVenueSettings.manual)

            \(Venue.manual)

            Source: price–time priority; messages as Databento's market by order has them: an aggressor's \
            trade, the fill of each resting order, then its cancel. Warm-up: none.
            """,
        example: """
            exec: {op: execution.orders_book, from: {orders: feed.orders, order: risk.approved}, fee: 1.2, \
            tick: 0.25}
            """
    )
    .input("orders", OrderChange.self, "changes of orders, in order") { node, changes in
        for i in changes.indices { node.take(changes[i]) }
    }
    .takingOrders()
    .answering()

    var desk: BookDesk<OrderBook>
    /// What is left of the trade whose fills are coming.
    private var tradeLeft = 0.0

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        desk = try BookDesk(settings)
    }

    private mutating func take(_ change: OrderChange) {
        let isWorking = desk.begin(change.header)
        if change.flags.contains(.gap) { desk.invalidate() }
        if change.action == .clear { desk.isValid = true }
        guard desk.isValid else { return }
        if isWorking { moveQueues(change) }
        desk.touch(change.side, change.price, change.header)
        _ = desk.book.apply(change)
        if isWorking { meet(change) }
        if isWorking, change.flags.contains(.last) { desk.stand(change.header) }
    }

    /// A resting order leaves its place, or a part of it goes: those behind it move forward.
    private mutating func moveQueues(_ change: OrderChange) {
        guard change.action == .cancel || change.action == .modify || change.action == .add,
            let old = desk.book.order(change.orderID), let arrival = desk.book.arrival(of: change.orderID)
        else { return }
        let keeps =
            change.action == .modify && change.price == old.price && change.side == old.side
            && change.size <= old.size
        let gone =
            change.action == .cancel ? min(change.size, old.size) : keeps ? old.size - change.size : old.size
        var slot = desk.venue.desk.first
        while slot >= 0 {
            let working = desk.venue.desk[slot]
            if working.rests(old.side == .bid), working.order.limit == old.price, arrival <= working.arrival {
                desk.venue.desk[slot].ahead = max(0, working.ahead - gone)
            }
            slot = desk.venue.desk.next(slot)
        }
    }

    private mutating func meet(_ change: OrderChange) {
        switch change.action {
        case .trade:
            desk.venue.see(change.price, change.header)
            tradeLeft = change.size
            // The aggressor's side is given: it meets the other one.
            if change.side != .ask { meetTrade(change, buying: false) }
            if change.side != .bid { meetTrade(change, buying: true) }
            desk.reachStops(change.price, change.header)
        case .fill:
            meetFill(change)
        case .clear:
            desk.reset()
        default: return
        }
        desk.venue.desk.sweep()
    }

    /// A trade comes to orders at better prices, and to those at its price with nothing before them.
    private mutating func meetTrade(_ change: OrderChange, buying: Bool) {
        var slot = desk.venue.desk.first
        while slot >= 0, tradeLeft > 0 {
            let next = desk.venue.desk.next(slot)
            let working = desk.venue.desk[slot]
            if working.rests(buying), change.header.sequence > working.order.header.sequence {
                if working.order.limit == change.price, working.ahead <= 0 {
                    tradeLeft = desk.meetAtPrice(slot, tradeLeft, tradeLeft, change.header)
                } else if working.order.limit != change.price, working.accepts(change.price) {
                    tradeLeft = desk.passThrough(slot, tradeLeft, change.header)
                }
            }
            slot = next
        }
    }

    /// The recording fills an order: what rests before it at the price would have been filled instead.
    private mutating func meetFill(_ change: OrderChange) {
        guard let arrival = desk.book.arrival(of: change.orderID),
            let resting = desk.book.order(change.orderID)
        else { return }
        var left = min(change.size, tradeLeft)
        var slot = desk.venue.desk.first
        while slot >= 0, left > 0 {
            let next = desk.venue.desk.next(slot)
            let working = desk.venue.desk[slot]
            if working.rests(resting.side == .bid), working.order.limit == resting.price,
                arrival > working.arrival, change.header.sequence > working.order.header.sequence
            {
                let before = left
                left = desk.meetAtPrice(slot, left, left, change.header)
                tradeLeft -= before - left
            }
            slot = next
        }
    }
}
