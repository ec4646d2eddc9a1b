import MarketModel

/// The bar under construction.
struct OpenBar {
    var start = Int64.min
    /// Exclusive; `.min` before the first trade, so that it opens a bucket.
    var end = Int64.min
    var open = Price(raw: 0)
    var high = Int64.min
    var low = Int64.max
    var close = Price(raw: 0)
    var volume = 0.0
    var buyVolume = 0.0
    /// Sum of raw price × quantity: scaled once, at the close, so that no trade costs a division.
    var rawNotional = 0.0
    var tickCount: Int64 = 0
    /// Ingress stamp of the last trade included.
    var stamp: UInt64 = 0

    /// Nothing open.
    init() {}

    /// An empty bar of the bucket that `trade` falls into, which it opens.
    init(at trade: Trade, every: Int64) {
        let remainder = trade.header.sequence % every
        let back = remainder < 0 ? remainder + every : remainder
        let (floor, underflow) = trade.header.sequence.subtractingReportingOverflow(back)
        start = underflow ? .min : floor
        let (sum, overflow) = start.addingReportingOverflow(every)
        end = overflow ? .max : sum
        open = trade.price
    }

    var isOpen: Bool { tickCount > 0 }

    /// The sequence that the bar will have: the last instant of its bucket.
    var sequence: Int64 { end - 1 }

    func bar(stamp: UInt64, flags: Bar.Flags = []) -> Bar {
        Bar(
            header: EventHeader(time: end, sequence: sequence, stamp: stamp), start: start, end: end,
            open: open,
            high: Price(raw: high), low: Price(raw: low), close: close, volume: volume, buyVolume: buyVolume,
            notional: rawNotional / Double(Price.scale), tickCount: tickCount, flags: flags)
    }

    /// Adds trades from `index` on while they fall into the bucket; returns the index after the last one.
    @inline(__always)
    mutating func add(_ trades: Span<Trade>, from index: Int) -> Int {
        let count = trades.count
        let end = self.end
        var (high, low) = (self.high, self.low)
        var (volume, buyVolume, rawNotional) = (self.volume, self.buyVolume, self.rawNotional)
        let buy = Trade.Side.buy.rawValue
        var i = index
        while i < count {
            let trade = trades[i]
            guard trade.header.sequence < end else { break }
            let price = trade.price.raw
            high = price > high ? price : high
            low = price < low ? price : low
            volume += trade.quantity
            buyVolume += trade.sideCode == buy ? trade.quantity : 0
            rawNotional += Double(price) * trade.quantity
            i += 1
        }
        (self.high, self.low) = (high, low)
        (self.volume, self.buyVolume, self.rawNotional) = (volume, buyVolume, rawNotional)
        if i > index {
            tickCount += Int64(i - index)
            close = trades[i - 1].price
            stamp = trades[i - 1].header.stamp
        }
        return i
    }
}
