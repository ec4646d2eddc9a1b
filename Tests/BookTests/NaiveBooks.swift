import MarketModel

/// A book that can only be right: dictionaries, sorted anew for every message.
struct NaiveLevels {
    var sides: [BookSide: [Int64: Double]] = [.bid: [:], .ask: [:]]

    mutating func apply(_ change: LevelChange) {
        if change.action == .clear {
            for side in [BookSide.bid, .ask] where change.side == .none || change.side == side {
                sides[side] = [:]
            }
        } else if change.side != .none, change.size.isFinite, change.size >= 0 {
            sides[change.side]?[change.price.raw] = change.size > 0 ? change.size : nil
        }
    }

    func depth(_ header: EventHeader) -> Depth {
        var depth = Depth(header: header)
        let bids = (sides[.bid] ?? [:]).sorted { $0.key > $1.key }.prefix(10)
        let asks = (sides[.ask] ?? [:]).sorted { $0.key < $1.key }.prefix(10)
        depth.bidCount = Int64(bids.count)
        depth.askCount = Int64(asks.count)
        for (place, level) in bids.enumerated() {
            depth.bids[place] = Depth.Level(price: Price(raw: level.key), size: level.value)
        }
        for (place, level) in asks.enumerated() {
            depth.asks[place] = Depth.Level(price: Price(raw: level.key), size: level.value)
        }
        return depth
    }
}

/// All orders in one array, in order of priority in time.
struct NaiveOrders {
    var orders: [OrderChange] = []

    mutating func apply(_ change: OrderChange) {
        let old = orders.firstIndex { $0.orderID == change.orderID }
        switch change.action {
        case .clear: orders = []
        case .add:
            guard change.side != .none, change.size > 0 else { return }
            if let old { orders.remove(at: old) }
            orders.append(change)
        case .cancel:
            guard let old, change.size > 0 else { return }
            orders[old].size -= change.size
            if orders[old].size <= 0 { orders.remove(at: old) }
        case .modify:
            guard change.side != .none else { return }
            guard let old else {
                if change.size > 0 { orders.append(change) }
                return
            }
            let keepsPlace =
                orders[old].price == change.price && orders[old].side == change.side
                && change.size <= orders[old].size
            if keepsPlace, change.size > 0 {
                orders[old].size = change.size
            } else {
                orders.remove(at: old)
                if change.size > 0 { orders.append(change) }
            }
        case .trade, .fill, nil: break
        }
    }

    func depth(_ header: EventHeader) -> Depth {
        var levels = NaiveLevels()
        for order in orders { levels.sides[order.side]?[order.price.raw, default: 0] += order.size }
        return levels.depth(header)
    }

    func queue(_ side: BookSide, _ price: Price) -> [OrderChange] {
        orders.filter { $0.side == side && $0.price == price }
    }
}

/// What a book tells of a stream, by the definitions.
struct Told {
    var depths: [Depth] = []
    var quotes: [Quote] = []
    var gaps = 0
    var crossed = 0

    /// - Parameters:
    ///   - invalidates: `on_gap: invalidate`.
    ///   - every: interval of the depths, or 0.
    init<Change: Event>(
        _ changes: [Change], flags: (Change) -> BookFlags, clears: (Change) -> Bool, invalidates: Bool = true,
        onlyTouch: Bool = false, every: Int64 = 0, holds: Bool = false,
        reset: () -> Void, apply: (Change) -> Void, depth: (EventHeader) -> Depth
    ) {
        var isValid = true
        var owes = false
        var last = Quote(
            header: EventHeader(time: 0, sequence: 0), bid: Price(raw: 0), ask: Price(raw: 0), bidSize: 0,
            askSize: 0)
        var all: [Depth] = []
        for change in changes {
            if flags(change).contains(.gap) {
                gaps += 1
                if invalidates, isValid {
                    (isValid, owes) = (false, true)
                    reset()
                }
            }
            if clears(change) { (isValid, owes) = (true, false) }
            if isValid { apply(change) }
            guard flags(change).contains(.last), isValid || owes else { continue }
            owes = false
            let depth = depth(change.header)
            if depth.quote.isCrossed {
                crossed += 1
                if holds { continue }
            }
            let quote = depth.quote
            if !Self.areSame(quote, last) {
                quotes.append(quote)
                last = quote
            }
            all.append(depth)
        }
        if every > 0 { all = Self.samples(all, every) }
        var sent = Depth(header: EventHeader(time: 0, sequence: 0)).quote
        for depth in all where !onlyTouch || !Self.areSame(depth.quote, sent) {
            depths.append(depth)
            sent = depth.quote
        }
    }

    private static func areSame(_ a: Quote, _ b: Quote) -> Bool {
        (a.bid, a.ask, a.bidSize, a.askSize) == (b.bid, b.ask, b.bidSize, b.askSize)
    }

    /// The last of each interval, dated to its end.
    private static func samples(_ all: [Depth], _ every: Int64) -> [Depth] {
        var samples: [(bucket: Int64, depth: Depth)] = []
        for var depth in all {
            var bucket = depth.header.sequence / every
            if bucket * every > depth.header.sequence { bucket -= 1 }
            let end = (bucket + 1) * every
            depth.header = EventHeader(time: end, sequence: end - 1, stamp: depth.header.stamp)
            if samples.last?.bucket == bucket { samples.removeLast() }
            samples.append((bucket, depth))
        }
        return samples.map(\.depth)
    }
}

/// Depths have no synthesized equality: arrays in line are not Equatable.
func same(_ a: [Depth], _ b: [Depth]) -> Bool {
    guard a.count == b.count else { return false }
    return zip(a, b).allSatisfy { a, b in
        guard a.header == b.header, a.bidCount == b.bidCount, a.askCount == b.askCount else { return false }
        return (0..<10).allSatisfy { a.bids[$0] == b.bids[$0] && a.asks[$0] == b.asks[$0] }
    }
}
