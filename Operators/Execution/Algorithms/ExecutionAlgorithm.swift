import MarketModel
import OperatorKit
import Rings

/// An operator that works parents in slices.
///
/// It acts when a trade or an order passes, never by a clock: a slice that is due between two trades is sent at
/// the second, in its place in the run's order. Fills come back as feedback and are looked at before the next
/// trade.
protocol ExecutionAlgorithm: Operator {
    var desk: SliceDesk { get set }
    /// Lays out what is to be sent of a new parent, or of one whose quantity changed.
    mutating func plan(_ place: Int)
    /// Sends what is due of a parent whose horizon has not ended.
    mutating func work(_ place: Int, _ header: EventHeader)
    /// Sees every trade before anything is sent on it.
    mutating func observe(_ trade: Trade)
}

extension ExecutionAlgorithm {
    mutating func observe(_ trade: Trade) {}

    mutating func take(_ orders: Span<Order>) {
        for index in orders.indices {
            let order = orders[index]
            switch desk.receive(order) {
            case .parent(let place):
                if desk.parents[place].isActive { plan(place) }
                advance(place, order.header)
                desk.wake = min(desk.wake, desk.parents[place].wake)
            case .all: sweep(order.header)
            case .nothing: break
            }
        }
    }

    mutating func take(_ trades: Span<Trade>) {
        for index in trades.indices {
            let trade = trades[index]
            desk.lastPrice = trade.price
            observe(trade)
            if desk.isDue(trade.header.time) { sweep(trade.header) }
        }
        desk.last = trades[trades.count - 1].header
    }

    /// Looks at every parent.
    private mutating func sweep(_ header: EventHeader) {
        desk.isDirty = false
        for place in desk.parents.indices where desk.parents[place].isActive { advance(place, header) }
        desk.findWake()
    }

    private mutating func advance(_ place: Int, _ header: EventHeader) {
        guard desk.settle(place, header) else { return }
        if desk.parents[place].ending != .none || header.time >= desk.parents[place].end {
            desk.windUp(place, header)
        } else {
            work(place, header)
        }
    }

    mutating func finish() { desk.finish() }

    func report(into report: inout NodeReport) { desk.tally.report(into: &report) }
}

extension Signature where Op: ExecutionAlgorithm {
    /// Adds the ports that all execution algorithms have.
    func algorithmPorts() -> Signature {
        input("market", Trade.self, "the trades of what is traded: time, price, volume") { node, trades in
            node.take(trades)
        }
        .input("order", Order.self, "approved orders: the parents", gated: true) { node, orders in
            node.take(orders)
        }
        .input("quotes", Quote.self, "the touch, for limit slices", passive: true, optional: true) {
            node, quotes in node.desk.take(quotes)
        }
        .input("fills", Fill.self, "what became of the slices, as feedback from the venue", passive: true) {
            node, fills in node.desk.take(fills)
        }
        .output("slices", Order.self, "orders for the venue, and their ends", gate: true) { node, outlet in
            node.desk.slices = outlet
        }
        .output("updates", OrderUpdate.self, "how the parents stand, and what of them was released") {
            node, outlet in node.desk.updates = outlet
        }
    }
}

/// What the documentation of all execution algorithms says.
enum AlgorithmManual {
    static let parents = """
        Parents are approved orders, market or limit, as many at once as max_parents; replace, cancel and \
        cancelAll reach their parent by its id. A parent that is refused is told as rejected, with a reason. \
        A slice has parent = the parent's id and id = parent·2^20 + k, k = 1, 2, …

        A slice that is due between two trades is sent at the second: the market's time moves with its \
        trades. The first one is sent with the order itself. Slices are whole lots (the last takes what is \
        left), and at every moment traded + working + open = quantity: what the venue gives back is carried \
        into later slices. At the horizon's end limit slices are called back and the rest is sent at once, \
        as a market order or up to the parent's limit (at_end: complete), or all is called back and the \
        parent expires (at_end: cancel). Connect updates to the gate ({prev: …}): they say what of a parent \
        was released. Fills must come back by {prev: …}.
        """
}
