import Learning
import MarketModel

/// One copy: an order at a time, worked by an algorithm and filled by a venue, along the tape.
struct ExecutionCopy: Sendable {
    /// What an order came to.
    struct Order: Sendable {
        /// +1 buys, −1 sells.
        var side: Double
        /// Price of the trade that it came with.
        var arrival: Double
        /// When its horizon ends, ns.
        var end: Int64
        /// Contracts filled, positive.
        var filled = 0.0
        /// Price and fees beyond the arrival, positive is worse, in price × contracts.
        var cost = 0.0
    }

    /// The numbers that all copies share.
    struct Terms: Sendable {
        var over: Int64
        var slices: Int
        var tick: Double
        /// Contracts of an order.
        var quantity: Double
    }

    private(set) var seat: SlicerSeat
    private(set) var view: ExecutionView
    private(set) var order: Order?
    /// The trade that is being decided on, or that comes next.
    private(set) var at = 0
    /// Orders that have begun since the segment did.
    private(set) var orders: Int64 = 0
    /// Decisions since the segment began.
    private(set) var history: [UInt8] = []
    private var pending: [Fill] = []
    private var hasEnded = false
    private let terms: Terms

    init(_ seat: SlicerSeat, _ terms: Terms) {
        self.seat = seat
        self.terms = terms
        view = ExecutionView(over: terms.over, slices: terms.slices, tick: terms.tick)
    }

    /// Share of the order that is not filled.
    var left: Double { order.map { max(0, 1 - $0.filled / terms.quantity) } ?? 0 }
    /// Cost of the order so far, in price.
    var cost: Double { order.map { $0.cost / terms.quantity } ?? 0 }

    /// Looks at the trades of before, and stands at one.
    mutating func warm(from first: Int, to start: Int, _ trades: [Trade]) {
        at = first
        rest(to: start, trades)
    }

    /// Lets trades pass without an order, up to one.
    mutating func rest(to next: Int, _ trades: [Trade]) {
        while at < next {
            _ = pass(trades[at])
            at += 1
        }
    }

    /// An order comes with the trade that the copy stands at, which is its first decision.
    mutating func begin(_ side: Double, _ trades: [Trade]) {
        let trade = trades[at]
        orders += 1
        hasEnded = false
        order = Order(side: side, arrival: trade.price.double, end: trade.header.time &+ terms.over)
        view.begin(side * terms.quantity, at: trade.header.time)
        seat.match(trade, &pending)
        _ = view.take(trade.price.double, trade.quantity, at: trade.header.time)
    }

    /// Decides on the trade that the copy stands at, and goes on to the next decision or to the order's end; returns
    /// whether it has ended.
    mutating func step(_ action: Int, _ trades: [Trade], isFirst: Bool) -> Bool {
        let trade = trades[at]
        let multiplier = 0.5 * Double(action)
        seat.multiply(multiplier, trade.header)
        view.choose(multiplier)
        history.append(UInt8(action))
        var parent: MarketModel.Order?
        if isFirst, let order {
            parent = MarketModel.Order(
                header: trade.header, id: orders, quantity: order.side * terms.quantity, kind: .market)
        }
        seat.work(trade, parent)
        settle()
        at += 1
        while at < trades.count {
            if isOver(trades[at].header.time) { return true }
            if pass(trades[at]) { return false }
            at += 1
        }
        return true
    }

    /// A trade comes by; true if it is to be decided on: then the algorithm has not seen it.
    private mutating func pass(_ trade: Trade) -> Bool {
        seat.match(trade, &pending)
        if view.take(trade.price.double, trade.quantity, at: trade.header.time) { return true }
        seat.work(trade)
        settle()
        return false
    }

    /// Fills reach the agent and the algorithm, later than the trade that they met.
    private mutating func settle() {
        guard !pending.isEmpty else { return }
        for fill in pending where fill.isTrade && fill.parent == orders {
            view.settle(fill.quantity)
            guard var live = order, !hasEnded else { continue }
            live.filled += abs(fill.quantity)
            live.cost += fill.quantity * (fill.price.double - live.arrival)
            live.cost += fill.multiplier > 0 ? fill.fee / fill.multiplier : fill.fee
            order = live
        }
        seat.settle(pending)
        pending.removeAll(keepingCapacity: true)
    }

    /// Filled; or its horizon is over by a slice, which no venue that fills at once needs.
    private func isOver(_ time: Int64) -> Bool {
        guard let order else { return true }
        return order.filled >= terms.quantity * (1 - 1e-9)
            || time > order.end &+ terms.over / Int64(terms.slices)
    }

    /// Ends the order; what was not filled is worth the last price.
    mutating func end(_ trades: [Trade]) {
        view.drop()
        hasEnded = true
        guard var live = order else { return }
        let rest = max(0, terms.quantity - live.filled)
        let price = trades[min(at, trades.count - 1)].price.double
        live.cost += rest * live.side * (price - live.arrival)
        live.filled += rest
        order = live
    }
}
