public import MarketModel

/// A book by order (level 3): every resting order with its place in the queue, by price, then time.
///
/// Orders stand in a pool, linked into one queue a level; a hash table finds them by number. A change costs
/// the same however many orders rest.
public struct OrderBook: Sendable {
    /// What a change did.
    public enum Outcome: Sendable {
        /// It was applied, or is one that changes no resting order (trade, fill).
        case applied
        /// An order of that number rests already: it was replaced.
        case replaced
        /// No order of that number rests; a modify then adds it, a cancel does nothing.
        case unknownOrder
        /// More was cancelled than the order had left: it is gone.
        case excess
        /// An order without a side or without a positive size, or an unknown action: nothing was done.
        case malformed
    }

    /// A resting order.
    public struct Resting: Sendable, Equatable {
        /// Its number.
        public var id: UInt64
        /// Its side.
        public var side: BookSide
        /// Its price.
        public var price: Price
        /// What is left of it.
        public var size: Double
    }

    /// What stands before an order at its price.
    public struct QueuePosition: BitwiseCopyable, Sendable, Equatable {
        /// Orders that are filled first.
        public var orders: Int
        /// Their quantity.
        public var size: Double
        /// Makes a position.
        public init(orders: Int, size: Double) {
            self.orders = orders
            self.size = size
        }
    }

    struct Node: BitwiseCopyable {
        var id: UInt64
        var price: Price
        var size: Double
        var previous: Int32
        /// The next in the queue, or in the list of free places.
        var next: Int32
        var isBid: Bool
        /// Counts up over all orders that joined a queue.
        var arrival: Int64 = 0
    }

    struct Queue: LevelContent {
        static let empty = Queue(size: 0, count: 0, first: -1, last: -1)
        var size: Double
        var count: Int32
        var first: Int32
        var last: Int32
    }

    var bids = Ladder<Queue>(.bid)
    var asks = Ladder<Queue>(.ask)
    var pool: [Node] = []
    private var free: Int32 = -1
    /// Orders that have joined a queue so far.
    public private(set) var arrivals: Int64 = 0
    var index = OrderIndex()

    /// An empty book.
    public init() { pool.reserveCapacity(4096) }

    /// Resting orders.
    public var count: Int { index.count }

    /// Applies a change.
    public mutating func apply(_ change: OrderChange) -> Outcome {
        switch change.action {
        case .add: return add(change)
        case .cancel: return cancel(change.orderID, change.size)
        case .modify: return modify(change)
        case .clear:
            clear()
            return .applied
        case .trade, .fill: return .applied
        case nil: return .malformed
        }
    }

    /// All orders are gone.
    public mutating func clear() {
        bids.removeAll()
        asks.removeAll()
        pool.removeAll(keepingCapacity: true)
        index.removeAll()
        free = -1
    }

    private mutating func add(_ change: OrderChange) -> Outcome {
        guard change.side != .none, change.size > 0 else { return .malformed }
        let old = index.place(of: change.orderID)
        if old >= 0 { remove(old) }
        let place = take()
        pool[place] = Node(
            id: change.orderID, price: change.price, size: change.size, previous: -1, next: -1,
            isBid: change.side == .bid)
        index.insert(change.orderID, place)
        join(place)
        return old >= 0 ? .replaced : .applied
    }

    private mutating func cancel(_ id: UInt64, _ size: Double) -> Outcome {
        let place = index.place(of: id)
        guard place >= 0 else { return .unknownOrder }
        guard size > 0 else { return .malformed }
        let left = pool[place].size - size
        // Fractions don't subtract exactly: a rest a billion times smaller than what was taken is none.
        if left > size * 1e-9 {
            resize(place, to: left)
            return .applied
        }
        remove(place)
        return left < -size * 1e-9 ? .excess : .applied
    }

    /// Keeps its place when only the size shrinks.
    private mutating func modify(_ change: OrderChange) -> Outcome {
        guard change.side != .none else { return .malformed }
        let place = index.place(of: change.orderID)
        guard place >= 0 else {
            _ = add(change)
            return .unknownOrder
        }
        guard change.size > 0 else {
            remove(place)
            return .applied
        }
        let node = pool[place]
        let isBid = change.side == .bid
        if node.price == change.price, node.isBid == isBid, change.size <= node.size {
            resize(place, to: change.size)
            return .applied
        }
        leave(place)
        pool[place].price = change.price
        pool[place].size = change.size
        pool[place].isBid = isBid
        join(place)
        return .applied
    }
}

extension OrderBook {
    /// A place in the pool.
    private mutating func take() -> Int {
        guard free >= 0 else {
            pool.append(Node(id: 0, price: Price(raw: 0), size: 0, previous: -1, next: -1, isBid: true))
            return pool.count - 1
        }
        let place = Int(free)
        free = pool[place].next
        return place
    }

    private mutating func remove(_ place: Int) {
        leave(place)
        index.remove(pool[place].id)
        pool[place].next = free
        free = Int32(place)
    }

    /// Puts an order at the end of its level's queue.
    private mutating func join(_ place: Int) {
        arrivals += 1
        pool[place].arrival = arrivals
        if pool[place].isBid { Self.join(place, &bids, &pool) } else { Self.join(place, &asks, &pool) }
    }

    private static func join(_ place: Int, _ ladder: inout Ladder<Queue>, _ pool: inout [Node]) {
        let (price, size) = (pool[place].price, pool[place].size)
        let (level, isThere) = ladder.find(price)
        let number = Int32(place)
        pool[place].next = -1
        guard isThere else {
            pool[place].previous = -1
            ladder.insert(price, Queue(size: size, count: 1, first: number, last: number), at: level)
            return
        }
        var queue = ladder[level]
        pool[Int(queue.last)].next = number
        pool[place].previous = queue.last
        queue.last = number
        queue.count += 1
        queue.size += size
        ladder[level] = queue
    }

    /// Takes an order out of its level's queue, and an empty level out of the book.
    private mutating func leave(_ place: Int) {
        if pool[place].isBid { Self.leave(place, &bids, &pool) } else { Self.leave(place, &asks, &pool) }
    }

    private static func leave(_ place: Int, _ ladder: inout Ladder<Queue>, _ pool: inout [Node]) {
        let node = pool[place]
        let level = ladder.find(node.price).place
        var queue = ladder[level]
        guard queue.count > 1 else {
            ladder.remove(at: level)
            return
        }
        queue.count -= 1
        queue.size -= node.size
        if node.previous >= 0 {
            pool[Int(node.previous)].next = node.next
        } else {
            queue.first = node.next
        }
        if node.next >= 0 {
            pool[Int(node.next)].previous = node.previous
        } else {
            queue.last = node.previous
        }
        ladder[level] = queue
    }

    private mutating func resize(_ place: Int, to size: Double) {
        let change = size - pool[place].size
        let price = pool[place].price
        pool[place].size = size
        if pool[place].isBid {
            bids[bids.find(price).place].size += change
        } else {
            asks[asks.find(price).place].size += change
        }
    }
}
