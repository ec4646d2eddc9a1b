import MarketModel

/// What orders took of the levels of a recorded book: gone until the level changes, in memory of fixed size.
struct ConsumedLevels {
    private struct Entry: BitwiseCopyable {
        var price: Price
        var isBid: Bool
        var size: Double
    }

    private var entries: [Entry] = []
    private let capacity: Int

    init(capacity: Int = 256) {
        self.capacity = capacity
        entries.reserveCapacity(capacity)
    }

    /// What was taken of a level.
    func size(_ side: BookSide, at price: Price) -> Double {
        for entry in entries where entry.price == price && entry.isBid == (side == .bid) { return entry.size }
        return 0
    }

    /// Something was taken; with too many levels the oldest is forgotten.
    mutating func add(_ size: Double, _ side: BookSide, at price: Price) {
        for index in entries.indices
        where entries[index].price == price && entries[index].isBid == (side == .bid) {
            entries[index].size += size
            return
        }
        if entries.count == capacity { entries.removeFirst() }
        entries.append(Entry(price: price, isBid: side == .bid, size: size))
    }

    /// A level changed: what is told of it now is there.
    @inline(__always)
    mutating func forget(_ side: BookSide, at price: Price) {
        if !entries.isEmpty { remove(side, price) }
    }

    private mutating func remove(_ side: BookSide, _ price: Price) {
        entries.removeAll { $0.price == price && $0.isBid == (side == .bid) }
    }

    mutating func forgetAll() { entries.removeAll(keepingCapacity: true) }
}
