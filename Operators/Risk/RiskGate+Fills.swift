import MarketModel

extension RiskGate {
    /// What became of an order, or of a slice of one.
    mutating func settle(_ fill: Fill) {
        let isSlice = fill.parent != 0
        let slot = orders.slot(of: isSlice ? fill.parent : fill.orderID)
        let agent = slot.map { orders.entries[$0].agent } ?? find(agent: fill.agent) ?? 0
        let instrument = slot.map { orders.entries[$0].instrument } ?? find(fill.instrument) ?? 0
        switch fill.outcome {
        case .payment:
            cash -= fill.fee
            agents[agent].cash -= fill.fee
            if settings.capital > 0 { equity = settings.capital + profit }
        case .cancelled:
            // What a slice leaves is its algorithm's business.
            guard !isSlice, let slot else { return }
            end(slot)
        case .partial, .filled:
            if let slot { release(slot, fill.quantity) }
            hold(fill, agent, instrument)
            if let slot, orders.entries[slot].remaining == 0 || (!isSlice && fill.outcome == .filled) {
                end(slot)
            }
        }
    }

    /// What an algorithm, or a venue, says of an order of the gate.
    mutating func settle(_ update: OrderUpdate) {
        guard update.parent == 0, let slot = orders.slot(of: update.orderID) else { return }
        release(slot, update.released)
        // Fills of what was traded may still be on their way: only what was released no longer works.
        if update.state.isFinal { orders.end(slot) }
    }

    private func find(agent symbol: Symbol) -> Int? {
        for index in agents.indices where agents[index].symbol == symbol && symbol != .none { return index }
        return nil
    }

    /// Takes contracts off what works.
    mutating func release(_ slot: Int, _ quantity: Double) {
        let taken = orders.release(slot, quantity)
        guard taken != 0 else { return }
        let entry = orders.entries[slot]
        let at = place(entry.agent, entry.instrument)
        if taken > 0 {
            instruments[entry.instrument].buying = less(instruments[entry.instrument].buying, taken)
            books[at].buying = less(books[at].buying, taken)
        } else {
            instruments[entry.instrument].selling = less(instruments[entry.instrument].selling, -taken)
            books[at].selling = less(books[at].selling, -taken)
        }
        if entry.isFlattening {
            books[at].flattening -= taken
            if abs(books[at].flattening) < RiskDraft.negligible { books[at].flattening = 0 }
        }
        if isKilled, settings.killMode == .graceful { mustFlatten = true }
    }

    /// Nothing of the order works any more.
    mutating func end(_ slot: Int) {
        release(slot, orders.entries[slot].remaining)
        orders.end(slot)
    }

    private func less(_ working: Double, _ taken: Double) -> Double {
        let left = working - taken
        return left < RiskDraft.negligible ? 0 : left
    }

    /// Contracts have changed hands.
    private mutating func hold(_ fill: Fill, _ agent: Int, _ instrument: Int) {
        let price = fill.price.double
        let paid = fill.quantity * price * fill.multiplier + fill.fee
        cash -= paid
        agents[agent].cash -= paid
        instruments[instrument].multiplier = fill.multiplier
        instruments[instrument].position = sum(instruments[instrument].position, fill.quantity)
        count(fill, price, agent, place(agent, instrument))
        if settings.capital > 0 { equity = settings.capital + profit }
        if isKilled, settings.killMode == .graceful { mustFlatten = true }
    }

    private func sum(_ position: Double, _ quantity: Double) -> Double {
        let sum = position + quantity
        return abs(sum) < RiskDraft.negligible ? 0 : sum
    }

    /// Keeps the book's position and, when it has come back to zero, its agent's trades.
    private mutating func count(_ fill: Fill, _ price: Double, _ agent: Int, _ at: Int) {
        let before = books[at].position
        let after = sum(before, fill.quantity)
        books[at].position = after
        books[at].realized -= fill.fee
        if before == 0 || (before > 0) == (fill.quantity > 0) {
            let size = abs(before) + abs(fill.quantity)
            if size > 0 {
                books[at].entryPrice =
                    (abs(before) * books[at].entryPrice + abs(fill.quantity) * price) / size
            }
            return
        }
        let closed = min(abs(before), abs(fill.quantity))
        let gain = (price - books[at].entryPrice) * (before > 0 ? 1 : -1)
        books[at].realized += closed * gain * fill.multiplier
        guard after == 0 || (after > 0) != (before > 0) else { return }
        let result = books[at].realized
        agents[agent].trades += 1
        if result > 0 {
            agents[agent].wins += 1
            agents[agent].won += result
        } else {
            agents[agent].lost -= result
        }
        books[at].realized = 0
        books[at].entryPrice = price
    }
}
