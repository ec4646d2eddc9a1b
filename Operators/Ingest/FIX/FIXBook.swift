import MarketModel

/// Turns the entries of one message after another into changes of a book, quotes and trades.
struct FIXBook {
    /// What is known of an order.
    private struct Known {
        var price: Price
        var size: Double
        var side: BookSide
    }

    private let kind: FIX.Book
    private var orders: [UInt64: Known] = [:]
    private var top = Quote(
        header: .unplaced(0), bid: Price(raw: 0), ask: Price(raw: 0), bidSize: 0, askSize: 0)

    /// The message that is being taken.
    private var header = EventHeader.unplaced(0)
    private var isSnapshot = false
    private var flags = BookFlags()
    private var events: [MarketEvent] = []
    private var lastChange: Int?
    private var topBefore: Quote
    private var isCleared = false

    init(_ kind: FIX.Book) {
        self.kind = kind
        topBefore = top
    }

    /// Starts a message.
    mutating func begin(_ header: EventHeader, isSnapshot: Bool, hasGap: Bool) {
        self.header = header
        self.isSnapshot = isSnapshot
        flags = isSnapshot ? .snapshot : []
        if hasGap { flags.insert(.gap) }
        events.removeAll(keepingCapacity: true)
        lastChange = nil
        topBefore = top
        isCleared = false
    }

    /// Ends the message: hands its events on and tells how many there are.
    mutating func finish(into queue: inout FeedQueue) -> Int {
        if kind == .top, differs(top, topBefore) || isSnapshot && isCleared {
            top.header = header
            events.append(.quote(top))
        }
        for (index, event) in events.enumerated() {
            queue.append(index == lastChange ? marked(event) : event)
        }
        return events.count
    }

    private func differs(_ a: Quote, _ b: Quote) -> Bool {
        a.bid != b.bid || a.ask != b.ask || a.bidSize != b.bidSize || a.askSize != b.askSize
    }

    private func marked(_ event: MarketEvent) -> MarketEvent {
        switch event {
        case .level(var change):
            change.flags.insert(.last)
            return .level(change)
        case .order(var change):
            change.flags.insert(.last)
            return .order(change)
        default: return event
        }
    }

    /// Takes an entry; returns why it gives nothing, if it should have.
    mutating func take(_ entry: FIXEntry, _ tally: inout FeedTally) -> String? {
        if entry.isMalformed { return "MDEntryPx (270) or MDEntrySize (271) is no number" }
        switch entry.type {
        case UInt8(ascii: "0"), UInt8(ascii: "1"):
            if isSnapshot { clear(entry.header) }
            return takeChange(entry, entry.type == UInt8(ascii: "0") ? .bid : .ask)
        case UInt8(ascii: "2"): return takeTrade(entry, &tally)
        case UInt8(ascii: "J"):
            clear(entry.header)
            return nil
        default:
            tally.note("other_entries")
            return nil
        }
    }

    private mutating func takeTrade(_ entry: FIXEntry, _ tally: inout FeedTally) -> String? {
        guard !isSnapshot else {
            tally.note("snapshot_trades")
            return nil
        }
        guard entry.action == UInt8(ascii: "0") else {
            tally.note("trade_corrections")
            return nil
        }
        guard let price = entry.price, let size = entry.size else { return "a trade without price or size" }
        events.append(
            .trade(Trade(header: entry.header, price: price, quantity: size, side: entry.aggressor)))
        return nil
    }

    /// Empties the book, once a message.
    private mutating func clear(_ header: EventHeader) {
        guard !isCleared else { return }
        isCleared = true
        let none = Price(raw: 0)
        orders.removeAll(keepingCapacity: true)
        switch kind {
        case .levels:
            change(
                .level(
                    LevelChange(
                        header: header, price: none, size: 0, side: .none, action: .clear, flags: flags)))
        case .orders:
            change(
                .order(
                    OrderChange(
                        header: header, orderID: 0, price: none, size: 0, side: .none, action: .clear,
                        flags: flags)))
        case .top:
            top = Quote(header: header, bid: none, ask: none, bidSize: 0, askSize: 0)
        }
    }

    private mutating func change(_ event: MarketEvent) {
        lastChange = events.count
        events.append(event)
    }

    private mutating func takeChange(_ entry: FIXEntry, _ side: BookSide) -> String? {
        guard (48...50).contains(entry.action) || entry.action == 53 else {
            return "MDUpdateAction (279) counts levels or is unknown"
        }
        let removes = entry.action == 50
        if kind == .orders { return takeOrder(entry, side, removes: removes) }
        if kind == .top && removes {
            // Only the best there is can be taken away; an older one has been replaced already.
            let best = side == .bid ? top.bid : top.ask
            if entry.price == nil || entry.price == best { setTop(side, Price(raw: 0), 0) }
            return nil
        }
        guard let price = entry.price else { return "a level without MDEntryPx (270)" }
        guard let size = removes ? 0 : entry.size else { return "a level without MDEntrySize (271)" }
        if kind == .levels {
            change(
                .level(LevelChange(header: entry.header, price: price, size: size, side: side, flags: flags)))
        } else {
            takeTop(side, price, size)
        }
        return nil
    }

    /// A snapshot may tell several levels: the best of them counts.
    private mutating func takeTop(_ side: BookSide, _ price: Price, _ size: Double) {
        let best = side == .bid ? top.bid : top.ask
        let isWorse = side == .bid ? price < best : price > best
        if isSnapshot && best.raw != 0 && isWorse { return }
        setTop(side, price, size)
    }

    private mutating func setTop(_ side: BookSide, _ price: Price, _ size: Double) {
        if side == .bid {
            (top.bid, top.bidSize) = (price, size)
        } else {
            (top.ask, top.askSize) = (price, size)
        }
    }

    private mutating func takeOrder(_ entry: FIXEntry, _ side: BookSide, removes: Bool) -> String? {
        guard let identity = entry.identity else { return "an order without MDEntryID (278)" }
        let known = orders[identity]
        if removes {
            guard let known else { return "removes an order that is not known" }
            orders[identity] = nil
            send(entry, identity, known, .cancel)
            return nil
        }
        guard let price = entry.price ?? known?.price, let size = entry.size ?? known?.size else {
            return "an order without price or size"
        }
        let order = Known(price: price, size: size, side: side)
        orders[identity] = order
        send(entry, identity, order, known == nil ? .add : .modify)
        return nil
    }

    private mutating func send(
        _ entry: FIXEntry, _ identity: UInt64, _ order: Known, _ action: OrderChange.Action
    ) {
        change(
            .order(
                OrderChange(
                    header: entry.header, orderID: identity, price: order.price, size: order.size,
                    side: order.side,
                    action: action, flags: flags)))
    }
}
