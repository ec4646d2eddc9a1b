import MarketModel

/// Finds an order by its id: the slot of one that works, the last state of one that has ended.
///
/// Open addressing with linear probing in memory of fixed size. The newest `remembered` ended orders are kept, so
/// that a second order of the same id and a change of an ended order are told from those of an unknown one.
struct OrderTable {
    /// What is known of an id.
    enum Finding: Equatable {
        case unknown
        /// It works in that slot.
        case working(Int)
        /// It ended so.
        case ended(OrderState)
    }

    private struct Entry: BitwiseCopyable {
        /// 0 where the place is free: no order has that id.
        var id: Int64 = 0
        /// The slot, or −1 − raw value of the last state.
        var value: Int32 = 0
    }

    private var entries: [Entry]
    private let mask: Int
    /// Ids of ended orders, the oldest at `oldest` once full.
    private var ended: [Int64]
    private var oldest = 0
    private let remembered: Int

    init(working: Int, remembered: Int) {
        var size = 16
        // Up to two thirds full: a smaller table stays in the cache, and the next place is in the same line.
        while 2 * size < 3 * (working + remembered + 1) { size *= 2 }
        entries = [Entry](repeating: Entry(), count: size)
        mask = size - 1
        ended = []
        ended.reserveCapacity(remembered)
        self.remembered = remembered
    }

    @inline(__always)
    private func home(_ id: Int64) -> Int {
        let mixed = UInt64(bitPattern: id) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 32) & mask
    }

    /// The place of `id`, or the free one where it would stand.
    @inline(__always)
    private func place(_ id: Int64) -> Int {
        var place = home(id)
        while entries[place].id != 0, entries[place].id != id { place = (place &+ 1) & mask }
        return place
    }

    /// What is known of `id`.
    func find(_ id: Int64) -> Finding {
        let entry = entries[place(id)]
        guard entry.id != 0 else { return .unknown }
        if entry.value >= 0 { return .working(Int(entry.value)) }
        return .ended(OrderState(rawValue: UInt64(-1 - Int64(entry.value))) ?? .rejected)
    }

    /// Order `id`, which is not 0, works in `slot`.
    mutating func insert(_ id: Int64, slot: Int) {
        entries[place(id)] = Entry(id: id, value: Int32(slot))
    }

    /// Order `id` has ended; the oldest one remembered is forgotten for it.
    mutating func end(_ id: Int64, _ state: OrderState) {
        if ended.count < remembered {
            ended.append(id)
        } else {
            remove(ended[oldest])
            ended[oldest] = id
            oldest = oldest + 1 == remembered ? 0 : oldest + 1
        }
        entries[place(id)] = Entry(id: id, value: -1 - Int32(state.rawValue))
    }

    /// Frees the place of `id` and closes the gap behind it.
    private mutating func remove(_ id: Int64) {
        var gap = place(id)
        guard entries[gap].id != 0 else { return }
        var next = (gap &+ 1) & mask
        while entries[next].id != 0 {
            let distance = (next &- home(entries[next].id)) & mask
            if distance >= (next &- gap) & mask {
                entries[gap] = entries[next]
                gap = next
            }
            next = (next &+ 1) & mask
        }
        entries[gap] = Entry()
    }
}
