import MarketModel
import OperatorKit
import OrderBooks
import Randomness
import Rings

/// A book by order that a recorded book by price could have come from.
struct ImputedOrders: Operator {
    static let signature = Signature<ImputedOrders>(
        "book.orders",
        "Makes up the orders behind a book by price (level 2), as changes of single orders (level 3).",
        details: """
            What a level grows by is a new order, at the end of the level's queue. What it shrinks by was cancelled: \
            by the orders of `cancels`, last in the queue (back), first (front), or wherever a unit of the level's \
            quantity that is chosen by chance belongs to (anywhere). A trade is filled by the orders at its price \
            that its aggressor's side meets, first in, first out, and each fill is followed by the cancel of its \
            size, as Databento's market by order has it; a trade without a side takes the side that rests at its \
            price, and what it finds nobody for is a trade of its own. The levels that follow a trade take off \
            nothing that the trade has taken.

            The levels of the made-up orders are those that were recorded; who stands where in a queue is not known, \
            and what is measured of it is worth what `cancels` is. With back, execution.orders_book fills as \
            execution.book does with `queue: risk_averse`.

            All that comes of a message carries the header of its last change. A change flagged as following a gap \
            empties the book, and the flag is passed on; a negative or infinite size and a level without a side are \
            counted as malformed and passed over. Source: price–time priority. Warm-up: none.
            """,
        example:
            "queues: {op: book.orders, from: {levels: feed.levels, market: feed.trades}, cancels: anywhere}"
    )
    .input("levels", LevelChange.self, "changes of price levels, in order") { node, changes in
        for i in changes.indices { node.take(changes[i]) }
    }
    .input("market", Trade.self, "trades, with the aggressor's side where it is known") { node, trades in
        for i in trades.indices { node.take(trades[i]) }
    }
    .output("orders", OrderChange.self, "changes of single orders") { node, outlet in node.outlet = outlet }

    private let settings: Settings
    private var random: SplitMix64
    private var book = OrderBook()
    private var outlet = Outlet<OrderChange>()
    /// What has come of a message that is not complete.
    private var message: [LevelChange] = []
    /// What was made last: whether it ends its message is known with the next.
    private var held: OrderChange?
    private var hasGap = false
    private var tally = Tally()

    init(_ settings: Settings, _ context: NodeContext) {
        self.settings = settings
        random = SplitMix64(seed: settings.seed == 0 ? context.seed : UInt64(settings.seed))
        message.reserveCapacity(4096)
    }

    // MARK: Levels

    private mutating func take(_ change: LevelChange) {
        message.append(change)
        guard change.flags.contains(.last) else { return }
        for place in message.indices {
            message[place].header = change.header
            apply(message[place])
        }
        message.removeAll(keepingCapacity: true)
        complete()
    }

    private mutating func apply(_ change: LevelChange) {
        if change.flags.contains(.gap) {
            book.clear()
            hasGap = true
        }
        if change.action == .clear {
            clear(change)
        } else if change.side == .none || !(change.size >= 0 && change.size < .infinity) {
            tally.malformed += 1
        } else {
            set(change)
        }
    }

    private mutating func clear(_ change: LevelChange) {
        guard change.side != .none else {
            book.clear()
            return send(change.header, .clear, 0, Price(raw: 0), 0, .none, change.flags)
        }
        while let best = book.level(change.side, 0) {
            cancel(best.size, change.side, best.price, change.header, change.flags)
        }
    }

    private mutating func set(_ change: LevelChange) {
        let old = book.size(change.side, at: change.price)
        let growth = change.size - old
        // Sizes are sums of decimals: a difference a billion times smaller is none.
        guard abs(growth) > max(old, change.size) * 1e-9 else { return }
        if growth < 0 {
            return cancel(-growth, change.side, change.price, change.header, change.flags)
        }
        tally.added += 1
        send(change.header, .add, UInt64(tally.added), change.price, growth, change.side, change.flags)
    }

    private mutating func cancel(
        _ size: Double, _ side: BookSide, _ price: Price, _ header: EventHeader, _ flags: BookFlags
    ) {
        var left = size
        while left > size * 1e-9, let order = chosen(side, price) {
            let gone = min(left, order.size)
            left -= gone
            tally.cancelled += gone
            send(header, .cancel, order.id, price, gone, side, flags)
        }
    }

    /// The next order to be cancelled at a price.
    private mutating func chosen(_ side: BookSide, _ price: Price) -> OrderBook.Resting? {
        switch settings.cancels {
        case .back: return book.last(side, at: price)
        case .front: return book.first(side, at: price)
        case .anywhere:
            var place = random.uniform() * book.size(side, at: price)
            var found: OrderBook.Resting?
            book.forEachOrder(side, at: price) { order in
                found = order
                place -= order.size
                return place >= 0
            }
            return found
        }
    }

    // MARK: Trades

    private mutating func take(_ trade: Trade) {
        let side = restingSide(of: trade)
        let matched = min(trade.quantity, book.size(side, at: trade.price))
        if matched > 0 { fill(trade, matched, side) }
        let rest = trade.quantity - matched
        guard matched <= 0 || rest > trade.quantity * 1e-9 else { return }
        tally.unmatched += rest
        send(trade.header, .trade, 0, trade.price, rest, aggressor(of: trade), [])
        complete()
    }

    /// The orders that stand first are filled and go.
    private mutating func fill(_ trade: Trade, _ matched: Double, _ side: BookSide) {
        var left = matched
        send(trade.header, .trade, 0, trade.price, matched, aggressor(of: trade), [])
        while left > matched * 1e-9, let order = book.first(side, at: trade.price) {
            let size = min(left, order.size)
            left -= size
            tally.traded += size
            send(trade.header, .fill, order.id, trade.price, size, side, [])
            send(trade.header, .cancel, order.id, trade.price, size, side, [])
        }
        complete()
    }

    private func aggressor(of trade: Trade) -> BookSide {
        switch trade.side {
        case .buy: .bid
        case .sell: .ask
        case .unknown: .none
        }
    }

    private func restingSide(of trade: Trade) -> BookSide {
        switch trade.side {
        case .buy: .ask
        case .sell: .bid
        case .unknown: book.size(.ask, at: trade.price) > 0 ? .ask : .bid
        }
    }

    // MARK: Output

    private mutating func send(
        _ header: EventHeader, _ action: OrderChange.Action, _ id: UInt64, _ price: Price, _ size: Double,
        _ side: BookSide, _ flags: BookFlags
    ) {
        flush()
        var flags = flags.intersection(.snapshot)
        if hasGap { flags.insert(.gap) }
        hasGap = false
        let change = OrderChange(
            header: header, orderID: id, price: price, size: size, side: side, action: action, flags: flags)
        _ = book.apply(change)
        held = change
    }

    /// What was sent last ends its message.
    private mutating func complete() {
        held?.flags.insert(.last)
        flush()
    }

    private mutating func flush() {
        if let held { outlet.send(held) }
        held = nil
    }

    func report(into report: inout NodeReport) {
        tally.report(into: &report)
        report.metric("resting", Double(book.count), unit: "orders at the end", headline: false)
    }
}
