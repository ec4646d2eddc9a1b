import MarketModel
import OperatorKit
import Rings

/// Where placed events go.
protocol FeedSink {
    mutating func take(_ event: Trade)
    mutating func take(_ event: Quote)
    mutating func take(_ event: LevelChange)
    mutating func take(_ event: OrderChange)
    mutating func take(_ event: Bar)
}

/// The outputs of a file operator.
struct FeedOutlets: FeedSink {
    var trades = Outlet<Trade>()
    var quotes = Outlet<Quote>()
    var levels = Outlet<LevelChange>()
    var orders = Outlet<OrderChange>()
    var bars = Outlet<Bar>()

    @inline(__always) func take(_ event: Trade) { trades.send(event) }
    @inline(__always) func take(_ event: Quote) { quotes.send(event) }
    @inline(__always) func take(_ event: LevelChange) { levels.send(event) }
    @inline(__always) func take(_ event: OrderChange) { orders.send(event) }
    @inline(__always) func take(_ event: Bar) { bars.send(event) }
}

/// Events read in advance, to be sent in long copies.
struct FeedStore: FeedSink {
    private var trades: [Trade] = []
    private var quotes: [Quote] = []
    private var levels: [LevelChange] = []
    private var orders: [OrderChange] = []
    private var bars: [Bar] = []
    /// How many of each were sent.
    private var sent: InlineArray<5, Int> = [0, 0, 0, 0, 0]

    mutating func take(_ event: Trade) { trades.append(event) }
    mutating func take(_ event: Quote) { quotes.append(event) }
    mutating func take(_ event: LevelChange) { levels.append(event) }
    mutating func take(_ event: OrderChange) { orders.append(event) }
    mutating func take(_ event: Bar) { bars.append(event) }

    /// How many events were sent.
    var sentCount: Int { sent[0] + sent[1] + sent[2] + sent[3] + sent[4] }

    /// Sends at most `limit` more, in their common order; false once all are sent.
    mutating func send(_ limit: Int, to outlets: FeedOutlets) -> Bool {
        var left = limit
        while left > 0 {
            let heads: InlineArray<5, Int64> = [
                Self.sequence(trades, sent[0]), Self.sequence(quotes, sent[1]),
                Self.sequence(levels, sent[2]),
                Self.sequence(orders, sent[3]), Self.sequence(bars, sent[4]),
            ]
            var kind = 0
            for other in 1..<5 where heads[other] < heads[kind] { kind = other }
            guard heads[kind] != .max else { return false }
            var bound = Int64.max
            for other in 0..<5 where other != kind { bound = min(bound, heads[other]) }
            let count =
                switch kind {
                case 0: Self.run(trades, sent[0], left, bound, outlets.trades)
                case 1: Self.run(quotes, sent[1], left, bound, outlets.quotes)
                case 2: Self.run(levels, sent[2], left, bound, outlets.levels)
                case 3: Self.run(orders, sent[3], left, bound, outlets.orders)
                default: Self.run(bars, sent[4], left, bound, outlets.bars)
                }
            sent[kind] += count
            left -= count
        }
        return true
    }

    private static func sequence<E: Event>(_ events: [E], _ index: Int) -> Int64 {
        index < events.count ? events[index].header.sequence : .max
    }

    /// Sends the events from `start` on whose sequence is below `bound`, and tells how many.
    private static func run<E: Event>(
        _ events: [E], _ start: Int, _ limit: Int, _ bound: Int64, _ outlet: Outlet<E>
    ) -> Int {
        var end = min(start + limit, events.count)
        if events[end - 1].header.sequence >= bound {
            end = start
            while events[end].header.sequence < bound { end += 1 }
        }
        outlet.send(contentsOf: events.span.extracting(start..<end))
        return end - start
    }
}

/// Gives events their place in the run's order and hands them on.
struct FeedSender {
    private var sequencer = Sequencer()
    private let quotePrice: FeedRules.QuotePrice
    private let quoteSize: Double
    /// Events handed on.
    private(set) var count = 0

    init(_ rules: FeedRules) {
        quotePrice = rules.quotesAsTrades
        quoteSize = rules.quoteSize
    }

    /// Sends an event at its instant, which must not be earlier than the one before.
    @inline(__always)
    mutating func send<Sink: FeedSink>(_ event: MarketEvent, at instant: Int64, into sink: inout Sink) {
        let place = sequencer.header(at: instant)
        count &+= 1
        switch event {
        case .trade(var trade):
            trade.header = place
            sink.take(trade)
        case .quote(var quote):
            quote.header = place
            sink.take(quote)
            if quotePrice != .none { sendTrade(of: quote, into: &sink) }
        case .level(var change):
            change.header = place
            sink.take(change)
        case .order(var change):
            change.header = place
            sink.take(change)
        case .bar(var bar):
            bar.header = EventHeader(time: bar.end, sequence: place.sequence)
            sink.take(bar)
        }
    }

    private mutating func sendTrade<Sink: FeedSink>(of quote: Quote, into sink: inout Sink) {
        let price: Price
        switch quotePrice {
        case .none: return
        case .mid:
            guard quote.isTwoSided else { return }
            price = quote.mid
        case .bid: price = quote.bid
        case .ask: price = quote.ask
        }
        guard price.raw != 0 else { return }
        count &+= 1
        sink.take(
            Trade(
                header: sequencer.header(at: quote.header.time), price: price, quantity: quoteSize,
                side: .unknown))
    }
}
