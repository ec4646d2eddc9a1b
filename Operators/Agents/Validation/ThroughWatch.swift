import OperatorKit

/// Trades of one input against the newest quote of another: outside of it they show clocks that are apart.
struct ThroughWatch {
    /// Indices of the inputs.
    let trades: Int
    let quotes: Int
    private let limit: Double
    private var bid = 0.0
    private var ask = 0.0
    /// Whether each of the newest trades was outside, a ring.
    private var newest: [Bool]
    private var next = 0
    private var filled = 0
    private var outside = 0
    private var isApart = false

    /// Compares the newest `window` trades.
    init(trades: Int, quotes: Int, window: Int, limit: Double) {
        self.trades = trades
        self.quotes = quotes
        self.limit = limit
        newest = [Bool](repeating: false, count: window)
    }

    /// Share of the newest trades that were outside; nil before there are enough.
    var share: Double? { filled == newest.count ? Double(outside) / Double(filled) : nil }

    /// Takes what is bid and asked, 0 for a side that isn't there.
    mutating func quote(bid: Double, ask: Double) { (self.bid, self.ask) = (bid, ask) }

    /// Takes a trade's price; the share, the first time that it is at the limit.
    mutating func take(_ price: Double) -> Double? {
        // Without two sides, or with crossed ones, a price says nothing.
        guard bid > 0, ask >= bid, price.isFinite else { return nil }
        let isOutside = price < bid || price > ask
        if filled == newest.count { outside -= newest[next] ? 1 : 0 } else { filled += 1 }
        newest[next] = isOutside
        outside += isOutside ? 1 : 0
        next = next + 1 == newest.count ? 0 : next + 1
        guard let share else { return nil }
        guard share >= limit else {
            isApart = false
            return nil
        }
        defer { isApart = true }
        return isApart ? nil : share
    }
}
