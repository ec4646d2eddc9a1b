import MarketModel
import OperatorKit
import OrderBooks

/// A recorded book that orders can meet.
protocol VenueBook {
    init()
    /// Empties it.
    mutating func clear()
    /// The level at `place` of a side, 0 being the best.
    func level(_ side: BookSide, _ place: Int) -> Depth.Level?
    /// Quantity at a price.
    func size(_ side: BookSide, at price: Price) -> Double
    /// A number that grows with every order that joins a queue; 0 where orders are not known.
    var arrivals: Int64 { get }
}

extension LevelBook: VenueBook {
    var arrivals: Int64 { 0 }

    mutating func clear() { clear(.none) }
}

extension OrderBook: VenueBook {}

/// What venues on a book share, whatever the kind of book: orders that arrive, take, rest and are met.
struct BookDesk<Book: VenueBook> {
    var venue: Venue
    var book = Book()
    /// False after a gap, until a snapshot begins.
    var isValid = true
    private var consumed = ConsumedLevels()
    /// Times that an order joined a queue, and what stood ahead of it then, added up.
    private var queued = 0
    private var queuedBehind = 0.0
    private let maxAge: Int64
    /// Time of the last change of the book.
    private var changed = Int64.min

    init(_ settings: some LatentVenueSettings) throws(OperatorError) {
        venue = try Venue(
            settings.venue, latency: settings.feedLatency + settings.entryLatency,
            response: settings.responseLatency)
        maxAge = settings.maxAge
    }

    /// Lets in what has arrived by an event; false when nothing is at work after that.
    @inline(__always)
    mutating func begin(_ header: EventHeader) -> Bool {
        venue.last = header
        guard !venue.isIdle else { return false }
        venue.pass(to: header)
        while let request = venue.requests.pop(before: header.sequence, by: header.time) {
            let slot = venue.admit(request, header, at: header.time)
            if slot >= 0 { arrive(slot, header) }
        }
        venue.desk.sweep()
        return !venue.desk.isEmpty
    }

    /// A level is about to change.
    @inline(__always)
    mutating func touch(_ side: BookSide, _ price: Price, _ header: EventHeader) {
        changed = header.time
        consumed.forget(side, at: price)
    }

    /// The book is emptied; it stays invalid after a gap.
    mutating func reset() { consumed.forgetAll() }

    /// Messages are missing: the book is not valid until a snapshot begins.
    mutating func invalidate() {
        book.clear()
        reset()
        isValid = false
    }

    /// Whether fills against the book are allowed at a time.
    @inline(__always)
    func isFresh(_ time: Int64) -> Bool {
        isValid && changed != .min && (maxAge == 0 || time &- changed <= maxAge)
    }

    /// An order is new in the market, or has new prices.
    mutating func arrive(_ slot: Int, _ header: EventHeader) {
        guard venue.desk[slot].isTriggered else { return }
        if venue.desk[slot].order.flags.contains(.postOnly), wouldTake(slot) {
            return venue.end(slot, .rejected, .postOnlyWouldTake, header)
        }
        guard isFresh(header.time) else { return wait(slot, header) }
        if wouldTake(slot) { take(slot, header) }
        endImmediate(slot, header)
        if !venue.desk[slot].state.isFinal { place(slot) }
    }

    /// No fill on a stale book: an order that can't wait ends.
    private mutating func wait(_ slot: Int, _ header: EventHeader) {
        venue.tally.stale += 1
        if venue.desk[slot].isImmediate { return venue.end(slot, .cancelled, .marketStale, header) }
        place(slot)
    }

    /// Puts a resting order at the end of its price's queue.
    private mutating func place(_ slot: Int) {
        guard venue.desk[slot].needsPlace, !venue.desk[slot].isPriceless else { return }
        let side: BookSide = venue.desk[slot].buys ? .bid : .ask
        venue.desk[slot].ahead = book.size(side, at: venue.desk[slot].order.limit)
        venue.desk[slot].tradedAhead = 0
        venue.desk[slot].arrival = book.arrivals
        venue.desk[slot].needsPlace = false
        queued += 1
        queuedBehind += venue.desk[slot].ahead
    }

    func report(into report: inout NodeReport) {
        venue.report(into: &report)
        report.metric("queued", Double(queued), unit: "times that an order joined a queue")
        report.metric(
            "queue_ahead", queuedBehind / Double(max(1, queued)), unit: "contracts ahead of it then, mean")
    }

    private mutating func endImmediate(_ slot: Int, _ header: EventHeader) {
        guard venue.desk[slot].isImmediate, !venue.desk[slot].state.isFinal else { return }
        let reason: OrderUpdate.Reason = venue.desk[slot].isAllOrNone ? .fokNotFillable : .iocRemainder
        venue.end(slot, .cancelled, reason, header)
    }

    /// Whether the other side's best is good enough for an order.
    private func wouldTake(_ slot: Int) -> Bool {
        if venue.desk[slot].isPriceless { return true }
        guard let best = book.level(venue.desk[slot].buys ? .ask : .bid, 0) else { return false }
        return venue.desk[slot].accepts(best.price)
    }

    /// What is left of the level at `place` for an order; nil when the level is none or too dear.
    @inline(__always)
    func available(_ slot: Int, _ place: Int) -> Depth.Level? {
        let side: BookSide = venue.desk[slot].buys ? .ask : .bid
        guard var level = book.level(side, place) else { return nil }
        guard venue.desk[slot].isPriceless || venue.desk[slot].accepts(level.price) else { return nil }
        level.size = max(0, level.size - consumed.size(side, at: level.price))
        return level
    }

    /// Walks the book with an order: what it takes is gone until the level changes.
    private mutating func take(_ slot: Int, _ header: EventHeader) {
        if venue.desk[slot].isAllOrNone, !isFillable(slot) { return }
        let side: BookSide = venue.desk[slot].buys ? .ask : .bid
        var place = 0
        while !venue.desk[slot].state.isFinal, let level = available(slot, place) {
            if level.size > 0 {
                let size = venue.trade(slot, level.size, at: level.price, .taker, header)
                consumed.add(size, side, at: level.price)
            }
            place += 1
        }
    }

    private func isFillable(_ slot: Int) -> Bool {
        var left = venue.desk[slot].remaining
        var place = 0
        while left > 0, let level = available(slot, place) {
            left -= level.size
            place += 1
        }
        return left <= 0
    }
}
