public import MarketModel

extension OrderBook {
    /// Levels of a side.
    public func levelCount(_ side: BookSide) -> Int {
        switch side {
        case .bid: bids.count
        case .ask: asks.count
        case .none: bids.count + asks.count
        }
    }

    /// The level at `place` of a side, 0 being the best; nil where there is none.
    public func level(_ side: BookSide, _ place: Int) -> Depth.Level? {
        switch side {
        case .bid: Self.level(bids, place)
        case .ask: Self.level(asks, place)
        case .none: nil
        }
    }

    private static func level(_ ladder: Ladder<Queue>, _ place: Int) -> Depth.Level? {
        ladder.level(place).map { Depth.Level(price: $0.price, size: $0.content.size) }
    }

    /// Quantity at a price; 0 where there is none.
    public func size(_ side: BookSide, at price: Price) -> Double { queue(side, at: price)?.size ?? 0 }

    private func queue(_ side: BookSide, at price: Price) -> Queue? {
        guard side != .none else { return nil }
        var ladder = side == .bid ? bids : asks
        let (place, isThere) = ladder.find(price)
        return isThere ? ladder[place] : nil
    }

    /// When an order took its place in its queue, as a number that grows with every arrival; nil when no such
    /// order rests.
    public func arrival(of id: UInt64) -> Int64? {
        let place = index.place(of: id)
        return place >= 0 ? pool[place].arrival : nil
    }

    /// The ten best levels of both sides.
    public func depth(_ header: EventHeader) -> Depth {
        var depth = Depth(header: header)
        depth.bidCount = bids.copyBest(into: &depth.bids)
        depth.askCount = asks.copyBest(into: &depth.asks)
        return depth
    }

    /// A resting order by its number.
    public func order(_ id: UInt64) -> Resting? {
        let place = index.place(of: id)
        return place >= 0 ? resting(place) : nil
    }

    /// What stands before an order at its price; nil when no such order rests.
    ///
    /// Walks the queue from the order forwards: the cost grows with the number of orders before it.
    public func queuePosition(of id: UInt64) -> QueuePosition? {
        let place = index.place(of: id)
        guard place >= 0 else { return nil }
        var position = QueuePosition(orders: 0, size: 0)
        var before = pool[place].previous
        while before >= 0 {
            position.orders += 1
            position.size += pool[Int(before)].size
            before = pool[Int(before)].previous
        }
        return position
    }

    /// Calls `body` with the orders of the level at `place` (0 is the best), first in the queue first, until
    /// it returns false.
    public func forEachOrder(_ side: BookSide, level place: Int, _ body: (Resting) -> Bool) {
        guard side != .none else { return }
        if let level = (side == .bid ? bids : asks).level(place) { walk(level.content, body) }
    }

    /// Calls `body` with the orders at a price, first in the queue first, until it returns false.
    public func forEachOrder(_ side: BookSide, at price: Price, _ body: (Resting) -> Bool) {
        if let queue = queue(side, at: price) { walk(queue, body) }
    }

    private func walk(_ queue: Queue, _ body: (Resting) -> Bool) {
        var next = queue.first
        while next >= 0, body(resting(Int(next))) { next = pool[Int(next)].next }
    }

    /// The first in the queue of a price; nil where nothing rests.
    public func first(_ side: BookSide, at price: Price) -> Resting? {
        queue(side, at: price).map { resting(Int($0.first)) }
    }

    /// The last in the queue of a price; nil where nothing rests.
    public func last(_ side: BookSide, at price: Price) -> Resting? {
        queue(side, at: price).map { resting(Int($0.last)) }
    }

    private func resting(_ place: Int) -> Resting {
        let node = pool[place]
        return Resting(
            id: node.id, side: node.isBid ? .bid : .ask, price: node.price, size: node.size)
    }
}
