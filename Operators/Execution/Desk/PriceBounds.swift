import MarketModel

/// The prices at which working orders can begin to matter: a market between them needs no look at the orders.
struct PriceBounds {
    private var highestBuyLimit = Int64.min
    private var lowestSellLimit = Int64.max
    private var lowestBuyStop = Int64.max
    private var highestSellStop = Int64.min
    /// Whether an order waits that any price concerns.
    private(set) var isAlways = false

    /// Widens them by an order.
    @inline(__always)
    mutating func include(_ working: WorkingOrder) {
        if working.isTrailing || working.isImmediate || working.isTriggered && working.isPriceless {
            isAlways = true
        } else if working.isTriggered {
            let limit = working.order.limit.raw
            if working.buys {
                highestBuyLimit = max(highestBuyLimit, limit)
            } else {
                lowestSellLimit = min(lowestSellLimit, limit)
            }
        } else {
            let stop = working.order.stop.raw
            if working.buys {
                lowestBuyStop = min(lowestBuyStop, stop)
            } else {
                highestSellStop = max(highestSellStop, stop)
            }
        }
    }

    /// Whether prices from `low` to `high` can concern an order.
    @inline(__always)
    func concern(_ low: Price, _ high: Price) -> Bool {
        isAlways || low.raw <= highestBuyLimit || high.raw >= lowestSellLimit || high.raw >= lowestBuyStop
            || low.raw <= highestSellStop
    }

    /// Whether an order may rest at a price of a side.
    @inline(__always)
    func holds(_ side: BookSide, _ price: Price) -> Bool {
        isAlways || (side == .bid ? price.raw <= highestBuyLimit : price.raw >= lowestSellLimit)
    }
}
