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
        /// No trade but money: funding, interest; `quantity` is 0 and `fee` what was paid, negative if received.
        case payment = 4
    }

    /// Who gave liquidity.
    public enum Liquidity: UInt64, Sendable {
        /// Not known.
        case unknown = 0
        /// The order rested and was met.
        case maker = 1
        /// The order met what rested.
        case taker = 2
    }

    /// What is special about it.
    public struct Flags: OptionSet, BitwiseCopyable, Sendable, Hashable {
        /// Raw bits.
        public var rawValue: UInt64
        /// Makes flags of raw bits.
        @inlinable
        public init(rawValue: UInt64) { self.rawValue = rawValue }
        /// The path of prices within a bar decides whether it was made at all, and the bar does not tell that path.
        public static let ambiguous = Flags(rawValue: 1)
    }

    /// Header of the trade that it met.
    public var header: EventHeader
    /// The order.
    public var orderID: Int64
    /// The order that it is a slice of; 0 for none.
    public var parent: Int64
    /// What was traded.
    public var instrument: Symbol
    /// Who wanted it.
    public var agent: Symbol
    /// Contracts, signed.
    public var quantity: Double
    /// Price paid, slippage included.
    public var price: Price
    /// Fee in account currency, positive; a rebate is negative.
    public var fee: Double
    /// Account currency per 1.0 of price and contract.
    public var multiplier: Double
    /// Raw value of the outcome.
    public var outcomeCode: UInt64
    /// Event time of the order, ns.
    public var orderTime: Int64
    /// Raw value of who gave liquidity.
    public var liquidityCode: UInt64
    /// What is special about it.
    public var flags: Flags

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
        parent = 0
        instrument = .none
        agent = .none
        liquidityCode = Liquidity.unknown.rawValue
        flags = []
    }

    /// Makes a fill of `order`.
    @inlinable
    public init(
        header: EventHeader, of order: Order, quantity: Double, price: Price, fee: Double, multiplier: Double,
        outcome: Outcome, liquidity: Liquidity = .unknown, flags: Flags = []
    ) {
        self.init(
            header: header, orderID: order.id, quantity: quantity, price: price, fee: fee,
            multiplier: multiplier, outcome: outcome, orderTime: order.header.time)
        parent = order.parent
        instrument = order.instrument
        agent = order.agent
        liquidityCode = liquidity.rawValue
        self.flags = flags
    }

    /// Who gave liquidity.
    @inlinable
    public var liquidity: Liquidity { Liquidity(rawValue: liquidityCode) ?? .unknown }

    /// Whether contracts changed hands.
    @inlinable
    public var isTrade: Bool {
        outcomeCode == Outcome.filled.rawValue || outcomeCode == Outcome.partial.rawValue
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
        EventField("outcome", "1 partial, 2 filled, 3 cancelled, 4 payment") { Double($0.outcomeCode) },
        EventField("liquidity", "0 unknown, 1 maker, 2 taker") { Double($0.liquidityCode) },
        EventField("ambiguous", "1 where the path within a bar decides it, else 0") {
            $0.flags.contains(.ambiguous) ? 1 : 0
        },
    ]
}
