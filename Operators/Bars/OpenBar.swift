import MarketModel

/// The bar under construction.
struct OpenBar {
    var start = Int64.min
    /// Exclusive; `.min` while no bucket is open, so that the next trade opens one.
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
    /// Whether it collects what is dropped as it comes while the market is closed.
    var isDropped = false
    /// Whether it goes out without a trade too, with the price before as open and close.
    var isCarried = false

    /// Nothing open.
    init() {}

    /// A bucket without a trade.
    init(_ bucket: BarGrid.Bucket) {
        start = bucket.start
        end = bucket.end
    }

    /// A bucket that `price` is carried into.
    init(_ bucket: BarGrid.Bucket, carrying price: Price, stamp: UInt64) {
        self.init(bucket)
        open = price
        close = price
        self.stamp = stamp
        isCarried = true
    }

    var isOpen: Bool { end != .min }

    /// Whether a bar comes of it.
    var isBar: Bool { !isDropped && (tickCount > 0 || isCarried) }

    /// The sequence that the bar will have: the last instant of its bucket.
    var sequence: Int64 { end - 1 }

    func bar(stamp: UInt64, flags: Bar.Flags = []) -> Bar {
        let isSynthetic = tickCount == 0
        return Bar(
            header: EventHeader(time: end, sequence: sequence, stamp: stamp), start: start, end: end,
            open: open, high: isSynthetic ? open : Price(raw: high),
            low: isSynthetic ? open : Price(raw: low), close: close, volume: volume, buyVolume: buyVolume,
            notional: rawNotional / Double(Price.scale), tickCount: tickCount,
            flags: isSynthetic ? flags.union(.synthetic) : flags)
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
            if tickCount == 0 { open = trades[index].price }
            tickCount += Int64(i - index)
            close = trades[i - 1].price
            stamp = trades[i - 1].header.stamp
        }
        return i
    }
}
