import MarketModel
import OperatorKit
import Rings

/// Measures what orders cost against what their prices could have been.
struct TCA: Operator {
    struct Settings: OperatorSettings {
        var agents: [String] = []
        var maxOpen = 1024
        var maxRows = 1000

        static let parameters: [Parameter<Settings>] = [
            .texts("agents", \.agents, "measures only orders of these agents; without it, of all"),
            .integer("max_open", \.maxOpen, in: 1...65_536, "most orders at work; one more is not measured"),
            .integer(
                "max_rows", \.maxRows, in: 1...1_000_000,
                "most orders in the table; the totals count all of them"),
        ]
    }

    static let signature = Signature<TCA>(
        "analytics.tca", "Measures what orders cost: slippage, shortfall and its parts, participation.",
        details: """
            For each order approved (no slice of another), all positive where it hurts, side s = ±1:

            decision: the price when the order was made: the mid of the last quote, or the last trade's price \
            where no quotes are connected. arrival: the same when its first slice was sent; without `slices`, \
            the decision. average: of its fills. Its life ends with its last fill, or when it was cancelled \
            or had expired (`updates`, or the venue's cancellation), or with the data.

            arrival_bps = s·(average − arrival)/arrival·10⁴. vwap_bps and twap_bps: the same against the volume- and \
            the time-weighted average price of the market in its life, the trade that filled it last included. \
            advantage_bps: how much better than the volume-weighted average price of its UTC day, positive is good \
            (the whole day, also what came later: a benchmark, no signal). impact_bps = s·(price at its end − \
            arrival)/arrival·10⁴: what the market had moved with the order, by its impact or by itself, which one \
            order can't tell apart; arrival_bps less impact_bps came back. fill_rate = filled/quantity; \
            time_to_fill: from the decision to the last fill; participation = filled/volume of the market in its \
            life.

            shortfall = what a paper account, filled whole at the decision, would have more (Perold 1988): \
            delay = filled·s·(arrival − decision), trading = Σ contracts·s·(price − arrival), opportunity = \
            unfilled·s·(price at its end − decision), and fees; in account currency by the fills' multiplier. \
            shortfall_bps is of quantity·decision. Totals weigh slippage by what was traded at arrival.

            Source: Perold (1988), The implementation shortfall: paper versus reality. Warm-up: none; an \
            order before the first price is not measured.
            """,
        example: """
            tca:
              op: analytics.tca
              from: {market: ticks, orders: risk.approved, slices: twap.slices, fills: exec.fills, updates: twap.updates}
            """
    )
    .input("market", Trade.self, "the market's trades", passive: true) { node, trades in
        for index in trades.indices { node.meter.take(trades[index]) }
        node.last = trades[trades.count - 1].header
    }
    .input("quotes", Quote.self, "the touch, for mids", passive: true, optional: true) { node, quotes in
        node.meter.take(quotes[quotes.count - 1])
    }
    .input("orders", Order.self, "approved orders") { node, orders in
        for index in orders.indices { node.take(orders[index]) }
    }
    .input("slices", Order.self, "what the algorithm sent of them", optional: true) { node, orders in
        for index in orders.indices { node.arrive(orders[index]) }
    }
    .input("fills", Fill.self, "what the venue made of them") { node, fills in
        for index in fills.indices { node.take(fills[index]) }
    }
    .input("updates", OrderUpdate.self, "how they ended", optional: true) { node, updates in
        for index in updates.indices { node.take(updates[index]) }
    }
    .output("shortfall", Reading.self, "of each order when it has ended, in basis points") { node, outlet in
        node.readings = outlet
    }

    private let settings: Settings
    private let agents: [Symbol]
    private let algorithm: String
    private let hasSlices: Bool
    private var meter = MarketMeter()
    private var open: [OrderCost] = []
    private var ended: [OrderCost] = []
    private var last = EventHeader(time: 0, sequence: .min)
    private var unmeasured = 0
    private var beyond = CostSum()
    private var sum = CostSum()
    private var count: Int64 = 0
    private var readings = Outlet<Reading>()

    init(_ settings: Settings, _ context: NodeContext) {
        self.settings = settings
        agents = settings.agents.map { Symbol(cutting: $0) }
        let slices = context.inputs.first { $0.port == "slices" }
        hasSlices = slices != nil
        algorithm = slices?.source ?? ""
        open.reserveCapacity(settings.maxOpen)
        ended.reserveCapacity(min(settings.maxRows, 4096))
    }

    private func place(of id: Int64) -> Int? { open.firstIndex { $0.id == id } }

    /// The order of a fill: its own, or the parent, which a slice's id names too.
    private func place(of fill: Fill) -> Int? {
        fill.parent != 0 ? place(of: fill.parent) : place(of: fill.orderID) ?? place(of: fill.orderID >> 20)
    }

    private mutating func take(_ order: Order) {
        last = later(order.header)
        guard order.parent == 0, agents.isEmpty || agents.contains(order.agent) else { return }
        if order.action == .replace, let place = place(of: order.id), order.quantity.isFinite {
            open[place].quantity = max(abs(order.quantity), open[place].filled)
        }
        guard order.action == .submit, order.quantity != 0, order.quantity.isFinite else { return }
        guard open.count < settings.maxOpen, meter.hasPrice else {
            unmeasured += 1
            return
        }
        open.append(OrderCost(order, meter, arrives: !hasSlices))
    }

    private mutating func arrive(_ slice: Order) {
        guard slice.action == .submit, let place = place(of: slice.parent) else { return }
        open[place].arrive(at: meter.price)
    }

    private mutating func take(_ fill: Fill) {
        last = later(fill.header)
        guard let place = place(of: fill) else { return }
        if fill.isTrade, fill.quantity != 0 {
            open[place].add(fill)
            if open[place].isFilled { close(place, fill.header) }
        } else if fill.outcome == .cancelled, fill.orderID == open[place].id {
            close(place, fill.header)
        }
    }

    private mutating func take(_ update: OrderUpdate) {
        last = later(update.header)
        guard update.parent == 0, let place = place(of: update.orderID) else { return }
        if update.state.isFinal {
            close(place, update.header)
        } else if update.remaining != 0 {
            open[place].quantity = abs(update.filled) + abs(update.remaining)
        }
    }

    private func later(_ header: EventHeader) -> EventHeader {
        header.sequence >= last.sequence ? header : last
    }

    private mutating func close(_ place: Int, _ header: EventHeader) {
        var cost = open[place]
        open.swapAt(place, open.count - 1)
        open.removeLast()
        cost.close(meter, at: header.time)
        sum.add(cost, meter)
        if ended.count < settings.maxRows { ended.append(cost) } else { beyond.add(cost, meter) }
        count += 1
        let paper = abs(cost.paper)
        guard paper > 0 else { return }
        readings.send(Reading(header: header, value: cost.shortfall / paper * 1e4, count: count))
    }

    mutating func finish() {
        let end = EventHeader.atEnd(after: last)
        // In the order in which they came.
        open.sort { $0.id > $1.id }
        while !open.isEmpty { close(open.count - 1, end) }
    }

    func report(into report: inout NodeReport) {
        var table = CostTable(algorithm: algorithm)
        for cost in ended.sorted(by: { $0.id < $1.id }) { table.add(cost, meter) }
        table.add(sum)
        report.metric("orders", Double(sum.orders), unit: "measured")
        report.metric("fill_rate", sum.fillRate, unit: "fraction")
        report.metric("arrival_bps", sum.arrivalPoints, unit: "bp, cost")
        report.metric("vwap_bps", sum.vwapPoints, unit: "bp, cost")
        report.metric("twap_bps", sum.twapPoints, unit: "bp, cost")
        report.metric("advantage_bps", sum.advantagePoints, unit: "bp, gain on the day's average")
        report.metric("impact_bps", sum.impactPoints, unit: "bp, moved against it")
        report.metric("shortfall", sum.shortfall, unit: "account currency")
        report.metric("shortfall_bps", sum.shortfallPoints, unit: "bp of the paper account")
        report.metric("time_to_fill", sum.timeToFill, unit: "s, mean")
        report.metric("participation", sum.participation, unit: "fraction of the market's volume")
        for (name, value) in [
            ("delay", sum.delay), ("trading", sum.trading), ("opportunity", sum.opportunity),
            ("fees", sum.fees),
        ] { report.metric(name, value, unit: "account currency", headline: false) }
        report.metric("quantity", sum.quantity, unit: "contracts", headline: false)
        report.metric("filled", sum.filled, unit: "contracts", headline: false)
        report.metric("unfilled", sum.quantity - sum.filled, unit: "contracts", headline: false)
        report.metric(
            "unmeasured", Double(unmeasured), unit: "orders without a price, or beyond max_open",
            headline: unmeasured > 0)
        report.metric("beyond_rows", Double(beyond.orders), unit: "orders not in the table", headline: false)
        report.tables.append(
            NodeReport.Table(
                name: "tca", columns: CostTable.columns, rows: table.rows, textColumns: CostTable.short))
    }
}
