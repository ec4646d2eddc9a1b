import MarketModel

extension Venue {
    /// Says where an order stands.
    mutating func tell(
        _ slot: Int, _ reason: OrderUpdate.Reason, _ header: EventHeader, released: Double = 0
    ) {
        let working = desk[slot]
        answers.send(
            OrderUpdate(
                header: header, order: working.order, state: working.state, reason: reason,
                filled: working.signed(working.filled), remaining: working.signed(working.remaining),
                released: working.signed(released)))
    }

    /// Gives back contracts that will not be traded, to whoever counts them as working.
    mutating func release(
        _ slot: Int, _ size: Double, _ header: EventHeader, at price: Price = Price(raw: 0)
    ) {
        let working = desk[slot]
        guard working.origin == .request else { return }
        answers.send(
            Fill(
                header: header, of: working.order, quantity: working.signed(size),
                price: price.raw == 0 ? working.order.limit : price, fee: 0,
                multiplier: account.multiplier, outcome: .cancelled))
    }

    /// Ends an order; what is left of it is released.
    ///
    /// - Parameter price: what the release shows; the order's limit without one.
    mutating func end(
        _ slot: Int, _ state: OrderState, _ reason: OrderUpdate.Reason, _ header: EventHeader,
        at price: Price = Price(raw: 0)
    ) {
        guard desk.move(slot, to: state) else { return }
        let left = desk[slot].remaining
        desk[slot].remaining = 0
        desk[slot].shown = 0
        desk.releasePair(of: slot)
        tally.count(reason)
        if desk[slot].origin == .request { tally.unfilled += 1 }
        if state == .rejected { tally.rejected += 1 }
        tell(slot, reason, header, released: left)
        if left > 0 { release(slot, left, header, at: price) }
    }

    /// Trades `size` contracts of an order at `price`, or what its flags and what is left of it allow.
    ///
    /// The one place where fills are made: fees, account, group and bracket follow from here.
    /// - Returns: what was traded.
    mutating func trade(
        _ slot: Int, _ size: Double, at price: Price, _ liquidity: Fill.Liquidity, _ header: EventHeader
    ) -> Double {
        var size = min(size, desk[slot].remaining)
        if desk[slot].order.flags.contains(.reduceOnly) {
            let reducible = desk[slot].buys ? -account.position : account.position
            size = min(size, max(0, reducible))
            guard size > 0 else {
                end(slot, .cancelled, .reduceOnlyWouldIncrease, header, at: price)
                return 0
            }
        }
        guard size > 0 else { return 0 }
        var left = desk[slot].remaining - size
        if left <= abs(desk[slot].order.quantity) * 1e-12 { left = 0 }
        guard desk.move(slot, to: left == 0 ? .filled : .partiallyFilled) else { return 0 }
        desk[slot].filled += size
        desk[slot].remaining = left
        book(slot, size, at: price, liquidity, header)
        tell(slot, .none, header)
        if desk[slot].order.group != 0 { cancelGroup(of: slot, header) }
        if desk[slot].hasBracket { attach(to: slot, size, header) }
        if left == 0 {
            desk.releasePair(of: slot)
        } else {
            showMore(slot, after: size)
        }
        return size
    }

    /// Money and the fill itself.
    private mutating func book(
        _ slot: Int, _ size: Double, at price: Price, _ liquidity: Fill.Liquidity, _ header: EventHeader
    ) {
        let working = desk[slot]
        let fee = fees.charge(
            size, at: price, multiplier: account.multiplier, liquidity, time: header.time)
        let quantity = working.signed(size)
        account.trade(quantity, at: price, fee: fee)
        tally.fills += 1
        if working.isDoubtful { tally.ambiguous += 1 }
        tally.contracts += size
        if working.state == .filled { tally.filled += 1 }
        answers.send(
            Fill(
                header: header, of: working.order, quantity: quantity, price: price, fee: fee,
                multiplier: account.multiplier, outcome: working.state == .filled ? .filled : .partial,
                liquidity: liquidity, flags: working.isDoubtful ? .ambiguous : []))
    }

    /// An iceberg whose shown part is traded shows the next, behind all others.
    @inline(__always)
    private mutating func showMore(_ slot: Int, after size: Double) {
        desk[slot].shown -= size
        guard desk[slot].shown <= abs(desk[slot].order.quantity) * 1e-12 else { return }
        let display = desk[slot].order.display
        desk[slot].shown = display > 0 ? min(display, desk[slot].remaining) : desk[slot].remaining
        desk.moveToEnd(slot)
    }

    private mutating func cancelGroup(of slot: Int, _ header: EventHeader) {
        let group = desk[slot].order.group
        var other = desk.first
        while other >= 0 {
            let next = desk.next(other)
            if other != slot, desk[other].order.group == group, !desk[other].state.isFinal {
                end(other, .cancelled, .groupFilled, header)
            }
            other = next
        }
    }

    /// Attaches take-profit and stop-loss for `size` contracts, as a pair of which a fill of one ends the other.
    private mutating func attach(to slot: Int, _ size: Double, _ header: EventHeader) {
        let entry = desk[slot]
        let (wantsProfit, wantsLoss) = (entry.order.takeProfit.raw != 0, entry.order.stopLoss.raw != 0)
        let isWhole =
            (!wantsProfit || isWhole(entry.takeProfit, entry))
            && (!wantsLoss || isWhole(entry.stopLoss, entry))
        if isWhole {
            if wantsProfit { grow(Int(entry.takeProfit), size, header) }
            if wantsLoss { grow(Int(entry.stopLoss), size, header) }
            return
        }
        guard entry.holdsPair || desk.room >= 2 else {
            tally.unprotected += 1
            return
        }
        desk.releasePair(of: slot)
        let group = makeID()
        desk[slot].takeProfit = addLeg(of: entry, .takeProfit, size, group, header)
        desk[slot].stopLoss = addLeg(of: entry, .stopLoss, size, group, header)
        if entry.remaining > 0 { _ = desk.keepPair(for: slot) }
    }

    /// Whether a leg of the entry works and has not been traded.
    private func isWhole(_ leg: Int32, _ entry: WorkingOrder) -> Bool {
        guard leg >= 0 else { return false }
        let leg = desk[Int(leg)]
        return leg.origin != .request && leg.order.clientID == -entry.order.id && leg.state == .acknowledged
    }

    private mutating func grow(_ leg: Int, _ size: Double, _ header: EventHeader) {
        desk[leg].order.quantity += desk[leg].signed(size)
        desk[leg].remaining += size
        desk[leg].shown = desk[leg].remaining
        desk.moveToEnd(leg)
        tell(leg, .none, header)
    }

    private mutating func addLeg(
        of entry: WorkingOrder, _ origin: WorkingOrder.Origin, _ size: Double, _ group: Int64,
        _ header: EventHeader
    ) -> Int32 {
        let price = origin == .takeProfit ? entry.order.takeProfit : entry.order.stopLoss
        guard price.raw != 0 else { return -1 }
        var order = Order(
            header: header, id: makeID(), quantity: -entry.signed(size),
            kind: origin == .takeProfit ? .limit : .stop)
        if origin == .takeProfit { order.limit = price } else { order.stop = price }
        order.instrument = entry.order.instrument
        order.agent = entry.order.agent
        order.group = group
        order.clientID = -entry.order.id
        order.flags = .reduceOnly
        guard let slot = desk.add(order, origin: origin) else {
            tally.unprotected += 1
            return -1
        }
        tell(slot, .none, header)
        return Int32(slot)
    }
}
