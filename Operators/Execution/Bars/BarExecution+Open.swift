import MarketModel

extension BarExecution {
    /// What happens at the open: market orders, stops and limits that the gap has passed, new orders that take.
    mutating func meetOpen() {
        var slot = venue.desk.first
        while slot >= 0 {
            let next = venue.desk.next(slot)
            if isWorking(slot) {
                if trailing(slot) { venue.desk[slot].follow(bar.open) }
                offerOpen(slot)
                endImmediate(slot)
                venue.desk[slot].isNew = false
            }
            slot = next
        }
    }

    private mutating func offerOpen(_ slot: Int) {
        let isLeg = venue.desk[slot].order.header.sequence == bar.header.sequence
        if !venue.desk[slot].isTriggered {
            guard venue.desk[slot].order.stop.raw != 0, venue.desk[slot].reaches(bar.open) else { return }
            trigger(slot)
        }
        guard budget > 0 else { return }
        let isNew = venue.desk[slot].isNew && !isLeg
        if venue.desk[slot].isAllOrNone, budget < venue.desk[slot].remaining { return }
        if venue.desk[slot].isPriceless {
            take(slot, at: bar.open)
        } else if isNew, venue.desk[slot].accepts(bar.open) {
            take(slot, at: bar.open)
        } else if isThrough(slot, bar.open) {
            fillAtLimit(slot)
        }
    }

    private mutating func endImmediate(_ slot: Int) {
        guard venue.desk[slot].isImmediate, venue.desk[slot].isTriggered, !venue.desk[slot].state.isFinal
        else {
            return
        }
        let reason: OrderUpdate.Reason = venue.desk[slot].isAllOrNone ? .fokNotFillable : .iocRemainder
        venue.end(slot, .cancelled, reason, bar.header, at: bar.open)
    }

    /// An order's stop has been reached.
    mutating func trigger(_ slot: Int) {
        venue.desk[slot].isTriggered = true
        venue.desk.changed(slot)
    }

    /// A stop is reached at `price`, costs not included: a market order is filled there, a limit order rests.
    mutating func hit(_ slot: Int, at price: Price) {
        doubt(slot)
        trigger(slot)
        if venue.desk[slot].isPriceless, budget > 0 {
            take(slot, at: price)
            endImmediate(slot)
        }
    }
}
