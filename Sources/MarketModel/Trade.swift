/// One trade print.
public struct Trade: Event, Equatable {
    /// Who was the aggressor.
    public enum Side: UInt64, Sendable {
        /// Not known.
        case unknown = 0
        /// A buyer lifted the offer.
        case buy = 1
        /// A seller hit the bid.
        case sell = 2
    }

    /// Header.
    public var header: EventHeader
    /// Price.
    public var price: Price
    /// Quantity in contracts, shares or coins; zero is allowed and counts for prices only.
    public var quantity: Double
    /// Raw value of the aggressor's side.
    public var sideCode: UInt64

    /// Makes a trade.
    @inlinable
    public init(header: EventHeader, price: Price, quantity: Double, side: Side) {
        self.header = header
        self.price = price
        self.quantity = quantity
        sideCode = side.rawValue
    }

    /// The aggressor's side.
    @inlinable
    public var side: Side { Side(rawValue: sideCode) ?? .unknown }

    /// Name of the type.
    public static let typeName = "Trade"
    /// Readable numbers.
    public static let fields: [EventField<Trade>] = [
        EventField("price", "price") { $0.price.double },
        EventField("quantity", "quantity") { $0.quantity },
        EventField("side", "+1 buy, -1 sell, 0 unknown") {
            $0.side == .buy ? 1 : $0.side == .sell ? -1 : 0
        },
    ]
}
