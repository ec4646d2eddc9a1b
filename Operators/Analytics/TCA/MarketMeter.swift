import MarketModel

/// What the market did, in running sums, so that any stretch of it is a difference of two marks.
struct MarketMeter {
    /// Sums at a moment; prices are counted from the first one.
    struct Mark {
        var time: Int64 = 0
        var volume = 0.0
        var notional = 0.0
        /// Price × ns.
        var area = 0.0
    }

    /// One UTC day.
    struct Day {
        var start: Int64
        var volume = 0.0
        var notional = 0.0
    }

    private var first = 0.0
    private(set) var last = 0.0
    private var sums = Mark()
    private var bid = Price(raw: 0)
    private var ask = Price(raw: 0)
    private(set) var days: [Day] = []

    init() { days.reserveCapacity(4096) }

    /// Whether a price is known.
    var hasPrice: Bool { price != 0 }

    /// The mid of the last quote; the last trade's price where there is none.
    var price: Double {
        guard bid.raw != 0, ask.raw != 0 else { return last }
        return (bid.double + ask.double) / 2
    }

    mutating func take(_ quote: Quote) {
        bid = quote.bid
        ask = quote.ask
    }

    mutating func take(_ trade: Trade) {
        let value = trade.price.double
        if first == 0 { first = value }
        if last != 0 { sums.area += (last - first) * Double(trade.header.time - sums.time) }
        sums.time = trade.header.time
        last = value
        guard trade.quantity > 0, trade.quantity < .infinity else { return }
        sums.volume += trade.quantity
        sums.notional += (value - first) * trade.quantity
        let start = floorDivide(trade.header.time, 86_400_000_000_000) * 86_400_000_000_000
        if days.last?.start != start { days.append(Day(start: start)) }
        days[days.count - 1].volume += trade.quantity
        days[days.count - 1].notional += value * trade.quantity
    }

    /// The sums at a time at or after the last trade.
    func mark(at time: Int64) -> Mark {
        var mark = sums
        if last != 0, time > sums.time { mark.area += (last - first) * Double(time - sums.time) }
        mark.time = max(time, sums.time)
        return mark
    }

    /// Volume-weighted average price of a stretch; nil where nothing was traded.
    func vwap(_ from: Mark, _ to: Mark) -> Double? {
        let volume = to.volume - from.volume
        return volume > 0 ? first + (to.notional - from.notional) / volume : nil
    }

    /// Time-weighted average price of a stretch; nil where it has no length, or no trade came before its end.
    func twap(_ from: Mark, _ to: Mark) -> Double? {
        guard to.time > from.time, first != 0 else { return nil }
        return first + (to.area - from.area) / Double(to.time - from.time)
    }

    /// Volume-weighted average price of the UTC day of a time.
    func dayAverage(at time: Int64) -> Double? {
        let start = floorDivide(time, 86_400_000_000_000) * 86_400_000_000_000
        guard let day = days.first(where: { $0.start == start }), day.volume > 0 else { return nil }
        return day.notional / day.volume
    }
}
