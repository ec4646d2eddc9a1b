/// The ten best levels of both sides of a book.
public struct Depth: Event {
    /// Levels a side.
    public static let capacity = 10

    /// One level.
    public struct Level: BitwiseCopyable, Sendable, Equatable {
        /// Price; raw 0 where there is no level.
        public var price: Price
        /// Quantity.
        public var size: Double
        /// Makes a level.
        @inlinable
        public init(price: Price, size: Double) {
            self.price = price
            self.size = size
        }
        /// No level.
        public static let none = Level(price: Price(raw: 0), size: 0)
    }

    /// Header of the change that completed it.
    public var header: EventHeader
    /// Levels in use on the bid side, 0…10.
    public var bidCount: Int64
    /// Levels in use on the ask side, 0…10.
    public var askCount: Int64
    /// Best first.
    public var bids: InlineArray<10, Level>
    /// Best first.
    public var asks: InlineArray<10, Level>

    /// Makes an empty book.
    @inlinable
    public init(header: EventHeader) {
        self.header = header
        bidCount = 0
        askCount = 0
        bids = InlineArray(repeating: .none)
        asks = InlineArray(repeating: .none)
    }

    /// The best bid and ask.
    @inlinable
    public var quote: Quote {
        Quote(
            header: header, bid: bids[0].price, ask: asks[0].price, bidSize: bids[0].size,
            askSize: asks[0].size)
    }

    /// Name of the type.
    public static let typeName = "Depth"
    /// Readable numbers: the touch, and what lies within the ten levels.
    public static let fields: [EventField<Depth>] = [
        EventField("bid", "price") { $0.bids[0].price.double },
        EventField("ask", "price") { $0.asks[0].price.double },
        EventField("bid_size", "quantity") { $0.bids[0].size },
        EventField("ask_size", "quantity") { $0.asks[0].size },
        EventField("mid", "price") { $0.quote.mid.double },
        EventField("spread", "price") {
            $0.quote.isTwoSided ? $0.asks[0].price.double - $0.bids[0].price.double : 0
        },
        EventField("bid_depth", "quantity in ten levels") { $0.total(of: $0.bids) },
        EventField("ask_depth", "quantity in ten levels") { $0.total(of: $0.asks) },
        EventField("imbalance", "-1 to 1, of the ten levels") {
            let (bid, ask) = ($0.total(of: $0.bids), $0.total(of: $0.asks))
            return bid + ask > 0 ? (bid - ask) / (bid + ask) : 0
        },
        EventField("microprice", "price, weighted by the other side's size") {
            let (bid, ask) = ($0.bids[0], $0.asks[0])
            let sum = bid.size + ask.size
            guard sum > 0, $0.quote.isTwoSided else { return $0.quote.mid.double }
            return (bid.price.double * ask.size + ask.price.double * bid.size) / sum
        },
    ]

    func total(of side: InlineArray<10, Level>) -> Double {
        var sum = 0.0
        for i in side.indices { sum += side[i].size }
        return sum
    }
}
