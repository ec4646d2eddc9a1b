import MarketModel
import OperatorKit
import Rings

/// A venue made of recorded trades: orders meet the trades that come after them.
struct SimulatedExecution: Operator {
    static let signature = Signature<SimulatedExecution>(
        "execution.simulated", "Fills orders against recorded trades, later ones only.",
        details: """
            An order can meet a trade whose place in the run's order is after the order's and whose time is \
            at least the order's time + latency. The order of a bar stands before the trade that closed the \
            bar, so without latency it meets that trade: the next tick, never one that the decision has \
            seen.

            A market order is filled whole at the first trade that it can meet, at that trade's price plus \
            (buying) or minus (selling) (spread/2 + slippage)·tick. A limit order is filled whole at its \
            limit, never better, when a trade that it can meet lies beyond the limit by at least a tick \
            (`limit_fill: touch`: at the limit or beyond); without a known tick, beyond it at all. An ioc \
            order ends at the first trade that it can meet, filled or not.

            Not simulated: the queue ahead of a limit order, the size of the trades, and what the order does \
            to the market; that flatters large orders. Orders still at work at the end are cancelled and \
            counted as unfilled. Fee = |contracts|·fee, once per fill. Warm-up: none.
            """,
        example:
            "exec: {op: execution.simulated, from: {market: ticks, order: risk.approved}, fee: 2, tick: 0.25}"
    )
    .input("market", Trade.self, "the trades that orders meet") { node, trades in node.take(trades) }
    .input("order", Order.self, "approved orders", gated: true) { node, orders in
        for i in orders.indices { node.take(orders[i]) }
    }
    .output("fills", Fill.self, "fills and cancellations") { node, outlet in node.fills = outlet }

    private let settings: Settings
    /// What a market order pays beyond the trade's price.
    private let cost: Int64
    /// By how much a trade must lie beyond a limit.
    private let beyond: Int64
    private var working: [Order]
    private var workingCount = 0
    /// No working order can meet a trade before this time.
    private var earliest = Int64.max
    /// Of the latest event, of either input.
    private var last = EventHeader(time: 0, sequence: .min)
    private var fills = Outlet<Fill>()

    private var received = 0
    private var filled = 0
    private var unfilled = 0
    private var rejected = 0
    private var fees = 0.0
    private var contracts = 0.0

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        for (name, ticks) in [("slippage", settings.slippage), ("spread", settings.spread)]
        where ticks > 0 && settings.tick == 0 {
            throw OperatorError(
                "\(name) is in ticks, and the tick is not given", argument: name, help: "tick: 0.25")
        }
        self.settings = settings
        cost = Price((settings.spread / 2 + settings.slippage) * settings.tick).raw
        beyond = settings.limitFill == .touch ? 0 : max(1, Price(settings.tick).raw)
        let none = Order(header: EventHeader(time: 0, sequence: 0), id: 0, quantity: 0, kind: .market)
        working = [Order](repeating: none, count: settings.maxWorking)
    }

    private mutating func take(_ order: Order) {
        received += 1
        last = order.header
        guard workingCount < working.count else {
            rejected += 1
            send(order, order.header, order.limit, .cancelled)
            return
        }
        working[workingCount] = order
        workingCount += 1
        earliest = min(earliest, due(order))
    }

    private func due(_ order: Order) -> Int64 {
        let (sum, overflow) = order.header.time.addingReportingOverflow(settings.latency)
        return overflow ? .max : sum
    }

    private mutating func take(_ trades: Span<Trade>) {
        var i = 0
        while workingCount > 0, i < trades.count {
            let trade = trades[i]
            if trade.header.time >= earliest { match(trade) }
            i += 1
        }
        last = trades[trades.count - 1].header
    }

    /// Offers a trade to all working orders, oldest first, and keeps those that go on working in order.
    private mutating func match(_ trade: Trade) {
        var kept = 0
        var earliest = Int64.max
        for index in 0..<workingCount {
            let order = working[index]
            let canMeet = trade.header.sequence > order.header.sequence && trade.header.time >= due(order)
            if canMeet, let price = price(of: order, at: trade.price) {
                send(order, trade.header, price, .filled)
            } else if canMeet, settings.timeInForce == .ioc {
                send(order, trade.header, trade.price, .cancelled)
            } else {
                working[kept] = order
                kept += 1
                earliest = min(earliest, due(order))
            }
        }
        workingCount = kept
        self.earliest = earliest
    }

    /// What the order pays at a trade of that price; nil when it is not filled there.
    private func price(of order: Order, at price: Price) -> Price? {
        let buys = order.quantity > 0
        guard order.kind == .limit else {
            let (sum, overflow) = price.raw.addingReportingOverflow(buys ? cost : -cost)
            return overflow ? price : Price(raw: sum)
        }
        let (high, low) = buys ? (order.limit, price) : (price, order.limit)
        let (depth, overflow) = high.raw.subtractingReportingOverflow(low.raw)
        return depth >= beyond && !overflow ? order.limit : nil
    }

    private mutating func send(_ order: Order, _ header: EventHeader, _ price: Price, _ outcome: Fill.Outcome)
    {
        let size = abs(order.quantity)
        let fee = outcome == .filled ? size * settings.fee : 0
        if outcome == .filled {
            filled += 1
            fees += fee
            contracts += size
        } else {
            unfilled += 1
        }
        fills.send(
            Fill(
                header: header, orderID: order.id, quantity: order.quantity, price: price, fee: fee,
                multiplier: settings.multiplier, outcome: outcome, orderTime: order.header.time))
    }

    mutating func finish() {
        let end = EventHeader.atEnd(after: last)
        for index in 0..<workingCount { send(working[index], end, working[index].limit, .cancelled) }
        workingCount = 0
    }

    func report(into report: inout NodeReport) {
        report.metric("orders", Double(filled), unit: "filled")
        report.metric("fills", Double(filled))
        report.metric("contracts", contracts, unit: "contracts")
        report.metric("fees", fees, unit: "account currency")
        report.metric("unfilled", Double(unfilled), unit: "orders")
        report.metric("received", Double(received), unit: "orders", headline: false)
        report.metric("rejected", Double(rejected), unit: "orders beyond max_working", headline: false)
    }
}
