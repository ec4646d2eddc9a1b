/// The best bid and offer of a market, or of several joined.
public struct Quote: Event, Equatable {
    /// Header.
    public var header: EventHeader
    /// Best price to sell at; raw 0 when there is none.
    public var bid: Price
    /// Best price to buy at; raw 0 when there is none.
    public var ask: Price
    /// Quantity at the bid.
    public var bidSize: Double
    /// Quantity at the ask.
    public var askSize: Double

    /// Makes a quote.
    @inlinable
    public init(header: EventHeader, bid: Price, ask: Price, bidSize: Double, askSize: Double) {
        self.header = header
        self.bid = bid
        self.ask = ask
        self.bidSize = bidSize
        self.askSize = askSize
    }

    /// Whether both sides are there.
    @inlinable
    public var isTwoSided: Bool { bid.raw != 0 && ask.raw != 0 }

    /// Whether the bid is above the ask.
    @inlinable
    public var isCrossed: Bool { isTwoSided && bid > ask }

    /// Half way between bid and ask, to 5e-10; the only side's price where the other is missing.
    @inlinable
    public var mid: Price {
        guard isTwoSided else { return Price(raw: bid.raw | ask.raw) }
        return Price(raw: bid.raw + (ask.raw - bid.raw) / 2)
    }

    /// Name of the type.
    public static let typeName = "Quote"
    /// Readable numbers.
    public static let fields: [EventField<Quote>] = [
        EventField("bid", "price") { $0.bid.double },
        EventField("ask", "price") { $0.ask.double },
        EventField("bid_size", "quantity") { $0.bidSize },
        EventField("ask_size", "quantity") { $0.askSize },
        EventField("mid", "price") { $0.mid.double },
        EventField("spread", "price") { $0.isTwoSided ? ($0.ask.double - $0.bid.double) : 0 },
    ]
}
