import MarketModel

/// The last quote of each exchange, and the best of them all.
///
/// For at most `capacity` exchanges, in memory that does not grow.
struct ExchangeQuotes {
    /// Exchanges at most. (The consolidated tape has a letter for each.)
    static let capacity = 64

    /// One side of an exchange's quote; size 0 where it has none.
    private struct Side: BitwiseCopyable {
        var price: Int64 = 0
        var size = 0.0
    }

    private var names = InlineArray<64, UInt64>(repeating: 0)
    private var bids = InlineArray<64, Side>(repeating: Side())
    private var asks = InlineArray<64, Side>(repeating: Side())
    private var count = 0

    /// Takes in what a row tells; false if it is of an exchange too many.
    mutating func take(_ row: RowFields) -> Bool {
        guard let place = place(of: row.exchange) else { return false }
        if row.hasBid { bids[place] = Self.side(row.prices[0], row.sizes[0]) }
        if row.hasAsk { asks[place] = Self.side(row.prices[1], row.sizes[1]) }
        return true
    }

    /// Gives a quote the highest bid and the lowest ask, of equal prices the larger size, of equal sizes the
    /// exchange first seen.
    func setBest(of quote: inout Quote) {
        var (bid, ask) = (Side(), Side())
        for place in 0..<count {
            let (mine, theirs) = (bids[place], asks[place])
            if mine.size != 0, bid.size == 0 || (bid.price, bid.size) < (mine.price, mine.size) { bid = mine }
            if theirs.size != 0, ask.size == 0 || (theirs.price, ask.size) < (ask.price, theirs.size) {
                ask = theirs
            }
        }
        quote.bid = Price(raw: bid.price)
        quote.bidSize = bid.size
        quote.ask = Price(raw: ask.price)
        quote.askSize = ask.size
    }

    /// A side without a price or a size is none.
    private static func side(_ price: Int64, _ size: Double) -> Side {
        price == 0 || size == 0 ? Side() : Side(price: price, size: size)
    }

    private mutating func place(of name: UInt64) -> Int? {
        for place in 0..<count where names[place] == name { return place }
        guard count < Self.capacity else { return nil }
        names[count] = name
        count += 1
        return count - 1
    }
}

extension RowFields {
    /// Whether a row of quotes tells the bid.
    @inline(__always) var hasBid: Bool { prices[0] != 0 || sizes[0] != 0 }
    /// Whether a row of quotes tells the ask.
    @inline(__always) var hasAsk: Bool { prices[1] != 0 || sizes[1] != 0 }
}
