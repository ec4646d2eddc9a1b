public import MarketModel

/// A book by price (level 2): the total quantity at each price of both sides.
///
/// A change costs a search from the touch, and moving at most a page of levels for a new or emptied one. Memory grows
/// to the largest book there was; beyond that nothing is allocated.
public struct LevelBook: Sendable {
    private struct Total: LevelContent {
        static let empty = Total(size: 0)
        var size: Double
    }

    private var bids = Ladder<Total>(.bid)
    private var asks = Ladder<Total>(.ask)

    /// An empty book.
    public init() {}

    /// Says that `price` now has `size`, 0 for none; returns what it had before.
    @discardableResult
    public mutating func set(_ side: BookSide, _ price: Price, to size: Double) -> Double {
        switch side {
        case .bid: Self.set(&bids, price, size)
        case .ask: Self.set(&asks, price, size)
        case .none: max(0, size)
        }
    }

    @inline(__always)
    private static func set(_ ladder: inout Ladder<Total>, _ price: Price, _ size: Double) -> Double {
        let (place, isThere) = ladder.find(price)
        guard isThere else {
            if size > 0 { ladder.insert(price, Total(size: size), at: place) }
            return 0
        }
        let old = ladder[place].size
        if size > 0 { ladder[place].size = size } else { ladder.remove(at: place) }
        return old
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
        case .bid: Self.level(bids, place)
        case .ask: Self.level(asks, place)
        case .none: nil
        }
    }

    private static func level(_ ladder: Ladder<Total>, _ place: Int) -> Depth.Level? {
        ladder.level(place).map { Depth.Level(price: $0.price, size: $0.content.size) }
    }

    /// Quantity at a price; 0 where there is none.
    public func size(_ side: BookSide, at price: Price) -> Double {
        guard side != .none else { return 0 }
        var ladder = side == .bid ? bids : asks
        let (place, isThere) = ladder.find(price)
        return isThere ? ladder[place].size : 0
    }

    /// The ten best levels of both sides.
    public func depth(_ header: EventHeader) -> Depth {
        var depth = Depth(header: header)
        depth.bidCount = bids.copyBest(into: &depth.bids)
        depth.askCount = asks.copyBest(into: &depth.asks)
        return depth
    }
}
