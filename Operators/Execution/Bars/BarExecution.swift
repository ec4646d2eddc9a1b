import MarketModel
import OperatorKit
import Rings

/// A venue made of bars: orders meet the bars that come after them.
struct BarExecution: VenueOperator {
    static let signature = Signature<BarExecution>(
        "execution.bars", "Fills orders against bars, later ones only, by the path of prices within them.",
        details: """
            An order can meet a bar that stands after it in the run's order and starts at least `latency` \
            after it. A market order is filled at that bar's open ± (spread/2 + slippage)·tick ± impact. A \
            stop is filled at the open where that is beyond it, else at the stop, with the same costs: a buy \
            stop at max(stop, open) + costs. A limit order is filled at its limit, never better, when the bar \
            goes through it by a tick or more (at all, where no tick is known); one that the open already \
            meets when it is new takes the open with costs, at most its limit.

            path: pessimistic gives every order the worse of what the bar allows. Of stop and target in one \
            bar the stop is filled; legs that are attached within a bar have their stop hit if the bar \
            reaches it at all, and their target only if the close is beyond it; so have limits of stop-limit \
            orders, and a trailing stop that has followed the bar's extreme. What a path would have decided is \
            counted as `ambiguous`, made or withheld, and the fills carry it as a flag. ohlc and olhc walk the bar \
            from extreme to extreme; nearest takes the extreme that is nearer to the open first.

            \(ImpactModel.manual)

            All fills of a bar take at most `participation` of its volume; the rest carries over to the next \
            bar. Bars that are made up to fill a gap fill nothing (counted as stale), and partial bars are \
            passed over. An order whose time ends within a bar does not meet it.

            \(Venue.manual)

            Source: the bar-by-bar fills of common back-testers, at their most cautious. Warm-up: none.
            """,
        example: """
            exec: {op: execution.bars, from: {bars: bars@1m, order: risk.approved}, fee: 2, tick: 0.25}
            """
    )
    .input("bars", Bar.self, "the bars that orders meet") { node, bars in
        for i in bars.indices { node.take(bars[i]) }
    }
    .takingOrders()
    .answering()

    let settings: Settings
    /// What a taker pays beyond the price.
    private let cost: Int64
    /// By how much a bar must go beyond a limit.
    let beyond: Int64
    private var impact: ImpactModel
    var venue: Venue
    /// The bar that orders meet.
    var bar = Bar(
        header: EventHeader(time: 0, sequence: .min), start: 0, end: 0, open: Price(raw: 0),
        high: Price(raw: 0), low: Price(raw: 0), close: Price(raw: 0), volume: 0)
    /// Contracts of its volume that are left for fills.
    var budget = 0.0
    /// The last id of a leg that was attached at the open.
    var ownAtOpen: Int64 = 0
    private var seen = 0

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        let tick = settings.venue.tick
        for (name, ticks) in [("slippage", settings.slippage), ("spread", settings.spread)]
        where ticks > 0 && tick == 0 {
            throw OperatorError(
                "\(name) is in ticks, and the tick is not given", argument: name, help: "tick: 0.25")
        }
        self.settings = settings
        cost = Price((settings.spread / 2 + settings.slippage) * tick).raw
        beyond = max(1, Price(tick).raw)
        venue = try Venue(settings.venue, latency: settings.latency)
        impact = try ImpactModel(settings.impact, tick: tick, clock: venue.sessions, hasSamples: false)
    }

    private mutating func take(_ bar: Bar) {
        venue.last = bar.header
        if bar.flags.contains(.partial) { return }
        seen += 1
        // What a bar teaches is known to the orders of the next one.
        defer { if impact.learns, !bar.flags.contains(.synthetic) { impact.see(bar) } }
        guard !venue.isIdle else { return venue.account.see(bar.close) }
        venue.pass(to: bar.header, at: bar.start)
        while let request = venue.requests.pop(before: bar.header.sequence, by: bar.start) {
            let slot = venue.admit(request, bar.header, at: bar.start)
            if slot >= 0 { refusePostOnly(slot, bar) }
        }
        if bar.flags.contains(.synthetic) {
            venue.tally.stale += venue.desk.count
        } else {
            self.bar = bar
            meetBar()
            markBar()
        }
        venue.desk.sweep()
        venue.pass(to: bar.header, at: bar.end)
    }

    /// All orders meet the bar.
    private mutating func meetBar() {
        budget = settings.participation > 0 ? settings.participation * bar.volume : .infinity
        venue.account.see(bar.open)
        meetOpen()
        ownAtOpen = venue.ownID
        guard venue.desk.bounds.concern(bar.low, bar.high) else { return }
        switch settings.path {
        case .pessimistic: return assumeWorst()
        case .ohlc: walk(highFirst: true)
        case .olhc: walk(highFirst: false)
        case .nearest: walk(highFirst: bar.high.raw &- bar.open.raw <= bar.open.raw &- bar.low.raw)
        }
    }

    /// The margin is checked at the worse extreme, the account marked at the close.
    private mutating func markBar() {
        if venue.account.position != 0 {
            venue.see(venue.account.position > 0 ? bar.low : bar.high, bar.header)
        }
        venue.account.see(bar.close)
    }

    private mutating func refusePostOnly(_ slot: Int, _ bar: Bar) {
        guard venue.desk[slot].order.flags.contains(.postOnly), venue.desk[slot].isTriggered,
            venue.desk[slot].accepts(bar.open)
        else { return }
        venue.end(slot, .rejected, .postOnlyWouldTake, bar.header)
    }

    /// Whether an order works and does not end within the bar.
    func isWorking(_ slot: Int) -> Bool {
        !venue.desk[slot].state.isFinal && venue.desk[slot].expiry >= bar.end
    }

    /// Fills an order as a taker at `price` with costs.
    mutating func take(_ slot: Int, at price: Price) {
        let working = venue.desk[slot]
        let moved = impact.cost(of: abs(working.order.quantity), at: price.double)
        let extra = cost &+ (moved > 0 ? Price(min(moved, 1e9)).raw : 0)
        let (sum, overflow) = price.raw.addingReportingOverflow(working.buys ? extra : -extra)
        var paid = overflow ? price : Price(raw: sum)
        if !working.isPriceless, !working.accepts(paid) { paid = working.order.limit }
        budget -= venue.trade(slot, budget, at: paid, .taker, bar.header)
    }

    /// Fills a resting order at its limit.
    mutating func fillAtLimit(_ slot: Int) {
        budget -= venue.trade(slot, budget, at: venue.desk[slot].order.limit, .maker, bar.header)
    }

    /// The same after the bar's open, where another order of the group may have come first.
    mutating func fillWithin(_ slot: Int) {
        doubt(slot)
        fillAtLimit(slot)
    }

    /// Whether a price lies beyond an order's limit by a tick.
    func isThrough(_ slot: Int, _ price: Price) -> Bool {
        let limit = venue.desk[slot].order.limit
        let (high, low) = venue.desk[slot].buys ? (limit, price) : (price, limit)
        let (depth, overflow) = high.raw.subtractingReportingOverflow(low.raw)
        return !overflow && depth >= beyond
    }

    func report(into report: inout NodeReport) {
        venue.report(into: &report)
        report.metric(
            "ambiguous", Double(venue.tally.ambiguous), unit: "fills that the path within a bar decides")
        impact.report(into: &report)
        report.metric("bars", Double(seen), unit: "bars", headline: false)
    }
}
