/// An execution of an order, whole or in part, or its end without one.
public struct Fill: Event, Equatable {
    /// What became of the order.
    public enum Outcome: UInt64, Sendable {
        /// Quantity was traded and more is working.
        case partial = 1
        /// The last of it was traded.
        case filled = 2
        /// It ended unfilled: `quantity` is what was released, and nothing was traded.
        case cancelled = 3
    }

    /// Header of the trade that it met.
    public var header: EventHeader
    /// The order.
    public var orderID: Int64
    /// Contracts, signed.
    public var quantity: Double
    /// Price paid, slippage included.
    public var price: Price
    /// Fee in account currency, positive.
    public var fee: Double
    /// Account currency per 1.0 of price and contract.
    public var multiplier: Double
    /// Raw value of the outcome.
    public var outcomeCode: UInt64
    /// Event time of the order, ns.
    public var orderTime: Int64

    /// Makes a fill.
    @inlinable
    public init(
        header: EventHeader, orderID: Int64, quantity: Double, price: Price, fee: Double, multiplier: Double,
        outcome: Outcome, orderTime: Int64
    ) {
        self.header = header
        self.orderID = orderID
        self.quantity = quantity
        self.price = price
        self.fee = fee
        self.multiplier = multiplier
        outcomeCode = outcome.rawValue
        self.orderTime = orderTime
    }

    /// What became of the order.
    @inlinable
    public var outcome: Outcome { Outcome(rawValue: outcomeCode) ?? .filled }

    /// Name of the type.
    public static let typeName = "Fill"
    /// Readable numbers.
    public static let fields: [EventField<Fill>] = [
        EventField("quantity", "contracts, signed") { $0.quantity },
        EventField("price", "price") { $0.price.double },
        EventField("fee", "account currency") { $0.fee },
    ]
}
