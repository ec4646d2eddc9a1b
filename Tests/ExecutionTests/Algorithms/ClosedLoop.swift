import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport

/// An execution algorithm and a small venue that feed each other as in a run: slices meet later trades, fills
/// are seen before the trade after.
struct ClosedLoop {
    /// What the venue does with a slice that could be filled.
    enum Venue { case whole, moody(UInt64) }

    private(set) var slices: [Order] = []
    private(set) var cancels: [Order] = []
    private(set) var fills: [Fill] = []
    private(set) var updates: [OrderUpdate] = []
    /// What broke a rule, in words.
    private(set) var faults: [String] = []
    let node: DrivenNode
    private var working: [Order] = []
    private var venue: Venue
    private var random: SplitMix64
    private var quantity: [Int64: Double] = [:]
    private var filled: [Int64: Double] = [:]
    private var states: [Int64: OrderState] = [:]

    init(
        _ name: String, _ arguments: [(name: String, value: ArgumentValue)], venue: Venue = .whole,
        extra: [Feed] = []
    ) throws {
        let feeds =
            [Feed("market", [Trade]()), Feed("order", [Order]()), Feed("fills", [Fill](), isFeedback: true)]
            + extra
        node = try DrivenNode(entry(name), arguments, inputs: feeds.map(\.input))
        self.venue = venue
        random = SplitMix64(seed: 0)
        if case .moody(let seed) = venue { random = SplitMix64(seed: seed) }
    }

    /// Runs orders and trades by their places; an order goes before a trade of the same place.
    mutating func run(_ trades: [Trade], _ orders: [Order], finishes: Bool = true) {
        var next = 0
        for trade in trades {
            while next < orders.count, orders[next].header.sequence <= trade.header.sequence {
                give(orders[next])
                next += 1
            }
            node.deliver([trade], to: 0)
            let made = match(trade)
            collect()
            node.deliver(made, to: 2)
            fills += made
        }
        guard finishes else { return }
        node.finish()
        collect()
    }

    /// Hands one order over.
    mutating func give(_ order: Order) {
        if order.action == .submit { quantity[order.id] = abs(order.quantity) }
        if order.action == .replace { quantity[order.id] = .infinity }
        node.deliver([order], to: 1)
        collect()
    }

    /// Hands events to an input beyond market, orders and fills.
    func give<E: Event>(_ events: [E], to input: Int) { node.deliver(events, to: input) }

    private mutating func collect() {
        for order in node.tape(Order.self).take() {
            if order.action == .cancel { cancels.append(order) } else { slices.append(order) }
            if order.action == .submit { check(order) }
            working.append(order)
        }
        for update in node.tape(OrderUpdate.self).take() {
            if let state = states[update.orderID], !state.allows(update.state) {
                faults.append("\(update.state) after \(state) of \(update.orderID)")
            }
            states[update.orderID] = update.state
            updates.append(update)
        }
    }

    /// What was traded and what works is never more than the parent.
    private mutating func check(_ slice: Order) {
        let live = working.filter { $0.parent == slice.parent && $0.action == .submit }
        let total =
            live.reduce(0) { $0 + abs($1.quantity) } + abs(slice.quantity) + filled[slice.parent, default: 0]
        let bound = quantity[slice.parent, default: 0]
        if total > bound * (1 + 1e-9) { faults.append("\(total) of \(bound) at \(slice.id)") }
        if slice.id >> 20 != slice.parent { faults.append("slice \(slice.id) of \(slice.parent)") }
        if slice.quantity == 0 || !slice.quantity.isFinite { faults.append("slice of \(slice.quantity)") }
    }

    private mutating func match(_ trade: Trade) -> [Fill] {
        var made: [Fill] = []
        var kept: [Order] = []
        for order in working where order.action == .submit {
            guard order.header.sequence < trade.header.sequence else {
                kept.append(order)
                continue
            }
            let isEnded = working.contains {
                $0.action == .cancel && $0.id == order.id && $0.header.sequence < trade.header.sequence
            }
            let rest = isEnded ? end(order, trade, &made) : fill(order, trade, &made)
            if let rest { kept.append(rest) }
        }
        working =
            kept + working.filter { $0.action == .cancel && $0.header.sequence >= trade.header.sequence }
        return made
    }

    private mutating func end(_ order: Order, _ trade: Trade, _ made: inout [Fill]) -> Order? {
        made.append(fill(order, trade, order.quantity, .cancelled))
        return nil
    }

    private mutating func fill(_ order: Order, _ trade: Trade, _ made: inout [Fill]) -> Order? {
        let crosses = order.quantity > 0 ? trade.price < order.limit : trade.price > order.limit
        if order.kind == .limit, !crosses {
            return order.timeInForce == .ioc ? end(order, trade, &made) : order
        }
        var part = 1.0
        if case .moody = venue {
            switch Int.random(in: 0..<10, using: &random) {
            case 0: return end(order, trade, &made)
            case 1...4: part = 0.5
            case 5: return order
            default: break
            }
        }
        let size = (abs(order.quantity) * part).rounded(.up)
        let isWhole = part == 1 || size >= abs(order.quantity)
        let traded = isWhole ? order.quantity : order.quantity < 0 ? -size : size
        filled[order.parent, default: 0] += abs(traded)
        made.append(fill(order, trade, traded, isWhole ? .filled : .partial))
        guard !isWhole else { return nil }
        var rest = order
        rest.quantity -= traded
        if order.timeInForce == .ioc { return end(rest, trade, &made) }
        return rest
    }

    private func fill(_ order: Order, _ trade: Trade, _ quantity: Double, _ outcome: Fill.Outcome) -> Fill {
        let price = order.kind == .limit ? order.limit : trade.price
        return Fill(
            header: trade.header, of: order, quantity: quantity, price: price, fee: 0, multiplier: 1,
            outcome: outcome)
    }

    /// Contracts traded of a parent, positive.
    func traded(_ parent: Int64) -> Double { filled[parent, default: 0] }

    /// The last word on a parent.
    func end(of parent: Int64) -> OrderUpdate? { updates.last { $0.orderID == parent } }
}

/// A parent, or a request about one.
func parent(
    _ id: Int64, _ quantity: Double, at time: Int64 = 0, limit: Double? = nil, action: Order.Action = .submit
) -> Order {
    var order = Order(
        header: EventHeader(time: time, sequence: time), id: id, quantity: quantity,
        kind: limit == nil ? .market : .limit, limit: Price(limit ?? 0))
    order.actionCode = action.rawValue
    return order
}

/// One trade a second of `size` contracts, at prices that go up and down around 100.
func steadyTrades(_ count: Int, size: Double = 10, start: Int64 = 0) -> [Trade] {
    var sequencer = Sequencer()
    return (0..<count).map { index in
        Trade(
            header: sequencer.header(at: start + Int64(index) * second),
            price: Price(100 + Double(index % 3)),
            quantity: size, side: .buy)
    }
}

/// Nanoseconds of a second.
let second: Int64 = 1_000_000_000
