import MarketModel

/// Orders that the throttle holds back, oldest first, in memory of fixed size.
struct HeldOrders {
    struct Held {
        /// As it will be sent, but for header and quantity.
        var order: Order
        /// Its slot in the table of orders, where it counts as working.
        let slot: Int
        /// When it was held back, ns since 1970 UTC.
        let since: Int64
        let stopDistance: Double
        /// Contracts that its target stands for; nil of a request.
        let target: Double?
    }

    private(set) var orders: [Held] = []
    private let capacity: Int
    /// Orders that were held back, those of them that were sent later, and those that were not.
    private(set) var count = 0
    private(set) var released = 0
    private(set) var dropped = 0
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
        most = max(most, orders.count)
    }

    /// The place of the order in a slot of the table; nil where it is not held back.
    func place(of slot: Int) -> Int? { isEmpty ? nil : orders.firstIndex { $0.slot == slot } }

    /// Another order takes the place of one that waits.
    mutating func change(_ place: Int, _ order: Order) { orders[place].order = order }

    /// Takes the oldest out, to be sent at `time`.
    mutating func release(at time: Int64) -> Held {
        let first = orders.removeFirst()
        released += 1
        waited += Double(time &- first.since)
        longest = max(longest, time &- first.since)
        return first
    }

    /// Takes one out that will not be sent.
    mutating func drop(_ place: Int) -> Held {
        dropped += 1
        return orders.remove(at: place)
    }

    /// One that was released was not sent after all.
    mutating func countRefused() {
        released -= 1
        dropped += 1
    }
}
