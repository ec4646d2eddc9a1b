import MarketModel
import OperatorKit
import Rings

/// Turns targets into orders within limits; the only way to execution.
struct RiskGate: Operator {
    static let signature = Signature<RiskGate>(
        "risk.gate", "Turns target positions into orders that keep within limits, and says what it refused.",
        details: """
            At every signal: wanted = target·size − (position + working), where the position is the sum of \
            the fills and working is approved − filled − cancelled. Nothing is sent when it is 0. The rules, \
            in this order:

            price_collar, no_price: all is refused while the last trade is further than the fraction from \
            the last trade at the signal before, or while no trade was seen (a limit order needs one too). \
            daily_loss: from that loss on, the position marked at the last price, counted from the start of \
            the UTC day, only the part that reduces the position passes. max_order: cut to that. \
            max_position: cut to what keeps the position within the limit even if, of all working orders, \
            only those of the same side are filled. order_rate: an order that would be one too many in the \
            second of event time that ends now is refused.

            A cut order is sent and a denial says what was cut; one denial per signal at most, naming the \
            rule that cut last. The gate only shrinks or refuses: it never enlarges or turns an order, and \
            never cancels one that works.

            daily_loss, price_collar and limit orders need the `market` input. Without a word, 10 contracts, \
            10 an order and 100 orders a second are the limits. Warm-up: none.
            """,
        example: """
            risk:
              op: risk.gate
              from: {signal: trend, fills: {prev: exec.fills}, market: ticks}
              size: 2
              max_position: 4
              daily_loss: 5000
            """
    )
    .input("market", Trade.self, "last price, for the rules that need one", passive: true, optional: true) {
        node, trades in node.mark(trades)
    }
    .input("fills", Fill.self, "what became of the orders", passive: true) { node, fills in
        for i in fills.indices { node.exposure.add(fills[i]) }
    }
    .input("signal", Signal.self, "target positions") { node, signals in
        for i in signals.indices { node.decide(signals[i]) }
    }
    .output("approved", Order.self, "orders within the limits", gate: true) { node, outlet in
        node.approved = outlet
    }
    .output("denied", Denial.self, "what was refused, and by which rule") { node, outlet in
        node.denied = outlet
    }

    private static let dayNanoseconds: Int64 = 86_400_000_000_000
    /// Below this a quantity is nothing: rounding of fractional lots.
    private static let negligible = 1e-9

    private let settings: Settings
    private let needsPrice: Bool
    private var exposure = Exposure()
    private var rate: OrderRate
    /// 0 before the first trade.
    private var lastPrice = 0.0
    private var priceAtSignal = 0.0
    private var day = Int64.min
    private var profitAtDayStart = 0.0
    private var nextID: Int64 = 1
    /// By raw value of the rule.
    private var denials = [Int](repeating: 0, count: 8)
    private var approved = Outlet<Order>()
    private var denied = Outlet<Denial>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        let hasMarket = context.inputs.contains { $0.port == "market" }
        let needs: [(String, Bool)] = [
            ("daily_loss", settings.dailyLoss > 0), ("price_collar", settings.priceCollar > 0),
            ("order", settings.order == .limit),
        ]
        for (argument, isUsed) in needs where isUsed && !hasMarket {
            throw OperatorError(
                "\(argument) needs prices, and the market input is not connected", argument: argument,
                help: "from: {market: ticks, …}")
        }
        if settings.order == .market, settings.limitOffset != 0 {
            throw OperatorError(
                "limit_offset is for limit orders", argument: "limit_offset", help: "order: limit")
        }
        self.settings = settings
        needsPrice = needs.contains { $0.1 }
        rate = OrderRate(limit: settings.orderRate)
    }

    private mutating func mark(_ trades: Span<Trade>) {
        let last = trades[trades.count - 1]
        if last.header.time >= dayEnd { roll(over: trades) }
        lastPrice = last.price.double
    }

    /// First instant of the next UTC day; before the first trade, the beginning of time.
    private var dayEnd: Int64 {
        guard day != .min else { return .min }
        let (end, overflow) = day.addingReportingOverflow(Self.dayNanoseconds)
        return overflow ? .max : end
    }

    /// Marks the profit at the end of each day that the batch leaves behind.
    private mutating func roll(over trades: Span<Trade>) {
        for i in trades.indices {
            let trade = trades[i]
            if trade.header.time >= dayEnd {
                profitAtDayStart = exposure.profit(at: lastPrice)
                let within = trade.header.time % Self.dayNanoseconds
                day = trade.header.time &- (within < 0 ? within + Self.dayNanoseconds : within)
            }
            lastPrice = trade.price.double
        }
    }

    /// An order under examination.
    private struct Draft {
        var quantity: Double
        var rule: Denial.Rule?
        var value = 0.0
        var limit = 0.0

        /// Cuts it to `allowed` of the same sign, if that is less.
        mutating func cut(to allowed: Double, by rule: Denial.Rule, value: Double, limit: Double) {
            let bound = max(0, allowed)
            guard abs(quantity) > bound else { return }
            quantity = bound < RiskGate.negligible ? 0 : quantity > 0 ? bound : -bound
            self.rule = rule
            self.value = value
            self.limit = limit
        }
    }

    private mutating func decide(_ signal: Signal) {
        defer { priceAtSignal = lastPrice }
        let wanted = contracts(of: signal.target) - exposure.expected
        guard abs(wanted) >= Self.negligible else { return }
        var draft = Draft(quantity: wanted)
        checkPrice(&draft)
        checkDailyLoss(&draft)
        draft.cut(to: settings.maxOrder, by: .maxOrder, value: abs(draft.quantity), limit: settings.maxOrder)
        let reach =
            draft.quantity > 0 ? exposure.position + exposure.buying : exposure.selling - exposure.position
        draft.cut(
            to: settings.maxPosition - reach, by: .maxPosition, value: reach + abs(draft.quantity),
            limit: settings.maxPosition)
        if draft.quantity != 0, !rate.admit(at: signal.header.time) {
            let limit = Double(settings.orderRate)
            draft.cut(to: 0, by: .orderRate, value: limit + 1, limit: limit)
        }
        if draft.quantity != 0 { send(draft.quantity, signal.header) }
        guard let rule = draft.rule else { return }
        denials[Int(rule.rawValue)] += 1
        denied.send(
            Denial(
                header: signal.header, quantity: wanted - draft.quantity, rule: rule, value: draft.value,
                limit: draft.limit))
    }

    /// The position that a target stands for, cut to whole lots.
    private func contracts(of target: Double) -> Double {
        let contracts = target * settings.size
        guard contracts.isFinite else { return exposure.expected }
        guard settings.lot > 0 else { return contracts }
        // The hair keeps 0.3/0.1 at three lots.
        let lots = (abs(contracts) / settings.lot + 1e-9).rounded(.down)
        return contracts < 0 ? -lots * settings.lot : lots * settings.lot
    }

    private func checkPrice(_ draft: inout Draft) {
        guard needsPrice else { return }
        guard lastPrice != 0 else {
            draft.cut(to: 0, by: .noPrice, value: 0, limit: 0)
            return
        }
        guard settings.priceCollar > 0, priceAtSignal != 0 else { return }
        let deviation = abs(lastPrice - priceAtSignal) / abs(priceAtSignal)
        guard deviation > settings.priceCollar else { return }
        draft.cut(to: 0, by: .priceCollar, value: deviation, limit: settings.priceCollar)
    }

    private func checkDailyLoss(_ draft: inout Draft) {
        guard settings.dailyLoss > 0 else { return }
        let loss = profitAtDayStart - exposure.profit(at: lastPrice)
        guard loss >= settings.dailyLoss else { return }
        let position = exposure.position
        let reducible = draft.quantity > 0 ? -position - exposure.buying : position - exposure.selling
        draft.cut(to: reducible, by: .dailyLoss, value: loss, limit: settings.dailyLoss)
    }

    private mutating func send(_ quantity: Double, _ header: EventHeader) {
        let isLimit = settings.order == .limit
        let offset = quantity > 0 ? -settings.limitOffset : settings.limitOffset
        let order = Order(
            header: header, id: nextID, quantity: quantity, kind: isLimit ? .limit : .market,
            // Within what a price can hold, whatever the offset.
            limit: isLimit ? Price(min(9e9, max(-9e9, lastPrice + offset))) : Price(raw: 0))
        nextID += 1
        exposure.sent(quantity)
        approved.send(order)
    }

    func report(into report: inout NodeReport) {
        report.metric("approved", Double(nextID - 1), unit: "orders")
        report.metric("denied", Double(denials.reduce(0, +)), unit: "signals")
        let names: [(Denial.Rule, String)] = [
            (.priceCollar, "price_collar"), (.noPrice, "no_price"), (.dailyLoss, "daily_loss"),
            (.maxOrder, "max_order"), (.maxPosition, "max_position"), (.orderRate, "order_rate"),
        ]
        for (rule, name) in names {
            report.metric(
                "denied_\(name)", Double(denials[Int(rule.rawValue)]), unit: "signals", headline: false)
        }
    }
}
