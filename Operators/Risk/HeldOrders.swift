import MarketModel

/// Orders, and changes of orders, that the throttle holds back, oldest first, in memory of fixed size.
struct HeldOrders {
    struct Held {
        /// An order as it will be sent, but for header and quantity; a change as it was asked for.
        var order: Order
        /// Slot in the table of orders, where a new order counts as working already.
        let slot: Int
        /// When it was held back, ns since 1970 UTC.
        var since: Int64
        var stopDistance = 0.0
        /// Contracts that its target stands for; nil of a request.
        var target: Double?

        var isChange: Bool { order.actionCode == Order.Action.replace.rawValue }
    }

    private(set) var orders: [Held] = []
    private let capacity: Int
    /// What was held back, what of it was sent later, and what was not.
    private(set) var count = 0
    private(set) var released = 0
    private(set) var dropped = 0
    /// Orders of those that were never sent, those included that wait.
    private(set) var unsent = 0
    /// Most that waited at once.
    private(set) var most = 0
    /// Time that the released ones waited, ns: sum and most.
    private(set) var waited = 0.0
    private(set) var longest: Int64 = 0

    init(capacity: Int) {
        self.capacity = capacity
        orders.reserveCapacity(capacity)
    }

    var isEmpty: Bool { orders.isEmpty }
    var hasRoom: Bool { orders.count < capacity }

    mutating func add(_ order: Held) {
        orders.append(order)
        count += 1
        if !order.isChange { unsent += 1 }
        most = max(most, orders.count)
    }

    /// The place of the order in a slot of the table; nil where it is not held back.
    func place(of slot: Int) -> Int? {
        isEmpty ? nil : orders.firstIndex { $0.slot == slot && !$0.isChange }
    }

    /// The place of a change of the order with an id; nil where none is held back.
    func change(of id: Int64) -> Int? {
        isEmpty ? nil : orders.firstIndex { $0.order.id == id && $0.isChange }
    }

    /// Another order takes the place of one that waits.
    mutating func change(_ place: Int, _ order: Order) { orders[place].order = order }

    /// A newer change takes the place of one that waits, which is never sent.
    mutating func supersede(_ place: Int, _ order: Order) {
        orders[place].order = order
        orders[place].since = order.header.time
        count += 1
        dropped += 1
    }

    /// Takes the oldest out, to be sent at `time`.
    mutating func release(at time: Int64) -> Held {
        let first = orders.removeFirst()
        released += 1
        if !first.isChange { unsent -= 1 }
        waited += Double(time &- first.since)
        longest = max(longest, time &- first.since)
        return first
    }

    /// Takes one out that will not be sent.
    mutating func drop(_ place: Int) -> Held {
        dropped += 1
        return orders.remove(at: place)
    }

    /// What was released was not sent after all.
    mutating func countRefused(_ refused: Held) {
        released -= 1
        dropped += 1
        if !refused.isChange { unsent += 1 }
    }
}
