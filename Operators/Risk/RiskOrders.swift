import MarketModel

/// The newest orders of the gate by id and by their senders' numbers, in memory of fixed size.
///
/// An order's slot is its id modulo the capacity, so that finding one is one look. A slot whose order still
/// works is passed over when ids are given. What a slot held before is forgotten: a client's number is known
/// as long as its order is among the newest.
struct RiskOrders {
    struct Entry {
        var id: Int64 = 0
        var clientID: Int64 = 0
        var agent = 0
        var instrument = 0
        /// Working contracts, signed.
        var remaining = 0.0
        /// In total, as the last replacement asked.
        var quantity = 0.0
        /// Limit price in 1e-9; nil of orders that do not rest at one.
        var limit: Int64?
        var isFinal = true
        var isFlattening = false
        /// Neighbours in the list of the instrument's resting orders; -1 for none.
        var after = -1
        var before = -1
        var isListed = false
    }

    private(set) var entries: [Entry]
    private var nextID: Int64 = 1
    /// Open addressing by client: slot + 1, or 0.
    private var places: [Int32]
    private let mask: Int
    /// First resting order of each instrument; -1 for none.
    private var heads: [Int]
    /// Orders made.
    private(set) var made = 0

    init(capacity: Int, instruments: Int) {
        entries = [Entry](repeating: Entry(), count: capacity)
        var size = 4
        while size < 2 * capacity { size *= 2 }
        places = [Int32](repeating: 0, count: size)
        mask = size - 1
        heads = [Int](repeating: -1, count: instruments)
    }

    /// The slot of an order by its id; nil when it is not among the newest.
    func slot(of id: Int64) -> Int? {
        guard id > 0 else { return nil }
        let slot = Int(id % Int64(entries.count))
        return entries[slot].id == id ? slot : nil
    }

    /// The slot of an agent's order by the agent's number.
    func slot(agent: Int, clientID: Int64) -> Int? {
        guard clientID != 0 else { return nil }
        var place = hash(agent, clientID)
        while places[place] != 0 {
            let slot = Int(places[place]) - 1
            if entries[slot].agent == agent, entries[slot].clientID == clientID { return slot }
            place = (place + 1) & mask
        }
        return nil
    }

    /// A number for what is no order: a message to cancel all.
    mutating func number() -> Int64? {
        guard let id = freeID() else { return nil }
        let slot = Int(id % Int64(entries.count))
        forget(slot)
        entries[slot] = Entry()
        nextID = id + 1
        return id
    }

    /// Keeps a new order; its id, or nil when every slot's order still works.
    mutating func add(_ entry: Entry) -> Int64? {
        guard let id = freeID() else { return nil }
        let slot = Int(id % Int64(entries.count))
        forget(slot)
        entries[slot] = entry
        entries[slot].id = id
        nextID = id + 1
        made += 1
        if entry.clientID != 0 { insert(slot) }
        if entry.limit != nil { list(slot) }
        return id
    }

    /// Takes `quantity` (signed as the order) off what works; what was taken, at most what there was.
    mutating func release(_ slot: Int, _ quantity: Double) -> Double {
        let remaining = entries[slot].remaining
        let taken = remaining > 0 ? min(remaining, max(0, quantity)) : max(remaining, min(0, quantity))
        entries[slot].remaining = abs(remaining - taken) < RiskDraft.negligible ? 0 : remaining - taken
        if entries[slot].remaining == 0 { unlist(slot) }
        return entries[slot].remaining == 0 ? remaining : taken
    }

    /// Nothing can follow for the order.
    mutating func end(_ slot: Int) {
        entries[slot].isFinal = true
        if entries[slot].remaining == 0 { unlist(slot) }
    }

    /// A replacement was sent: `more` contracts work besides, and the limit is another.
    mutating func replace(_ slot: Int, more: Double, quantity: Double, limit: Int64?) {
        entries[slot].remaining += more
        entries[slot].quantity = quantity
        entries[slot].limit = limit
        if limit != nil, !entries[slot].isListed { list(slot) }
    }

    /// The price of a resting order of the other side that `limit` would meet; nil for none.
    func crossing(instrument: Int, isBuy: Bool, limit: Int64) -> Int64? {
        var slot = heads[instrument]
        while slot >= 0 {
            let entry = entries[slot]
            if let price = entry.limit, entry.remaining != 0, (entry.remaining > 0) != isBuy {
                if isBuy ? limit >= price : limit <= price { return price }
            }
            slot = entry.after
        }
        return nil
    }

    private func freeID() -> Int64? {
        var id = nextID
        for _ in 0..<entries.count {
            let entry = entries[Int(id % Int64(entries.count))]
            if entry.isFinal && entry.remaining == 0 { return id }
            id += 1
        }
        return nil
    }

    private mutating func forget(_ slot: Int) {
        if entries[slot].clientID != 0 { remove(slot) }
        unlist(slot)
    }

    private mutating func list(_ slot: Int) {
        let instrument = entries[slot].instrument
        let head = heads[instrument]
        entries[slot].after = head
        entries[slot].before = -1
        entries[slot].isListed = true
        if head >= 0 { entries[head].before = slot }
        heads[instrument] = slot
    }

    private mutating func unlist(_ slot: Int) {
        guard entries[slot].isListed else { return }
        let (before, after) = (entries[slot].before, entries[slot].after)
        if before >= 0 { entries[before].after = after } else { heads[entries[slot].instrument] = after }
        if after >= 0 { entries[after].before = before }
        entries[slot].isListed = false
    }

    private func hash(_ agent: Int, _ clientID: Int64) -> Int {
        var z = UInt64(bitPattern: clientID) &+ UInt64(agent) &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int(truncatingIfNeeded: z ^ (z >> 31)) & mask
    }

    private func home(_ slot: Int) -> Int { hash(entries[slot].agent, entries[slot].clientID) }

    private mutating func insert(_ slot: Int) {
        var place = home(slot)
        while places[place] != 0 { place = (place + 1) & mask }
        places[place] = Int32(slot + 1)
    }

    /// Linear probing without tombstones: those behind are moved up.
    private mutating func remove(_ slot: Int) {
        var place = home(slot)
        while places[place] != 0, places[place] != Int32(slot + 1) { place = (place + 1) & mask }
        guard places[place] != 0 else { return }
        places[place] = 0
        var next = (place + 1) & mask
        while places[next] != 0 {
            let wanted = home(Int(places[next]) - 1)
            // Whether `place` lies cyclically between the wanted place and the one it has.
            if (next &- wanted) & mask >= (next &- place) & mask {
                places[place] = places[next]
                places[next] = 0
                place = next
            }
            next = (next + 1) & mask
        }
    }
}
