import MarketModel
import ReferenceData

extension Venue {
    /// What time does before an event: orders expire, positions are settled and funded.
    @inline(__always)
    mutating func pass(to header: EventHeader) { pass(to: header, at: header.time) }

    /// The same where the event's own time is not yet over, as that of a bar.
    @inline(__always)
    mutating func pass(to header: EventHeader, at time: Int64) {
        answers.flush(to: header.sequence)
        if time >= timer { ring(header, time) }
    }

    private mutating func ring(_ header: EventHeader, _ time: Int64) {
        let isFirst = timer == .min
        if isFirst {
            nextFunding = funding?.next(after: time) ?? .max
            nextSettlement = settles ? sessions.end(after: time) : .max
        }
        while time >= nextFunding { payFunding(header) }
        while time >= nextSettlement {
            account.settle()
            nextSettlement = sessions.end(after: time)
        }
        timer = min(nextFunding, nextSettlement)
        var slot = desk.first
        while slot >= 0 {
            let next = desk.next(slot)
            if time >= desk[slot].expiry {
                let isDay = desk[slot].order.timeInForce == .day
                end(slot, .expired, isDay ? .dayEnded : .gtdExpired, header)
            } else {
                timer = min(timer, desk[slot].expiry)
            }
            slot = next
        }
        desk.sweep()
    }

    /// Pays at `nextFunding`, at the last price before it.
    private mutating func payFunding(_ header: EventHeader) {
        guard let funding else { return }
        let (sum, overflows) = nextFunding.addingReportingOverflow(funding.every)
        nextFunding = overflows ? .max : sum
        guard account.position != 0, let mark = account.mark else { return }
        let amount = account.position * account.contractValue * funding.rate
        account.pay(amount)
        var payment = Fill(
            header: header, orderID: 0, quantity: 0, price: mark, fee: amount,
            multiplier: account.multiplier, outcome: .payment, orderTime: header.time)
        payment.instrument = instrument
        answers.send(payment)
    }

    /// Marks the position; a position that the equity does not carry is closed by a market order of the venue.
    @inline(__always)
    mutating func see(_ price: Price, _ header: EventHeader) {
        account.see(price)
        if let margin, account.position != 0 { check(margin, header) }
    }

    private mutating func check(_ margin: MarginRule, _ header: EventHeader) {
        guard account.equity < margin.toKeep(account.position, worth: account.contractValue) else { return }
        var slot = desk.first
        var isClosing = false
        while slot >= 0 {
            let next = desk.next(slot)
            if desk[slot].origin == .liquidation {
                isClosing = isClosing || !desk[slot].state.isFinal
            } else {
                end(slot, .cancelled, .marginLiquidation, header)
            }
            slot = next
        }
        desk.sweep()
        guard !isClosing else { return }
        var order = Order(header: header, id: makeID(), quantity: -account.position, kind: .market)
        order.instrument = instrument
        guard let closing = desk.add(order, origin: .liquidation) else { return }
        tally.liquidations += 1
        tell(closing, .marginLiquidation, header)
    }
}
