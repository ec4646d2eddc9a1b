import Glibc
import MarketModel
import OperatorKit
import Rings

/// Says how much of each slice of an order to trade, by a network that sees order and market.
struct ExecutionAgent: Operator {
    struct Settings: PolicySettings {
        var policy = PolicyArguments()
        var over: Int64 = 3_600_000_000_000
        var slices = 10
        var tick = 0.0

        static let parameters: [Parameter<Settings>] =
            policyParameters + [
                .duration(
                    "over", \.over, in: 1_000_000...86_400_000_000_000, "as the execution algorithm's own"),
                .integer("slices", \.slices, in: 2...1000, "as the execution algorithm's own"),
                .real(
                    "tick", \.tick, in: 0...1000, "smallest step of the price; 0 for not known", unit: "price"
                ),
            ]
    }

    static let signature = Signature<ExecutionAgent>(
        "agent.execution", "Says how much of each slice of an order to trade, by a network.",
        details: """
            Follows the newest order of `order`. At the first trade of each slice of `over` it decides, and sends the \
            multiplier that its choice is named: 0, 0.5, 1, 1.5 or 2, for execution.adaptive's `multiplier`, which \
            takes it before it cuts that slice. `urgency` is the mean multiplier by the choice's probabilities. The \
            safe choice is 1: the schedule as it is. The quantity is the algorithm's business; a multiplier moves \
            trading in time only.

            The fifteen inputs, clipped to ±3: share of the order that is left, share of the time that is left, their \
            difference; side; the price's move since 1, 5 and 20 slices, in deviations of as many slices, positive \
            where it is against the order; ln of the deviation of a slice over that when the order came; volume of \
            the last slice over its mean − 1; spread in ticks/10 and (bid size − ask size)/(both), positive where \
            it presses against the order, 0 without quotes; price against that at arrival in deviations of the whole \
            order, positive where it is against it; the multiplier before − 1; sin and cos of the hour, UTC. A model \
            with memory forgets at each new order.

            \(PolicyManual.model)

            Warm-up: none; without a second sample of the price moves and deviations are 0.
            """,
        example: """
            slicer:
              op: agent.execution
              from: {order: risk.approved, market: ticks, fills: {prev: exec.fills}}
              model: config/models/execution.safetensors
              over: 1h
              slices: 30
            """
    )
    .input("market", Trade.self, "trades: the clock") { node, trades in
        for i in trades.indices { node.take(trades[i]) }
    }
    .input("order", Order.self, "orders that an algorithm works", passive: true) { node, orders in
        for i in orders.indices where orders[i].action == .submit { node.begin(orders[i]) }
    }
    .input("fills", Fill.self, "what was filled, as feedback", passive: true, optional: true) { node, fills in
        for i in fills.indices { node.settle(fills[i]) }
    }
    .input("quotes", Quote.self, "the touch", passive: true, optional: true) { node, quotes in
        node.quote = quotes[quotes.count - 1]
    }
    .output("multiplier", Reading.self, "one per slice") { node, outlet in node.multipliers = outlet }
    .output("urgency", Reading.self, "mean multiplier, one per slice") { node, outlet in
        node.urgencies = outlet
    }
    .output("opinion", Opinion.self, "the probabilities, and why it fell back") { node, outlet in
        node.opinions = outlet
    }

    /// The choices, as a model names them.
    static let multiples = ["0", "0.5", "1", "1.5", "2"]
    /// What the inputs are, in order; a change of any line is another schema.
    static let inputs: [(name: String, definition: String)] = [
        ("left", "open quantity/quantity"), ("time", "slices left/slices"), ("ahead", "left - time"),
        ("side", "+1 buying, -1 selling"), ("move_1", "side (price - price 1 slice ago)/sd"),
        ("move_5", "side (price - price 5 slices ago)/(sd sqrt 5)"),
        ("move_20", "side (price - price 20 slices ago)/(sd sqrt 20)"),
        ("volatility", "ln(sd/sd at arrival)"), ("activity", "volume of last slice/mean - 1"),
        ("spread", "spread in ticks/10"), ("imbalance", "-side (bid size - ask size)/(bid size + ask size)"),
        ("slippage", "side (price - price at arrival)/(sd sqrt slices)"), ("multiplier", "multiplier - 1"),
        ("hour_sin", "sin(2 pi hour/24), UTC"), ("hour_cos", "cos(2 pi hour/24), UTC"),
    ]
    /// Hash of what the inputs mean.
    static let inputSchema = schemaHash(
        ["agent.execution v1", "clip 3"] + inputs.map { "\($0.name) = \($0.definition)" })

    private struct Parent {
        var id: Int64
        var quantity: Double
        var open: Double
        var slice: Int
        var start: Int64
        var price: Double
        var deviation: Double
    }

    private let settings: Settings
    private let interval: Int64
    private var policy: Policy
    private var meter: SliceMeter
    private var parent: Parent?
    private var quote: Quote?
    private var multiplier = 1.0
    private var parents = 0
    private var multipliers = Outlet<Reading>()
    private var urgencies = Outlet<Reading>()
    private var opinions = Outlet<Opinion>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        self.settings = settings
        interval = settings.over / Int64(settings.slices)
        meter = SliceMeter(every: max(1, interval))
        policy = try Policy(
            settings.policy,
            PolicyModel.Demand(
                agent: "agent.execution", inputs: Self.inputs.count, schema: Self.inputSchema,
                source: context.name, actions: Self.multiples), safe: 2, seed: context.seed)
    }

    private mutating func begin(_ order: Order) {
        guard order.quantity != 0, order.quantity.isFinite else { return }
        parents += 1
        parent = Parent(
            id: order.id, quantity: order.quantity, open: order.quantity, slice: 0,
            start: order.header.time, price: .nan, deviation: 0)
        multiplier = 1
        policy.forget()
    }

    private mutating func settle(_ fill: Fill) {
        guard fill.isTrade, let id = parent?.id, fill.parent == id || fill.orderID == id else { return }
        parent?.open -= fill.quantity
    }

    private mutating func take(_ trade: Trade) {
        let price = trade.price.double
        meter.add(price, trade.quantity, at: trade.header.time)
        guard var live = parent else { return }
        let due = live.start &+ Int64(live.slice) &* interval
        guard trade.header.time >= due else { return }
        if live.price.isNaN {
            live.price = price
            live.deviation = meter.deviation
        }
        decide(live, price, trade.header)
        live.slice += 1
        parent = live.slice < settings.slices ? live : nil
    }

    private mutating func decide(_ live: Parent, _ price: Double, _ header: EventHeader) {
        fill(live, price, header.time)
        let opinion = policy.decide(header, allowed: 0b11111)
        var urgency = 0.0
        for index in 0..<5 { urgency += 0.5 * Double(index) * opinion.probabilities[index] }
        multiplier = 0.5 * Double(opinion.choice)
        multipliers.send(Reading(header: header, value: multiplier, count: Int64(live.slice + 1)))
        urgencies.send(Reading(header: header, value: urgency, count: Int64(live.slice + 1)))
        opinions.send(opinion)
    }

    private mutating func fill(_ live: Parent, _ price: Double, _ time: Int64) {
        let side = live.quantity > 0 ? 1.0 : -1
        let left = live.open / live.quantity
        let rest = Double(settings.slices - live.slice) / Double(settings.slices)
        let deviation = meter.deviation
        let hour = Double(time % 86_400_000_000_000) / 86_400_000_000_000 * 2 * Double.pi
        set(0, left)
        set(1, rest)
        set(2, left - rest)
        set(3, side)
        set(4, side * meter.move(1, from: price))
        set(5, side * meter.move(5, from: price))
        set(6, side * meter.move(20, from: price))
        set(7, deviation > 0 && live.deviation > 0 ? log(deviation / live.deviation) : 0)
        set(8, meter.activity)
        set(9, spread)
        set(10, -side * imbalance)
        set(
            11,
            deviation > 0
                ? side * (price - live.price) / (deviation * Double(settings.slices).squareRoot()) : 0)
        set(12, multiplier - 1)
        set(13, sin(hour))
        set(14, cos(hour))
    }

    private var spread: Double {
        guard let quote, settings.tick > 0 else { return 0 }
        return (quote.ask.double - quote.bid.double) / settings.tick / 10
    }

    private var imbalance: Double {
        guard let quote, quote.bidSize + quote.askSize > 0 else { return 0 }
        return (quote.bidSize - quote.askSize) / (quote.bidSize + quote.askSize)
    }

    private mutating func set(_ index: Int, _ value: Double) {
        policy.input[index] = value.isFinite ? Float(min(3, max(-3, value))) : .nan
    }

    func report(into report: inout NodeReport) {
        report.metric("parents", Double(parents), headline: false)
        policy.report(into: &report, names: Self.inputs.map(\.name))
    }
}
