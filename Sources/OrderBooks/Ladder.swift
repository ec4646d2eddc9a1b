import MarketModel

/// What a price level holds, whatever the kind of book.
protocol LevelContent: BitwiseCopyable, Sendable {
    /// Total quantity at the level.
    var size: Double { get }
}

/// One side of a book: its levels in one piece of memory, worst first, best last.
///
/// Most changes concern prices near the touch, so a level is looked for from the best backwards in doubling
/// steps, and inserting or removing one moves only the few levels that are better. Prices are kept as keys
/// that grow towards the best: as they are for bids, all bits flipped for asks.
struct Ladder<Content: LevelContent>: Sendable {
    private var keys: [Int64] = []
    private var contents: [Content] = []
    private let flip: Int64

    init(_ side: BookSide, capacity: Int = 1024) {
        flip = side == .ask ? -1 : 0
        keys.reserveCapacity(capacity)
        contents.reserveCapacity(capacity)
    }

    /// Levels.
    var count: Int { keys.count }

    /// The price of a level, counted from the worst.
    func price(at index: Int) -> Price { Price(raw: keys[index] ^ flip) }

    /// The content of a level, counted from the worst.
    subscript(index: Int) -> Content {
        get { contents[index] }
        set { contents[index] = newValue }
    }

    /// Where the level of `price` is, or would be inserted.
    @inline(__always)
    func find(_ price: Price) -> (index: Int, isThere: Bool) {
        let key = price.raw ^ flip
        var high = keys.count
        var step = 1
        // Invariant: every key from `high` on is at least `key`.
        while high > 0 {
            let probe = max(0, high &- step)
            if keys[probe] < key {
                var low = probe &+ 1
                while low < high {
                    let middle = (low &+ high) &>> 1
                    if keys[middle] < key { low = middle &+ 1 } else { high = middle }
                }
                break
            }
            high = probe
            step = step &<< 1
        }
        return (high, high < keys.count && keys[high] == key)
    }

    @inline(__always)
    mutating func insert(_ price: Price, _ content: Content, at index: Int) {
        if index == keys.count {
            keys.append(price.raw ^ flip)
            contents.append(content)
        } else {
            keys.insert(price.raw ^ flip, at: index)
            contents.insert(content, at: index)
        }
    }

    @inline(__always)
    mutating func remove(at index: Int) {
        keys.remove(at: index)
        contents.remove(at: index)
    }

    mutating func removeAll() {
        keys.removeAll(keepingCapacity: true)
        contents.removeAll(keepingCapacity: true)
    }

    /// Writes the best levels, best first, and returns how many there are.
    @inline(__always)
    func copyBest(into levels: inout InlineArray<10, Depth.Level>) -> Int64 {
        let used = min(Depth.capacity, keys.count)
        for place in 0..<used {
            let index = keys.count &- 1 &- place
            levels[place] = Depth.Level(price: Price(raw: keys[index] ^ flip), size: contents[index].size)
        }
        return Int64(used)
    }

    /// The level at `place`, 0 being the best.
    func level(_ place: Int) -> Depth.Level? {
        guard place >= 0, place < keys.count else { return nil }
        let index = keys.count - 1 - place
        return Depth.Level(price: price(at: index), size: contents[index].size)
    }
}
