import MarketModel
import OperatorKit
import OrderBooks
import Rings

/// A venue on a recorded book by price, with a model of the queue.
struct BookExecution: BookVenueOperator {
    static let signature = Signature<BookExecution>(
        "execution.book", "Fills orders on a recorded book by price (level 2), with a model of the queue.",
        details: """
            A resting order stands at the end of the queue of its price: the level's quantity when it arrives \
            is ahead of it. A trade at its price takes off what is ahead, and what is more comes to the order; \
            a trade beyond its price fills it first. A level that shrinks by more than was traded had \
            cancellations. queue: risk_averse has them all behind the order, so that only trades move the \
            queue, but never leaves more ahead than the level holds. The others put them behind it with \
            probability p, where a is ahead and b behind: log p = f(b)/(f(a)+f(b)), log2 p = f(b)/f(a+b), both \
            with f(x) = ln(1+x); power, power2 the same with f(x) = xⁿ; power3 p = 1 − (a/(a+b))ⁿ.

            \(BookVenueSettings.manual)

            \(Venue.manual)

            Source: hftbacktest's queue models and its exchange with partial fills. \
            Warm-up: none.
            """,
        example: """
            exec: {op: execution.book, from: {levels: feed.levels, market: feed.trades, order: risk.approved}, \
            fee: {maker_bps: 2, taker_bps: 5}, queue: power, entry_latency: 5ms}
            """
    )
    .input("levels", LevelChange.self, "changes of price levels, in order") { node, changes in
        for i in changes.indices { node.take(changes[i]) }
    }
    .input("market", Trade.self, "trades, with the aggressor's side where it is known") { node, trades in
        for i in trades.indices { node.take(trades[i]) }
    }
    .takingOrders()
    .answering()

    private let queue: QueueModel
    var desk: BookDesk<LevelBook>

    init(_ settings: BookVenueSettings, _ context: NodeContext) throws(OperatorError) {
        queue = QueueModel(kind: settings.queue, exponent: settings.exponent)
        desk = try BookDesk(settings)
    }

    private mutating func take(_ change: LevelChange) {
        let isWorking = desk.begin(change.header)
        if change.flags.contains(.gap) { desk.invalidate() }
        apply(change, isWorking)
        if isWorking, change.flags.contains(.last) { desk.stand(change.header) }
    }

    @inline(__always)
    private mutating func apply(_ change: LevelChange, _ isWorking: Bool) {
        let side = change.side
        if change.action == .clear {
            desk.book.clear(side)
            desk.reset()
            if side == .none { desk.isValid = true }
            return
        }
        guard desk.isValid, side != .none, change.size >= 0, change.size < .infinity else { return }
        desk.touch(side, change.price, change.header)
        let old = desk.book.set(side, change.price, to: change.size)
        guard isWorking, old != change.size, desk.venue.desk.bounds.holds(side, change.price) else { return }
        moveQueues(change, from: old)
    }

    /// Orders that rest at the level move in its queue.
    private mutating func moveQueues(_ change: LevelChange, from old: Double) {
        var slot = desk.venue.desk.first
        while slot >= 0 {
            if desk.venue.desk[slot].rests(change.side == .bid),
                desk.venue.desk[slot].order.limit == change.price
            {
                queue.change(&desk.venue.desk[slot], from: old, to: change.size)
            }
            slot = desk.venue.desk.next(slot)
        }
    }

    private mutating func take(_ trade: Trade) {
        guard desk.begin(trade.header) else { return }
        desk.venue.see(trade.price, trade.header)
        guard desk.venue.desk.bounds.concern(trade.price, trade.price) else { return }
        if trade.quantity > 0, desk.isFresh(trade.header.time) {
            if trade.side != .sell { meet(trade, buying: false) }
            if trade.side != .buy { meet(trade, buying: true) }
        }
        desk.reachStops(trade.price, trade.header)
        desk.venue.desk.sweep()
    }

    /// A trade meets the resting orders of one side: the best price first, of one price the oldest.
    private mutating func meet(_ trade: Trade, buying: Bool) {
        var left = trade.quantity
        var last: Price?
        while left > 0, let price = price(after: last, of: trade, buying) {
            left = meet(trade, at: price, left, buying)
            last = price
        }
    }

    /// The best limit worse than `last` of an order that the trade meets; nil for none.
    private func price(after last: Price?, of trade: Trade, _ buying: Bool) -> Price? {
        var best: Price?
        var slot = desk.venue.desk.first
        while slot >= 0 {
            if meets(trade, slot, buying) {
                let limit = desk.venue.desk[slot].order.limit
                let isWorse = last.map { buying ? limit < $0 : limit > $0 } ?? true
                let isBest = best.map { buying ? limit > $0 : limit < $0 } ?? true
                if isWorse, isBest { best = limit }
            }
            slot = desk.venue.desk.next(slot)
        }
        return best
    }

    /// The orders of one limit, oldest first; returns what of the trade is left.
    private mutating func meet(_ trade: Trade, at limit: Price, _ quantity: Double, _ buying: Bool) -> Double
    {
        var left = quantity
        var slot = desk.venue.desk.first
        while slot >= 0, left > 0 {
            let next = desk.venue.desk.next(slot)
            if meets(trade, slot, buying), desk.venue.desk[slot].order.limit == limit {
                if limit == trade.price {
                    let reached = queue.trade(&desk.venue.desk[slot], trade.quantity)
                    left = desk.meetAtPrice(slot, reached, left, trade.header)
                } else {
                    left = desk.passThrough(slot, left, trade.header)
                }
            }
            slot = next
        }
        return left
    }

    /// Whether a resting order is met by a trade at its price or beyond it.
    @inline(__always)
    private func meets(_ trade: Trade, _ slot: Int, _ buying: Bool) -> Bool {
        let working = desk.venue.desk[slot]
        return working.rests(buying) && trade.header.sequence > working.order.header.sequence
            && (working.order.limit == trade.price || working.accepts(trade.price))
    }
}
