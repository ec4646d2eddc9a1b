import MarketModel

extension BookDesk {
    /// A message is complete: the account is marked at the middle, and orders meet the touch.
    @inline(__always)
    mutating func stand(_ header: EventHeader) {
        if let bid = book.level(.bid, 0), let ask = book.level(.ask, 0) {
            venue.see(Price(raw: bid.price.raw + (ask.price.raw - bid.price.raw) / 2), header)
        }
        settle(header)
    }

    /// Takers that wait take, and orders are met that the other side has come to.
    mutating func settle(_ header: EventHeader) {
        guard isFresh(header.time), concernsTouch() else { return }
        var slot = venue.desk.first
        while slot >= 0 {
            let next = venue.desk.next(slot)
            if isWaiting(slot, header) { meetTouch(slot, header) }
            slot = next
        }
        venue.desk.sweep()
    }

    /// Whether the touch can concern an order: a buyer looks at the ask, a seller at the bid.
    @inline(__always)
    private func concernsTouch() -> Bool {
        let (bid, ask) = (book.level(.bid, 0), book.level(.ask, 0))
        guard let low = (ask ?? bid)?.price, let high = (bid ?? ask)?.price else { return false }
        return venue.desk.bounds.concern(min(low, high), max(low, high))
    }

    @inline(__always)
    private func isWaiting(_ slot: Int, _ header: EventHeader) -> Bool {
        venue.desk[slot].isTriggered && !venue.desk[slot].state.isFinal
            && header.sequence > venue.desk[slot].order.header.sequence
    }

    private mutating func meetTouch(_ slot: Int, _ header: EventHeader) {
        if venue.desk[slot].needsPlace {
            // It waited for a fresh book, for its stop, or shows its next part.
            return arrive(slot, header)
        }
        if venue.desk[slot].isPriceless { return arrive(slot, header) }
        guard isReached(slot) else { return }
        _ = venue.trade(
            slot, venue.desk[slot].remaining, at: venue.desk[slot].order.limit, .maker, header)
    }

    /// Whether the other side has something left at an order's price or better.
    @inline(__always)
    private func isReached(_ slot: Int) -> Bool {
        var place = 0
        while let level = available(slot, place) {
            if level.size > 0 { return true }
            place += 1
        }
        return false
    }

    /// A trade went beyond an order's price: all that is left of the trade came to it first.
    ///
    /// - Returns: what is left of the trade.
    mutating func passThrough(_ slot: Int, _ left: Double, _ header: EventHeader) -> Double {
        left - venue.trade(slot, left, at: venue.desk[slot].order.limit, .maker, header)
    }

    /// `size` at an order's price came to it, of `left`; no more than it shows is filled at once.
    mutating func meetAtPrice(_ slot: Int, _ size: Double, _ left: Double, _ header: EventHeader) -> Double {
        let most = min(size, left, venue.desk[slot].shown)
        guard most > 0 else { return left }
        let traded = venue.trade(slot, most, at: venue.desk[slot].order.limit, .maker, header)
        if venue.desk[slot].needsPlace, !venue.desk[slot].state.isFinal { arrive(slot, header) }
        return left - traded
    }

    /// Stops that a trade's price has reached become orders in the market; trailing ones follow.
    mutating func reachStops(_ price: Price, _ header: EventHeader) {
        var slot = venue.desk.first
        while slot >= 0 {
            let next = venue.desk.next(slot)
            if !venue.desk[slot].isTriggered, !venue.desk[slot].state.isFinal,
                header.sequence > venue.desk[slot].order.header.sequence
            {
                reachStop(slot, price, header)
            }
            slot = next
        }
    }

    private mutating func reachStop(_ slot: Int, _ price: Price, _ header: EventHeader) {
        if venue.desk[slot].order.stop.raw != 0, venue.desk[slot].reaches(price) {
            venue.desk[slot].isTriggered = true
            venue.desk.changed(slot)
            arrive(slot, header)
        } else if venue.desk[slot].isTrailing {
            venue.desk[slot].follow(price)
        }
    }
}
