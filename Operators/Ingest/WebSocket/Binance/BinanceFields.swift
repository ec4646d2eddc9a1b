/// The members of one Binance message that mean something here, whatever their order.
struct BinanceFields {
    enum Kind { case none, depth, trade, aggregate, ticker, other }
    /// A `trade` message's `X`: only a market trade is one, an insurance fund's or a settlement's is not.
    enum Origin { case market, other }

    var kind = Kind.none
    var isWrapped = false
    var symbol: Range<Int>?
    var stream: Range<Int>?
    /// E, in ms.
    var eventTime: Int64?
    /// T, in ms.
    var tradeTime: Int64?
    /// U, u, pu.
    var firstID: Int64?
    var lastID: Int64?
    var previousID: Int64?
    /// Of a snapshot.
    var snapshotID: Int64?
    var hasLevels = false
    /// p and q of a trade.
    var price: Int64?
    var quantity: Double?
    var isBuyerMaker: Bool?
    var origin = Origin.market
    /// b, B, a, A of a ticker.
    var bid: Int64?
    var ask: Int64?
    var bidSize: Double?
    var askSize: Double?

    /// Reads an object's members; `data` of a combined stream counts as if its members stood here.
    mutating func read(
        _ bytes: borrowing Span<UInt8>, _ json: inout JSONCursor, _ book: inout BookMessage
    ) throws(JSONFault) {
        var isFirst = true
        try json.beginObject(bytes)
        while let name = try json.nextName(bytes, &isFirst) {
            if name.count == 1 {
                try letter(bytes[name.lowerBound], bytes, &json, &book)
            } else {
                try word(name, bytes, &json, &book)
            }
        }
    }

    @inline(__always)
    private mutating func letter(
        _ name: UInt8, _ bytes: borrowing Span<UInt8>, _ json: inout JSONCursor, _ book: inout BookMessage
    ) throws(JSONFault) {
        switch name {
        case UInt8(ascii: "e"): kind = Self.kind(bytes, try json.string(bytes))
        case UInt8(ascii: "E"): eventTime = try json.integer(bytes)
        case UInt8(ascii: "T"): tradeTime = try json.integer(bytes)
        case UInt8(ascii: "s"): symbol = try json.string(bytes)
        case UInt8(ascii: "U"): firstID = try json.integer(bytes)
        case UInt8(ascii: "u"): lastID = try json.integer(bytes)
        case UInt8(ascii: "p"): price = try json.price(bytes)
        case UInt8(ascii: "q"): quantity = try json.quantity(bytes)
        case UInt8(ascii: "m"): isBuyerMaker = try json.flag(bytes)
        case UInt8(ascii: "B"): bidSize = try json.quantity(bytes)
        case UInt8(ascii: "A"): askSize = try json.quantity(bytes)
        case UInt8(ascii: "b"): bid = try side(bytes, &json, &book, isBid: true)
        case UInt8(ascii: "a"): ask = try side(bytes, &json, &book, isBid: false)
        case UInt8(ascii: "X"):
            origin = JSONCursor.spells("MARKET", bytes, try json.string(bytes)) ? .market : .other
        default: try json.skip(bytes)
        }
    }

    private mutating func word(
        _ name: Range<Int>, _ bytes: borrowing Span<UInt8>, _ json: inout JSONCursor,
        _ book: inout BookMessage
    ) throws(JSONFault) {
        switch name.count {
        case 2 where JSONCursor.spells("pu", bytes, name): previousID = try json.integer(bytes)
        case 4 where JSONCursor.spells("data", bytes, name) && !isWrapped:
            isWrapped = true
            if try json.peek(bytes) == UInt8(ascii: "{") {
                try read(bytes, &json, &book)
            } else {
                try json.skip(bytes)
            }
        case 4 where JSONCursor.spells("bids", bytes, name):
            _ = try side(bytes, &json, &book, isBid: true)
        case 4 where JSONCursor.spells("asks", bytes, name):
            _ = try side(bytes, &json, &book, isBid: false)
        case 6 where JSONCursor.spells("symbol", bytes, name): symbol = try json.string(bytes)
        case 6 where JSONCursor.spells("stream", bytes, name): stream = try json.string(bytes)
        case 12 where JSONCursor.spells("lastUpdateId", bytes, name): snapshotID = try json.integer(bytes)
        default: try json.skip(bytes)
        }
    }

    /// `b` and `a` are levels in a book message, a price in a ticker, an order's number in an old trade.
    @inline(__always)
    private mutating func side(
        _ bytes: borrowing Span<UInt8>, _ json: inout JSONCursor, _ book: inout BookMessage, isBid: Bool
    ) throws(JSONFault) -> Int64? {
        switch try json.peek(bytes) {
        case UInt8(ascii: "["):
            hasLevels = true
            try book.read(bytes, &json, isBid: isBid)
            return nil
        case UInt8(ascii: "\""): return try json.price(bytes)
        default:
            try json.skip(bytes)
            return nil
        }
    }

    @inline(__always)
    private static func kind(_ bytes: borrowing Span<UInt8>, _ text: Range<Int>) -> Kind {
        switch text.count {
        case 5 where JSONCursor.spells("trade", bytes, text): .trade
        case 8 where JSONCursor.spells("aggTrade", bytes, text): .aggregate
        case 10 where JSONCursor.spells("bookTicker", bytes, text): .ticker
        case 11 where JSONCursor.spells("depthUpdate", bytes, text): .depth
        default: .other
        }
    }
}
