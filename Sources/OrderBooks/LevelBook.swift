public import MarketModel

/// A book by price (level 2): the total quantity at each price of both sides.
///
/// A change costs a search from the touch, and moving the levels that are better than a new or emptied one.
/// Memory grows to the largest number of levels there ever were; beyond that nothing is allocated.
public struct LevelBook: Sendable {
    private struct Total: LevelContent { var size: Double }

    private var bids = Ladder<Total>(.bid)
    private var asks = Ladder<Total>(.ask)

    /// An empty book.
    public init() {}

    /// Says that `price` now has `size`, 0 for none; false when that changes nothing.
    public mutating func set(_ side: BookSide, _ price: Price, to size: Double) -> Bool {
        switch side {
        case .bid: Self.set(&bids, price, size)
        case .ask: Self.set(&asks, price, size)
        case .none: false
        }
    }

    @inline(__always)
    private static func set(_ ladder: inout Ladder<Total>, _ price: Price, _ size: Double) -> Bool {
        let (index, isThere) = ladder.find(price)
        guard size > 0 else {
            if isThere { ladder.remove(at: index) }
            return isThere
        }
        if isThere {
            if ladder[index].size == size { return false }
            ladder[index].size = size
        } else {
            ladder.insert(price, Total(size: size), at: index)
        }
        return true
    }

    /// Empties a side, or with `.none` both.
    public mutating func clear(_ side: BookSide = .none) {
        if side != .ask { bids.removeAll() }
        if side != .bid { asks.removeAll() }
    }

    /// Levels of a side.
    public func count(_ side: BookSide) -> Int {
        switch side {
        case .bid: bids.count
        case .ask: asks.count
        case .none: bids.count + asks.count
        }
    }

    /// The level at `place` of a side, 0 being the best; nil where there is none.
    public func level(_ side: BookSide, _ place: Int) -> Depth.Level? {
        switch side {
        case .bid: bids.level(place)
        case .ask: asks.level(place)
        case .none: nil
        }
    }

    /// Quantity at a price; 0 where there is none.
    public func size(_ side: BookSide, at price: Price) -> Double {
        guard side != .none else { return 0 }
        let ladder = side == .bid ? bids : asks
        let (index, isThere) = ladder.find(price)
        return isThere ? ladder[index].size : 0
    }

    /// The ten best levels of both sides.
    public func depth(_ header: EventHeader) -> Depth {
        var depth = Depth(header: header)
        depth.bidCount = bids.copyBest(into: &depth.bids)
        depth.askCount = asks.copyBest(into: &depth.asks)
        return depth
    }
}
