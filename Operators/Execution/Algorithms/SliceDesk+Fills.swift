import MarketModel

extension SliceDesk {
    /// Takes what became of slices; only state changes, what follows is sent at the next event.
    mutating func take(_ fills: Span<Fill>) {
        for index in fills.indices { take(fills[index]) }
    }

    private mutating func take(_ fill: Fill) {
        guard fill.outcome != .payment, let place = place(ofSlice: fill.orderID) else { return }
        guard let index = parents[place].index(of: fill.orderID) else {
            tally.unknownFills += 1
            return
        }
        let size = abs(fill.quantity)
        let rest = parents[place].live[index].rest
        if fill.isTrade {
            parents[place].filled += size
            tally.filled += size
        }
        parents[place].reduce(index, by: size, isOver: fill.outcome != .partial)
        tally.returned += fill.outcome == .partial ? 0 : fill.isTrade ? max(0, rest - size) : rest
        isDirty = true
    }

    /// The place of a slice's parent, one that has ended with the data too.
    private func place(ofSlice id: Int64) -> Int? {
        let parent = id >> 20
        guard parent > 0 else { return nil }
        for place in parents.indices where parents[place].order.id == parent {
            if parents[place].isActive || parents[place].liveCount > 0 { return place }
        }
        return nil
    }

    /// Tells what was traded since the last time.
    ///
    /// - Returns: false when the parent is filled, and so has ended.
    mutating func settle(_ place: Int, _ header: EventHeader) -> Bool {
        if parents[place].isFilled {
            close(place, header, .filled, .none)
            return false
        }
        if parents[place].filled != parents[place].told { tell(place, header, .partiallyFilled) }
        return true
    }

    /// Ends a parent: what was not traded is released.
    ///
    /// - Parameter keeps: its place waits for fills that are still under way.
    mutating func close(
        _ place: Int, _ header: EventHeader, _ state: OrderState, _ reason: OrderUpdate.Reason,
        keeps: Bool = false
    ) {
        let released = state == .filled ? 0 : max(0, parents[place].quantity - parents[place].filled)
        tell(place, header, state, reason, released: released)
        tally.released += released
        parents[place].isActive = false
        if !keeps { parents[place].liveCount = 0 }
    }
}
