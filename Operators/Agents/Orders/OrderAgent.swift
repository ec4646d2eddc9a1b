import MarketModel
import OperatorKit
import Rings

/// Asks for orders at times written in the pipeline.
struct OrderAgent: Operator {
    struct Settings: OperatorSettings {
        var orders: ArgumentValue?
        var file: ArgumentValue?

        static let parameters: [Parameter<Settings>] = [
            .tree(
                "orders", \.orders,
                "list of {at, quantity, kind, limit, stop, trail, tif, expiry, post_only, reduce_only, display, "
                    + "group, take_profit, stop_loss, instrument, action, of, name}"),
            .treeFile("file", \.file, "a YAML file with the list, in place of `orders`"),
        ]
    }

    static let signature = Signature<OrderAgent>(
        "agent.orders", "Asks for a list of orders, each when the market's time comes to it.",
        details: """
            at: a UTC time (2013-10-07T14:30:00Z, 2013-10-07 14:30) or a length after the first event (30m, \
            1h30m). A request is sent with the first event whose time is at or after it, with that event's \
            header; requests of one time in the order of the list. The agent's name is the node's, and \
            clientID is the entry's place in the list, from 1.

            quantity: contracts, negative sells. kind: market, limit, stop, stop_limit, trailing_stop; \
            without it market, or limit where `limit` is given. tif: gtc, day, ioc, fok, gtd; gtd has an \
            `expiry`, a time or a length after `at`. action: submit, replace, cancel, cancel_all; replace \
            and cancel say `of` which entry, by its `name` or its place.

            They are requests: a risk gate approves them. Those whose time the data do not reach are counted \
            as not sent. Warm-up: none.
            """,
        example: """
            desk:
              op: agent.orders
              from: ticks
              orders:
                - {at: 2013-10-08T14:00:00Z, quantity: 5000, name: morning}
                - {at: 2013-10-08T15:30:00Z, action: cancel, of: morning}
            """
    )
    .inputs("market", "what passes the time: trades, bars") { node, _, batch in node.take(batch) }
    .output("orders", Order.self, "requests, for the risk gate") { node, outlet in node.orders = outlet }

    private let agent: Symbol
    /// Entries with a time of their own, and those counted from the first event, each in the order of their times.
    private var instants: [PlannedOrder]
    private var lengths: [PlannedOrder]
    /// How many of each have been sent.
    private var nextInstant = 0
    private var nextLength = 0
    /// Time of the first event.
    private var start = Int64.min
    /// When the next one is due.
    private var due = Int64.min
    private var orders = Outlet<Order>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        agent = Symbol(cutting: context.name)
        let plan: [PlannedOrder]
        switch (settings.orders, settings.file) {
        case (let list?, nil): plan = try Self.plan(list, argument: "orders")
        case (nil, let list?): plan = try Self.plan(list, argument: "file")
        case (nil, nil):
            throw OperatorError("there are no orders", help: "orders: [{at: 30m, quantity: 100}], or file: …")
        case (_?, _?):
            throw OperatorError(
                "the orders are given twice", argument: "file", help: "keep either orders or file")
        }
        func sorted(_ part: [PlannedOrder]) -> [PlannedOrder] {
            part.sorted {
                ($0.at.time(from: 0), $0.order.clientID) < ($1.at.time(from: 0), $1.order.clientID)
            }
        }
        instants = sorted(plan.filter { $0.isInstant })
        lengths = sorted(plan.filter { !$0.isInstant })
    }

    private static func plan(
        _ value: ArgumentValue, argument: String
    ) throws(OperatorError) -> [PlannedOrder] {
        let list = value["orders"] ?? value
        guard case .list(let items) = list.kind, !items.isEmpty else {
            throw OperatorError(
                "the orders are not a list", argument: argument, help: "orders: [{at: 30m, quantity: 100}]",
                origin: list.origin)
        }
        var plan: [PlannedOrder] = []
        var mistakes: [OperatorError] = []
        // What later entries may name, those in error included: one cause is told once.
        var names: [String] = []
        for (index, item) in items.enumerated() {
            var reader = PlanReader(item)
            let entry = PlannedOrder(&reader, number: index + 1, earlier: plan, names: names)
            names.append(item["name"]?.text ?? "\(index + 1)")
            if let entry { plan.append(entry) }
            for mistake in reader.mistakes {
                var named = mistake
                named.message = "order \(index + 1)" + mistake.message
                named.argument = argument
                mistakes.append(named)
            }
        }
        if let mistake = OperatorError(mistakes) { throw mistake }
        return plan
    }

    private mutating func take(_ batch: EventBatch) {
        for index in 0..<batch.count {
            let header = batch.header(index)
            guard header.time >= due else { continue }
            if start == .min { begin(at: header.time) }
            while header.time >= due { send(header) }
        }
    }

    private mutating func begin(at time: Int64) {
        start = time
        due = min(instantDue, lengthDue)
    }

    private var instantDue: Int64 {
        nextInstant < instants.count ? instants[nextInstant].at.time(from: 0) : .max
    }

    private var lengthDue: Int64 {
        nextLength < lengths.count ? lengths[nextLength].at.time(from: start) : .max
    }

    private mutating func send(_ header: EventHeader) {
        let (instant, length) = (instantDue, lengthDue)
        // Of one time, in the order of the list.
        let takesInstant =
            instant == length
            ? instants[nextInstant].order.clientID < lengths[nextLength].order.clientID : instant < length
        let entry = takesInstant ? instants[nextInstant] : lengths[nextLength]
        if takesInstant { nextInstant += 1 } else { nextLength += 1 }
        var order = entry.order
        order.header = header
        order.agent = agent
        if let expiry = entry.expiry { order.expiry = expiry.time(from: header.time) }
        orders.send(order)
        due = min(instantDue, lengthDue)
    }

    func report(into report: inout NodeReport) {
        let sent = nextInstant + nextLength
        let left = instants.count + lengths.count - sent
        report.metric("requests", Double(sent), unit: "orders")
        report.metric("not_sent", Double(left), unit: "orders", headline: left > 0)
    }
}
