import Learning
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
        node.see(quotes[quotes.count - 1])
    }
    .output("multiplier", Reading.self, "one per slice") { node, outlet in node.multipliers = outlet }
    .output("urgency", Reading.self, "mean multiplier, one per slice") { node, outlet in
        node.urgencies = outlet
    }
    .output("opinion", Opinion.self, "the probabilities, and why it fell back") { node, outlet in
        node.opinions = outlet
    }

    /// Hash of what the inputs mean.
    static let inputSchema = schemaHash(ExecutionView.schemaTexts)

    private var policy: Policy
    private var view: ExecutionView
    /// Id of the order that is followed; nil before the first.
    private var parent: Int64?
    private var parents = 0
    private var multipliers = Outlet<Reading>()
    private var urgencies = Outlet<Reading>()
    private var opinions = Outlet<Opinion>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        view = ExecutionView(over: settings.over, slices: settings.slices, tick: settings.tick)
        policy = try Policy(
            settings.policy,
            PolicyModel.Demand(
                agent: "agent.execution", inputs: ExecutionView.inputs.count, schema: Self.inputSchema,
                source: context.name, actions: ExecutionView.multiples), safe: 2, seed: context.seed)
    }

    private mutating func begin(_ order: Order) {
        guard order.quantity != 0, order.quantity.isFinite else { return }
        parents += 1
        parent = order.id
        view.begin(order.quantity, at: order.header.time)
        policy.forget()
    }

    private mutating func settle(_ fill: Fill) {
        guard fill.isTrade, let parent, fill.parent == parent || fill.orderID == parent else { return }
        view.settle(fill.quantity)
    }

    private mutating func see(_ quote: Quote) {
        view.see(
            bid: quote.bid.double, ask: quote.ask.double, bidSize: quote.bidSize, askSize: quote.askSize)
    }

    private mutating func take(_ trade: Trade) {
        guard view.take(trade.price.double, trade.quantity, at: trade.header.time) else { return }
        for index in policy.input.indices { policy.input[index] = view.values[index] }
        let opinion = policy.decide(trade.header, allowed: 0b11111)
        var urgency = 0.0
        for index in 0..<5 { urgency += 0.5 * Double(index) * opinion.probabilities[index] }
        let multiplier = 0.5 * Double(opinion.choice)
        let number = Int64(view.slice + 1)
        multipliers.send(Reading(header: trade.header, value: multiplier, count: number))
        urgencies.send(Reading(header: trade.header, value: urgency, count: number))
        opinions.send(opinion)
        view.choose(multiplier)
    }

    func report(into report: inout NodeReport) {
        report.metric("parents", Double(parents), headline: false)
        policy.report(into: &report, names: ExecutionView.inputs.map(\.name))
    }
}
