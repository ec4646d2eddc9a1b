/// An order that passed the risk gate.
public struct Order: Event, Equatable {
    /// How it is priced.
    public enum Kind: UInt64, Sendable { case market = 0, limit = 1 }

    /// Header of the event that caused it.
    public var header: EventHeader
    /// Unique in the run, from 1.
    public var id: Int64
    /// Contracts; positive buys, negative sells.
    public var quantity: Double
    /// Raw value of the kind.
    public var kindCode: UInt64
    /// Limit price; raw 0 for a market order.
    public var limit: Price

    /// Makes an order.
    @inlinable
    public init(header: EventHeader, id: Int64, quantity: Double, kind: Kind, limit: Price = Price(raw: 0)) {
        self.header = header
        self.id = id
        self.quantity = quantity
        kindCode = kind.rawValue
        self.limit = limit
    }

    /// How it is priced.
    @inlinable
    public var kind: Kind { Kind(rawValue: kindCode) ?? .market }

    /// Name of the type.
    public static let typeName = "Order"
    /// Readable numbers.
    public static let fields: [EventField<Order>] = [
        EventField("quantity", "contracts, signed") { $0.quantity },
        EventField("limit", "price") { $0.limit.double },
    ]
}
