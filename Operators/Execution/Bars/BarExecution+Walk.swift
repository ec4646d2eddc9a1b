import MarketModel

extension BarExecution {
    /// Walks the bar's prices from extreme to extreme.
    mutating func walk(highFirst: Bool) {
        let (first, second) = highFirst ? (bar.high, bar.low) : (bar.low, bar.high)
        walk(from: bar.open, to: first)
        walk(from: first, to: second)
        walk(from: second, to: bar.close)
    }

    /// What a move of the price from `start` to `end` does, in the order in which it comes to it.
    private mutating func walk(from start: Price, to end: Price) {
        guard start != end else { return }
        var place = start
        while let (slot, price) = nearest(from: place, to: end) {
            place = price
            if venue.desk[slot].isTriggered { fillWithin(slot) } else { hit(slot, at: price) }
        }
        follow(end)
    }

    /// The working order that a move comes to first, and where; stops before limits, older before newer.
    private func nearest(from start: Price, to end: Price) -> (slot: Int, price: Price)? {
        let rises = end > start
        var found: (slot: Int, price: Price)?
        var isStop = false
        var slot = venue.desk.first
        while slot >= 0 {
            if isWorking(slot), let price = reach(slot, from: start, to: end, rises) {
                let waits = !venue.desk[slot].isTriggered
                let isNearer = found.map { rises ? price < $0.price : price > $0.price } ?? true
                if isNearer || price == found?.price && waits && !isStop {
                    found = (slot, price)
                    isStop = waits
                }
            }
            slot = venue.desk.next(slot)
        }
        return found
    }

    /// Where a move comes to an order: at its stop, or a tick beyond its limit; nil when it does not.
    private func reach(_ slot: Int, from start: Price, to end: Price, _ rises: Bool) -> Price? {
        let working = venue.desk[slot]
        if !working.isTriggered {
            guard working.order.stop.raw != 0, working.buys == rises, working.reaches(end) else { return nil }
            return rises ? max(start, working.order.stop) : min(start, working.order.stop)
        }
        guard !working.isPriceless, budget > 0, working.buys != rises, isThrough(slot, end) else {
            return nil
        }
        if working.isAllOrNone, budget < working.remaining { return nil }
        let (raw, overflow) = working.order.limit.raw.addingReportingOverflow(working.buys ? -beyond : beyond)
        guard !overflow else { return nil }
        return rises ? max(start, Price(raw: raw)) : min(start, Price(raw: raw))
    }

    /// Trailing stops follow the price.
    func trailing(_ slot: Int) -> Bool { venue.desk[slot].isTrailing && !venue.desk[slot].isTriggered }

    mutating func follow(_ price: Price) {
        var slot = venue.desk.first
        while slot >= 0 {
            if trailing(slot) { venue.desk[slot].follow(price) }
            slot = venue.desk.next(slot)
        }
    }

    /// Marks an order that is filled within the bar where the path decides between it and another of its group.
    mutating func doubt(_ slot: Int) {
        if venue.desk[slot].order.group != 0, hasRival(of: slot) { venue.desk[slot].isDoubtful = true }
    }

    /// Whether another order of the group could have been filled by this bar.
    private func hasRival(of slot: Int) -> Bool {
        let group = venue.desk[slot].order.group
        var other = venue.desk.first
        while other >= 0 {
            let isRival = other != slot && venue.desk[other].order.group == group
            if isRival, !venue.desk[other].state.isFinal, inRange(other) { return true }
            other = venue.desk.next(other)
        }
        return false
    }

    /// Whether the bar's range comes to an order.
    func inRange(_ slot: Int) -> Bool {
        let buys = venue.desk[slot].buys
        if venue.desk[slot].isTriggered {
            return !venue.desk[slot].isPriceless && isThrough(slot, buys ? bar.low : bar.high)
        }
        return venue.desk[slot].order.stop.raw != 0 && venue.desk[slot].reaches(buys ? bar.high : bar.low)
    }
}
