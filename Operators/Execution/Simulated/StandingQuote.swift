import MarketModel

/// The touch as a venue's orders meet it: what they took of it is gone until it changes.
struct StandingQuote {
    private var quote = Quote(
        header: EventHeader(time: 0, sequence: .min), bid: Price(raw: 0), ask: Price(raw: 0), bidSize: 0,
        askSize: 0)
    private var bidTaken = 0.0
    private var askTaken = 0.0

    /// When it was told; nil before the first.
    var time: Int64? { quote.header.sequence == .min ? nil : quote.header.time }
    /// Price between the two sides, where there are two.
    var mid: Price? { quote.isTwoSided ? quote.mid : nil }

    mutating func take(_ new: Quote) {
        if new.bid != quote.bid || new.bidSize != quote.bidSize { bidTaken = 0 }
        if new.ask != quote.ask || new.askSize != quote.askSize { askTaken = 0 }
        quote = new
    }

    /// The price that an order of that side meets; nil where the other side is empty.
    @inline(__always)
    func touch(forBuying buys: Bool) -> Price? {
        let price = buys ? quote.ask : quote.bid
        return price.raw == 0 ? nil : price
    }

    /// What is left there.
    @inline(__always)
    func size(forBuying buys: Bool) -> Double {
        max(0, buys ? quote.askSize - askTaken : quote.bidSize - bidTaken)
    }

    mutating func consume(_ size: Double, buying: Bool) {
        if buying { askTaken += size } else { bidTaken += size }
    }
}
