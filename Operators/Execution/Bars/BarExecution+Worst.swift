import MarketModel

extension BarExecution {
    /// Gives every order the worse of what the bar allows: stops first, then trailing stops, then limits; again for
    /// the legs that those attach.
    mutating func assumeWorst() {
        var newest = Int64.max
        while newest != venue.ownID {
            let bound = newest
            newest = venue.ownID
            forEachWorking(below: bound) { node, slot in node.hitStop(slot) }
            forEachWorking(below: bound) { node, slot in node.trail(slot) }
            forEachWorking(below: bound) { node, slot in node.fillLimit(slot) }
        }
    }

    /// The working orders with ids below `bound`: ids of legs count down, so these are the newest ones.
    @inline(__always)
    private mutating func forEachWorking(below bound: Int64, _ body: (inout BarExecution, Int) -> Void) {
        var slot = venue.desk.first
        while slot >= 0 {
            let next = venue.desk.next(slot)
            if venue.desk[slot].order.id < bound, isWorking(slot) { body(&self, slot) }
            slot = next
        }
    }

    /// Whether an order came into the market within this bar, after its open.
    private func isLate(_ slot: Int) -> Bool {
        let working = venue.desk[slot]
        return working.origin != .request && working.order.header.sequence == bar.header.sequence
            && working.order.id < ownAtOpen
    }

    private mutating func hitStop(_ slot: Int) {
        let working = venue.desk[slot]
        guard !working.isTriggered, !working.isTrailing, working.order.stop.raw != 0,
            working.reaches(working.buys ? bar.high : bar.low)
        else { return }
        if isLate(slot), !working.reaches(bar.close) { venue.desk[slot].isDoubtful = true }
        let stop = working.order.stop
        let isGap = !isLate(slot) && working.reaches(bar.open)
        hit(slot, at: isGap ? bar.open : stop)
        // Where a stop-limit's limit is met before the stop is not known.
        if !working.isPriceless { venue.desk[slot].isNew = true }
    }

    /// A trailing stop is hit where it stood, or where the extreme takes it if the close lies beyond that.
    private mutating func trail(_ slot: Int) {
        guard trailing(slot) else { return }
        let buys = venue.desk[slot].buys
        let stands = venue.desk[slot].order.stop
        if stands.raw != 0, venue.desk[slot].reaches(buys ? bar.high : bar.low) {
            return hit(slot, at: venue.desk[slot].reaches(bar.open) ? bar.open : stands)
        }
        venue.desk[slot].follow(buys ? bar.low : bar.high)
        if venue.desk[slot].reaches(bar.close) {
            hit(slot, at: venue.desk[slot].order.stop)
        } else if venue.desk[slot].reaches(buys ? bar.high : bar.low) {
            venue.tally.ambiguous += 1
        }
    }

    private mutating func fillLimit(_ slot: Int) {
        guard venue.desk[slot].isTriggered, !venue.desk[slot].isPriceless, budget > 0, inRange(slot) else {
            return
        }
        let waitsForClose = isLate(slot) || venue.desk[slot].isNew
        if waitsForClose, !isThrough(slot, bar.close) {
            venue.tally.ambiguous += 1
            return
        }
        if venue.desk[slot].isAllOrNone, budget < venue.desk[slot].remaining { return }
        fillWithin(slot)
    }
}
