import MarketModel

/// The orders at work at one venue, in the order of their arrival, in memory of fixed size.
///
/// Orders stand in slots linked into one queue. One that ends stays linked, in its last state, until `sweep`: a
/// loop over the queue is safe whatever it does to the orders.
struct OrderDesk {
    private(set) var slots: [WorkingOrder]
    /// Places that are free, the next one last.
    private var free: [Int32]
    /// Slots that have ended since the last sweep.
    private var ended: [Int32]
    /// The oldest order; −1 for none.
    private(set) var first: Int = -1
    private var last: Int = -1
    private var table: OrderTable
    /// Places kept for brackets.
    private var kept = 0
    /// Prices that can concern an order.
    private(set) var bounds = PriceBounds()
    /// Orders that ended since the bounds were made.
    private var stale = 0
    /// Transitions that the table of states forbids; none was made.
    private(set) var illegal = 0

    init(capacity: Int, remembered: Int) {
        slots = [WorkingOrder](repeating: .none, count: capacity)
        free = (0..<Int32(capacity)).reversed()
        ended = []
        ended.reserveCapacity(capacity)
        table = OrderTable(working: capacity, remembered: remembered)
    }

    /// Orders at work.
    @inline(__always) var count: Int { slots.count - free.count - ended.count }
    /// Whether nothing is at work.
    @inline(__always) var isEmpty: Bool { first < 0 }
    /// Places that new orders may take.
    @inline(__always) var room: Int { free.count - kept }

    @inline(__always)
    subscript(slot: Int) -> WorkingOrder {
        get { slots[slot] }
        set { slots[slot] = newValue }
        _modify { yield &slots[slot] }
    }

    /// The order that came after the one in `slot`; −1 for none.
    @inline(__always)
    func next(_ slot: Int) -> Int { Int(slots[slot].next) }

    /// What is known of an id.
    func find(_ id: Int64) -> OrderTable.Finding { table.find(id) }

    /// Remembers the id of an order that was refused.
    mutating func refuse(_ id: Int64) { if id > 0, table.find(id) == .unknown { table.end(id, .rejected) } }

    /// Takes an order in, acknowledged; nil when there is no place.
    mutating func add(_ order: Order, origin: WorkingOrder.Origin = .request) -> Int? {
        guard room > 0, let place = free.popLast() else { return nil }
        let slot = Int(place)
        slots[slot] = WorkingOrder(order, origin: origin)
        slots[slot].state = .acknowledged
        table.insert(order.id, slot: slot)
        link(slot)
        bounds.include(slots[slot])
        return slot
    }

    /// Keeps two places for the pair that the order's fill will attach; false when there are none.
    mutating func keepPair(for slot: Int) -> Bool {
        guard room >= 2 else { return false }
        slots[slot].holdsPair = true
        kept += 2
        return true
    }

    /// Gives the two places back.
    mutating func releasePair(of slot: Int) {
        guard slots[slot].holdsPair else { return }
        slots[slot].holdsPair = false
        kept -= 2
    }

    /// The order goes to another state; false, and counted, when the table forbids it.
    @inline(__always)
    mutating func move(_ slot: Int, to state: OrderState) -> Bool {
        guard slots[slot].state.allows(state) else {
            illegal += 1
            return false
        }
        slots[slot].state = state
        if state.isFinal { ended.append(Int32(slot)) }
        return true
    }

    /// The order's prices changed, or its stop was reached.
    @inline(__always)
    mutating func changed(_ slot: Int) { bounds.include(slots[slot]) }

    /// The order goes behind all others.
    mutating func moveToEnd(_ slot: Int) {
        slots[slot].needsPlace = true
        guard last != slot else { return }
        unlink(slot)
        link(slot)
    }

    /// Frees the places of orders that have ended.
    @inline(__always)
    mutating func sweep() { if !ended.isEmpty { clearEnded() } }

    private mutating func clearEnded() {
        for place in ended {
            let slot = Int(place)
            table.end(slots[slot].order.id, slots[slot].state)
            unlink(slot)
            free.append(place)
        }
        stale += ended.count
        ended.removeAll(keepingCapacity: true)
        // Bounds that are too wide cost a look, so they are made anew only when enough has changed.
        guard bounds.isAlways || stale * 4 >= count else { return }
        stale = 0
        bounds = PriceBounds()
        var slot = first
        while slot >= 0 {
            bounds.include(slots[slot])
            slot = next(slot)
        }
    }

    private mutating func link(_ slot: Int) {
        slots[slot].previous = Int32(last)
        slots[slot].next = -1
        if last >= 0 { slots[last].next = Int32(slot) } else { first = slot }
        last = slot
    }

    private mutating func unlink(_ slot: Int) {
        let (previous, next) = (Int(slots[slot].previous), Int(slots[slot].next))
        if previous >= 0 { slots[previous].next = Int32(next) } else { first = next }
        if next >= 0 { slots[next].previous = Int32(previous) } else { last = previous }
    }
}
