import MarketModel
import OperatorKit
import Rings

/// A venue made of recorded trades, and quotes where there are any: orders meet what comes after them.
struct SimulatedExecution: VenueOperator {
    static let signature = Signature<SimulatedExecution>(
        "execution.simulated", "Fills orders against recorded trades, later ones only, and against quotes.",
        details: """
            An order can meet a trade whose place in the run's order is after the order's and whose time is \
            at least the order's time + latency. The order of a bar stands before the trade that closed the \
            bar, so without latency it meets that trade: the next tick, never one that the decision has \
            seen.

            A market order is filled whole at the first trade that it can meet, at that trade's price plus \
            (buying) or minus (selling) (spread/2 + slippage)·tick + impact. A limit order is filled whole at \
            its limit, never better, when a trade that it can meet lies beyond the limit by at least a tick \
            (`limit_fill: touch`: at the limit or beyond); without a known tick, beyond it at all. A stop is \
            reached by a trade at its price or beyond, and then is a market order (a limit order) from that \
            trade on. An ioc order ends at the first trade that it can meet, filled or not.

            With `quotes`, a market order and a limit order at the other side's price or better meet the touch \
            as it stands when they arrive, ± slippage and impact, and wait for a quote where there is none or \
            one older than `max_age`: such fills are forbidden, and counted as stale. A resting limit order \
            is filled when a quote comes to its price, or a trade goes through it.

            `partial: true`: no more is filled than the size of the trade or the quote; what was taken of a \
            quote is gone until its price or size changes. Not simulated: the queue ahead of a limit order, \
            and what the order does to the market; that flatters large orders.

            \(ImpactModel.manual)

            \(Venue.manual)

            Warm-up: none.
            """,
        example:
            "exec: {op: execution.simulated, from: {market: ticks, order: risk.approved}, fee: 2, tick: 0.25}"
    )
    .input("market", Trade.self, "the trades that orders meet") { node, trades in node.take(trades) }
    .takingOrders()
    .input("quotes", Quote.self, "the touch that market orders meet", optional: true) { node, quotes in
        for i in quotes.indices { node.take(quotes[i]) }
    }
    .answering()

    let settings: Settings
    /// What a market order pays beyond the trade's price.
    let cost: Int64
    /// What it pays beyond the touch.
    let slippage: Int64
    /// By how much a trade must lie beyond a limit.
    private let beyond: Int64
    private var impact: ImpactModel
    let hasQuotes: Bool
    var quote = StandingQuote()
    var venue: Venue

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        let tick = settings.venue.tick
        for (name, ticks) in [("slippage", settings.slippage), ("spread", settings.spread)]
        where ticks > 0 && tick == 0 {
            throw OperatorError(
                "\(name) is in ticks, and the tick is not given", argument: name, help: "tick: 0.25")
        }
        hasQuotes = context.inputs.contains { $0.port == "quotes" }
        if settings.maxAge > 0, !hasQuotes {
            throw OperatorError(
                "max_age is of quotes, and none are connected", argument: "max_age",
                help: "from: {quotes: book.quotes, …}")
        }
        self.settings = settings
        cost = Price((settings.spread / 2 + settings.slippage) * tick).raw
        slippage = Price(settings.slippage * tick).raw
        beyond = settings.limitFill == .touch ? 0 : max(1, Price(tick).raw)
        var arguments = settings.venue
        arguments.checksTick = settings.strictTick
        venue = try Venue(arguments, latency: settings.latency)
        impact = try ImpactModel(settings.impact, tick: tick, clock: venue.sessions)
    }

    mutating func receive(_ order: Order) {
        var order = order
        if settings.timeInForce == .ioc { order.timeInForceCode = Order.TimeInForce.ioc.rawValue }
        venue.receive(order)
    }

    private mutating func take(_ trades: Span<Trade>) {
        if impact.learns {
            for i in trades.indices {
                impact.see(trades[i])
                if !venue.isIdle { match(trades[i]) }
            }
        } else {
            var i = 0
            while i < trades.count, !venue.isIdle {
                match(trades[i])
                i += 1
            }
        }
        let last = trades[trades.count - 1]
        venue.account.see(last.price)
        venue.last = last.header
    }

    /// Lets in what has arrived by an event.
    @inline(__always)
    mutating func admit(_ header: EventHeader) {
        while let request = venue.requests.pop(before: header.sequence, by: header.time) {
            let slot = venue.admit(request, header, at: header.time)
            if slot >= 0 { arrive(slot, header) }
        }
    }

    /// Offers a trade to all working orders, oldest first.
    private mutating func match(_ trade: Trade) {
        venue.pass(to: trade.header)
        admit(trade.header)
        venue.see(trade.price, trade.header)
        guard venue.desk.bounds.concern(trade.price, trade.price) else { return venue.desk.sweep() }
        var left = settings.partial ? trade.quantity : .infinity
        var slot = venue.desk.first
        while slot >= 0 {
            let next = venue.desk.next(slot)
            if !venue.desk[slot].state.isFinal, trade.header.sequence > venue.desk[slot].order.header.sequence
            {
                offer(slot, trade, &left)
            }
            slot = next
        }
        venue.desk.sweep()
    }

    private mutating func offer(_ slot: Int, _ trade: Trade, _ left: inout Double) {
        guard isTriggered(slot, trade.price, trade.header) else { return }
        let isMarket = venue.desk[slot].isPriceless
        if isMarket, hasQuotes {
            meetQuote(slot, trade.header)
        } else if let price = price(of: slot, at: trade.price) {
            if venue.desk[slot].isAllOrNone, left < venue.desk[slot].remaining {
                return venue.end(slot, .cancelled, .fokNotFillable, trade.header, at: trade.price)
            }
            left -= venue.trade(slot, left, at: price, isMarket ? .taker : .maker, trade.header)
        }
        endImmediate(slot, trade.header, at: trade.price)
    }

    /// Whether an order's stop has been reached, by this price at the latest.
    private mutating func isTriggered(_ slot: Int, _ price: Price, _ header: EventHeader) -> Bool {
        if venue.desk[slot].isTriggered { return true }
        if venue.desk[slot].order.stop.raw != 0, venue.desk[slot].reaches(price) {
            venue.desk[slot].isTriggered = true
            venue.desk.changed(slot)
            return true
        }
        if venue.desk[slot].isTrailing { venue.desk[slot].follow(price) }
        return false
    }

    /// Ends what is left of an order that does not wait.
    mutating func endImmediate(_ slot: Int, _ header: EventHeader, at price: Price) {
        guard venue.desk[slot].isImmediate, !venue.desk[slot].state.isFinal else { return }
        let reason: OrderUpdate.Reason = venue.desk[slot].isAllOrNone ? .fokNotFillable : .iocRemainder
        venue.end(slot, .cancelled, reason, header, at: price)
    }

    /// What an order pays at a trade of that price; nil when it is not filled there.
    @inline(__always)
    private mutating func price(of slot: Int, at price: Price) -> Price? {
        let buys = venue.desk[slot].buys
        guard !venue.desk[slot].isPriceless else { return worse(price, by: cost, slot) }
        let limit = venue.desk[slot].order.limit
        let (high, low) = buys ? (limit, price) : (price, limit)
        let (depth, overflow) = high.raw.subtractingReportingOverflow(low.raw)
        return depth >= beyond && !overflow ? limit : nil
    }

    /// A price with costs for a taker, within what a price can hold.
    @inline(__always)
    mutating func worse(_ price: Price, by cost: Int64, _ slot: Int) -> Price {
        let working = venue.desk[slot]
        let moved = impact.cost(of: abs(working.order.quantity), at: price.double)
        let extra = cost &+ (moved > 0 ? Price(min(moved, 1e9)).raw : 0)
        let (sum, overflow) = price.raw.addingReportingOverflow(working.buys ? extra : -extra)
        return overflow ? price : Price(raw: sum)
    }

    func report(into report: inout NodeReport) {
        venue.report(into: &report)
        impact.report(into: &report)
    }
}
