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

    /// Which of them somebody reads; all of them if nobody reads any.
    var areRead: InlineArray<5, Bool> {
        let read: InlineArray<5, Bool> = [
            trades.room != .max, quotes.room != .max, levels.room != .max, orders.room != .max,
            bars.room != .max,
        ]
        for index in 0..<5 where read[index] { return read }
        return InlineArray(repeating: true)
    }

    @inline(__always) func take(_ event: Trade) { trades.send(event) }
    @inline(__always) func take(_ event: Quote) { quotes.send(event) }
    @inline(__always) func take(_ event: LevelChange) { levels.send(event) }
    @inline(__always) func take(_ event: OrderChange) { orders.send(event) }
    @inline(__always) func take(_ event: Bar) { bars.send(event) }
}

/// Events read in advance, to be sent in long copies.
struct FeedStore: FeedSink {
    private(set) var trades: [Trade] = []
    private(set) var quotes: [Quote] = []
    private(set) var levels: [LevelChange] = []
    private(set) var orders: [OrderChange] = []
    private(set) var bars: [Bar] = []
    /// How many of each were sent.
    private(set) var sent: InlineArray<5, Int> = InlineArray(repeating: 0)

    mutating func take(_ event: Trade) { trades.append(event) }
    mutating func take(_ event: Quote) { quotes.append(event) }
    mutating func take(_ event: LevelChange) { levels.append(event) }
    mutating func take(_ event: OrderChange) { orders.append(event) }
    mutating func take(_ event: Bar) { bars.append(event) }

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
    /// Events handed on, by output.
    private(set) var sent: InlineArray<5, Int> = InlineArray(repeating: 0)

    init(_ rules: FeedRules) {
        quotePrice = rules.quotesAsTrades
        quoteSize = rules.quoteSize
    }

    /// Sends an event at its instant, which must not be earlier than the one before.
    @inline(__always)
    mutating func send<Sink: FeedSink>(_ event: MarketEvent, at instant: Int64, into sink: inout Sink) {
        let place = sequencer.header(at: instant)
        switch event {
        case .trade(var trade):
            trade.header = place
            sent[0] &+= 1
            sink.take(trade)
        case .quote(var quote):
            quote.header = place
            sent[1] &+= 1
            sink.take(quote)
            if quotePrice != .none { sendTrade(of: quote, into: &sink) }
        case .level(var change):
            change.header = place
            sent[2] &+= 1
            sink.take(change)
        case .order(var change):
            change.header = place
            sent[3] &+= 1
            sink.take(change)
        case .bar(var bar):
            sent[4] &+= 1
            bar.header = EventHeader(time: bar.end, sequence: place.sequence)
            sink.take(bar)
        }
    }

    /// Sends a change of a level at its instant, as above.
    @inline(__always)
    mutating func send<Sink: FeedSink>(_ change: LevelChange, at instant: Int64, into sink: inout Sink) {
        var change = change
        change.header = sequencer.header(at: instant)
        sent[2] &+= 1
        sink.take(change)
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
        sent[0] &+= 1
        sink.take(
            Trade(
                header: sequencer.header(at: quote.header.time), price: price, quantity: quoteSize,
                side: .unknown))
    }
}
