import MarketModel
import Rings

extension SliceDesk {
    /// Sends a slice of `wanted` contracts, cut to whole lots and to what is open.
    ///
    /// - Returns: false where it has to be tried again: there is no price yet, or too many slices work.
    mutating func slice(_ place: Int, _ wanted: Double, _ header: EventHeader, pegged: Bool = false) -> Bool {
        let size = lots(wanted, of: place)
        guard size > parents[place].negligible else { return true }
        let parent = parents[place]
        guard parent.liveCount < ParentOrder.mostLive, parent.slices < ParentOrder.mostSlices else {
            return false
        }
        let isLimit = pegged || settings.slice == .limit || parent.order.kind == .limit
        guard isLimit else {
            send(place, size, header, .market, Price(raw: 0), .gtc)
            return true
        }
        guard let price = price(of: parent, pegged: pegged || settings.slice == .limit) else { return false }
        send(place, size, header, .limit, price, .gtc)
        return true
    }

    /// Whole lots of `wanted`; all that is open where nothing else is left.
    private func lots(_ wanted: Double, of place: Int) -> Double {
        let open = parents[place].open
        if wanted >= open - parents[place].negligible { return open }
        guard settings.lot > 0 else { return wanted }
        // The hair keeps 0.3/0.1 at three lots.
        return (wanted / settings.lot + 1e-9).rounded(.down) * settings.lot
    }

    /// The limit of a slice: the near touch or the last trade, less the offset, within the parent's limit.
    private func price(of parent: ParentOrder, pegged: Bool) -> Price? {
        let limit = parent.order.kind == .limit ? parent.order.limit : nil
        guard pegged else { return limit }
        let buys = parent.sign > 0
        let touch = buys ? bid : ask
        let near = touch.raw != 0 ? touch : lastPrice
        guard near.raw != 0 else { return nil }
        let offset = Price(settings.offset).raw
        let (raw, overflow) = near.raw.addingReportingOverflow(buys ? -offset : offset)
        let price = Price(raw: overflow || raw == 0 ? near.raw : raw)
        guard let limit else { return price }
        return buys ? min(price, limit) : max(price, limit)
    }

    /// Sends all that is open at once: at the market, or up to the parent's limit.
    ///
    /// - Returns: false where too many slices work.
    private mutating func complete(_ place: Int, _ header: EventHeader) -> Bool {
        let parent = parents[place]
        guard parent.open > parent.negligible else { return false }
        guard parent.liveCount < ParentOrder.mostLive, parent.slices < ParentOrder.mostSlices else {
            return false
        }
        if parent.order.kind == .limit {
            send(place, parent.open, header, .limit, parent.order.limit, .ioc)
        } else {
            send(place, parent.open, header, .market, Price(raw: 0), .gtc)
        }
        return true
    }

    private mutating func send(
        _ place: Int, _ size: Double, _ header: EventHeader, _ kind: Order.Kind, _ limit: Price,
        _ timeInForce: Order.TimeInForce
    ) {
        parents[place].slices += 1
        let parent = parents[place]
        var slice = request(parent, header, parent.order.id << 20 | parent.slices, parent.sign * size)
        slice.kindCode = kind.rawValue
        slice.limit = limit
        slice.timeInForceCode = timeInForce.rawValue
        slice.flags = parent.order.flags
        slices.send(slice)
        let isResting = kind == .limit && timeInForce == .gtc
        parents[place].add(LiveSlice(id: slice.id, rest: size, isResting: isResting))
        tally.slices += 1
        tally.sliced += size
    }

    private func request(
        _ parent: ParentOrder, _ header: EventHeader, _ id: Int64, _ quantity: Double
    ) -> Order {
        var order = Order(header: header, id: id, quantity: quantity, kind: .market)
        order.parent = parent.order.id
        order.instrument = parent.order.instrument
        order.agent = parent.order.agent
        return order
    }

    /// Asks for the end of the slices that work, once for each.
    mutating func endLive(_ place: Int, _ header: EventHeader, restingOnly: Bool) {
        for index in 0..<parents[place].liveCount {
            let slice = parents[place].live[index]
            guard !slice.isEnding, slice.isResting || !restingOnly else { continue }
            parents[place].live[index].isEnding = true
            var cancel = request(parents[place], header, slice.id, parents[place].sign * slice.rest)
            cancel.actionCode = Order.Action.cancel.rawValue
            slices.send(cancel)
        }
    }

    /// Brings a parent whose time is over, or whose end was asked for, to its end.
    mutating func windUp(_ place: Int, _ header: EventHeader) {
        parents[place].wake = .max
        let isCancelled = parents[place].ending != .none
        let completes = !isCancelled && settings.atEnd == .complete
        let working = parents[place].liveCount
        if !parents[place].isCompleted || isCancelled { endLive(place, header, restingOnly: completes) }
        if completes, !parents[place].isCompleted {
            guard !parents[place].isWaiting else { return }
            parents[place].isCompleted = complete(place, header)
            return
        }
        guard working == 0 else { return }
        if isCancelled {
            close(place, header, .cancelled, parents[place].ending)
        } else {
            close(place, header, .expired, .gtdExpired)
        }
    }
}
