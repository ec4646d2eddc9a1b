import MarketModel

/// Finds the place of an agent's book in an instrument: a hash table that grows only when a pair is new.
struct PairIndex {
    private struct Slot {
        var agent = Symbol.none
        var instrument = -1
        var place = -1
    }

    private var slots = [Slot](repeating: Slot(), count: 64)
    private var count = 0

    /// The place of a pair; nil where it is new.
    func place(_ agent: Symbol, _ instrument: Int) -> Int? {
        let found = slots[slot(agent, instrument)].place
        return found >= 0 ? found : nil
    }

    /// Adds a new pair.
    mutating func add(_ agent: Symbol, _ instrument: Int, place: Int) {
        if 2 * (count + 1) > slots.count {
            let old = slots
            slots = [Slot](repeating: Slot(), count: 2 * old.count)
            for entry in old where entry.place >= 0 { slots[slot(entry.agent, entry.instrument)] = entry }
        }
        slots[slot(agent, instrument)] = Slot(agent: agent, instrument: instrument, place: place)
        count += 1
    }

    /// The slot of a pair, or the free one where it belongs.
    private func slot(_ agent: Symbol, _ instrument: Int) -> Int {
        var hash = agent.low ^ (agent.high &* 0x9E37_79B9_7F4A_7C15)
        hash = (hash ^ UInt64(truncatingIfNeeded: instrument)) &* 0xBF58_476D_1CE4_E5B9
        hash ^= hash >> 29
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while slots[place].place >= 0,
            slots[place].agent != agent || slots[place].instrument != instrument
        {
            place = (place + 1) & mask
        }
        return place
    }
}
