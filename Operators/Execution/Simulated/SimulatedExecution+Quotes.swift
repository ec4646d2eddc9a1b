import MarketModel

extension SimulatedExecution {
    /// Takes a new touch: what arrived before it meets the old one.
    mutating func take(_ quote: Quote) {
        venue.last = quote.header
        guard !venue.isIdle else { return see(quote) }
        venue.pass(to: quote.header)
        admit(quote.header)
        venue.desk.sweep()
        see(quote)
        var slot = venue.desk.first
        while slot >= 0 {
            let next = venue.desk.next(slot)
            let isOlder = quote.header.sequence > venue.desk[slot].order.header.sequence
            if isOlder, !venue.desk[slot].state.isFinal, venue.desk[slot].isTriggered {
                offer(slot, quote.header)
            }
            slot = next
        }
        venue.desk.sweep()
    }

    private mutating func see(_ quote: Quote) {
        self.quote.take(quote)
        if let mid = self.quote.mid { venue.see(mid, quote.header) }
    }

    /// An order is new in the market: it takes what it can at once.
    mutating func arrive(_ slot: Int, _ header: EventHeader) {
        let isPostOnly = venue.desk[slot].order.flags.contains(.postOnly)
        guard hasQuotes else {
            if isPostOnly, venue.desk[slot].isTriggered, let mark = venue.account.mark,
                venue.desk[slot].accepts(mark), mark != venue.desk[slot].order.limit
            {
                venue.end(slot, .rejected, .postOnlyWouldTake, header)
            }
            return
        }
        guard venue.desk[slot].isTriggered else { return }
        let touch = quote.touch(forBuying: venue.desk[slot].buys)
        if isPostOnly, let touch, venue.desk[slot].accepts(touch) {
            return venue.end(slot, .rejected, .postOnlyWouldTake, header)
        }
        if venue.desk[slot].isImmediate, isStale(header) {
            venue.tally.stale += 1
            return venue.end(slot, .cancelled, .marketStale, header)
        }
        let takes = venue.desk[slot].isPriceless || touch.map { venue.desk[slot].accepts($0) } ?? false
        if takes {
            if isStale(header) { venue.tally.stale += 1 }
            meetQuote(slot, header)
        }
        endImmediate(slot, header, at: touch ?? venue.desk[slot].order.limit)
    }

    /// A quote has come to an order that was in the market before it.
    private mutating func offer(_ slot: Int, _ header: EventHeader) {
        if venue.desk[slot].isPriceless { return meetQuote(slot, header) }
        let buys = venue.desk[slot].buys
        guard let touch = quote.touch(forBuying: buys), venue.desk[slot].accepts(touch) else { return }
        let available = settings.partial ? quote.size(forBuying: buys) : .infinity
        let size = venue.trade(slot, available, at: venue.desk[slot].order.limit, .maker, header)
        quote.consume(size, buying: buys)
    }

    /// Fills an order at the touch, unless that is too old.
    mutating func meetQuote(_ slot: Int, _ header: EventHeader) {
        let buys = venue.desk[slot].buys
        guard !isStale(header), let touch = quote.touch(forBuying: buys) else { return }
        let available = settings.partial ? quote.size(forBuying: buys) : .infinity
        guard !venue.desk[slot].isAllOrNone || available >= venue.desk[slot].remaining else { return }
        var price = worse(touch, by: slippage, slot)
        if !venue.desk[slot].isPriceless, !venue.desk[slot].accepts(price) {
            price = venue.desk[slot].order.limit
        }
        let size = venue.trade(slot, available, at: price, .taker, header)
        quote.consume(size, buying: buys)
    }

    private func isStale(_ header: EventHeader) -> Bool {
        guard let time = quote.time else { return true }
        return settings.maxAge > 0 && header.time &- time > settings.maxAge
    }
}
