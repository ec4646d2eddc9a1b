/// From order numbers to places in the pool: an open hash table with linear probing.
///
/// Removal shifts back what follows (Knuth, The Art of Computer Programming 3, 6.4, algorithm R), so there
/// are no tombstones and the table never has to be rebuilt but to grow.
struct OrderIndex: Sendable {
    private struct Entry: BitwiseCopyable {
        var id: UInt64
        /// Place in the pool; negative when the entry is free.
        var place: Int64
    }

    private var entries: [Entry]
    private var mask: Int
    private(set) var count = 0

    init(capacity: Int = 4096) {
        entries = Array(repeating: Entry(id: 0, place: -1), count: capacity)
        mask = capacity - 1
    }

    /// Fibonacci hashing: exchanges count their orders up, so the low bits alone would run in steps.
    @inline(__always)
    private func home(_ id: UInt64) -> Int {
        let mixed = (id ^ (id &>> 32)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed &>> 20) & mask
    }

    /// The place of an order, or a negative number.
    @inline(__always)
    func place(of id: UInt64) -> Int {
        var slot = home(id)
        while entries[slot].place >= 0 {
            if entries[slot].id == id { return Int(entries[slot].place) }
            slot = (slot &+ 1) & mask
        }
        return -1
    }

    /// Adds an order that is not there.
    mutating func insert(_ id: UInt64, _ place: Int) {
        if 2 * (count + 1) > mask { grow() }
        var slot = home(id)
        while entries[slot].place >= 0 { slot = (slot &+ 1) & mask }
        entries[slot] = Entry(id: id, place: Int64(place))
        count += 1
    }

    /// Removes an order that is there.
    mutating func remove(_ id: UInt64) {
        var hole = home(id)
        while entries[hole].id != id || entries[hole].place < 0 { hole = (hole &+ 1) & mask }
        var slot = hole
        while true {
            slot = (slot &+ 1) & mask
            guard entries[slot].place >= 0 else { break }
            // An entry may fill the hole unless its home lies after the hole, on the way to where it is.
            let distance = (slot &- home(entries[slot].id)) & mask
            if distance >= (slot &- hole) & mask {
                entries[hole] = entries[slot]
                hole = slot
            }
        }
        entries[hole].place = -1
        count -= 1
    }

    mutating func removeAll() {
        for slot in entries.indices { entries[slot].place = -1 }
        count = 0
    }

    private mutating func grow() {
        let old = entries
        entries = Array(repeating: Entry(id: 0, place: -1), count: 2 * old.count)
        mask = entries.count - 1
        count = 0
        for entry in old where entry.place >= 0 { insert(entry.id, Int(entry.place)) }
    }
}
