/// A step of an order at its venue: acknowledged, filled in part, ended, and why.
public struct OrderUpdate: Event, Equatable {
    /// Why a venue refused an order or ended it; the names are `CATEGORY_CONDITION`.
    public enum Reason: UInt64, Sendable, CaseIterable {
        case none = 0
        case orderInvalidQuantity = 1
        case orderInvalidPrice = 2
        case orderOffTick = 3
        case orderUnknownInstrument = 4
        case orderDuplicateID = 5
        case orderUnknownID = 6
        case orderAlreadyFinal = 7
        case orderUnsupported = 8
        case bookFull = 9
        case postOnlyWouldTake = 10
        case reduceOnlyWouldIncrease = 11
        case fokNotFillable = 12
        case iocRemainder = 13
        case dayEnded = 14
        case gtdExpired = 15
        case groupFilled = 16
        case userCancelled = 17
        case marginInsufficient = 18
        case marginLiquidation = 19
        case marketStale = 20
        case marketClosed = 21
        case dataEnded = 22

        /// The name as `CATEGORY_CONDITION`.
        public var code: String {
            switch self {
            case .none: "NONE"
            case .orderInvalidQuantity: "ORDER_INVALID_QUANTITY"
            case .orderInvalidPrice: "ORDER_INVALID_PRICE"
            case .orderOffTick: "ORDER_OFF_TICK"
            case .orderUnknownInstrument: "ORDER_UNKNOWN_INSTRUMENT"
            case .orderDuplicateID: "ORDER_DUPLICATE_ID"
            case .orderUnknownID: "ORDER_UNKNOWN_ID"
            case .orderAlreadyFinal: "ORDER_ALREADY_FINAL"
            case .orderUnsupported: "ORDER_UNSUPPORTED"
            case .bookFull: "VENUE_BOOK_FULL"
            case .postOnlyWouldTake: "POST_ONLY_WOULD_TAKE"
            case .reduceOnlyWouldIncrease: "REDUCE_ONLY_WOULD_INCREASE"
            case .fokNotFillable: "FOK_NOT_FILLABLE"
            case .iocRemainder: "IOC_REMAINDER"
            case .dayEnded: "DAY_ENDED"
            case .gtdExpired: "GTD_EXPIRED"
            case .groupFilled: "GROUP_FILLED"
            case .userCancelled: "USER_CANCELLED"
            case .marginInsufficient: "MARGIN_INSUFFICIENT"
            case .marginLiquidation: "MARGIN_LIQUIDATION"
            case .marketStale: "MARKET_STALE"
            case .marketClosed: "MARKET_CLOSED"
            case .dataEnded: "DATA_ENDED"
            }
        }

        /// What it means, in one sentence.
        public var meaning: String {
            switch self {
            case .none: "an ordinary step"
            case .orderInvalidQuantity: "the quantity is 0, not a number or beyond the venue's largest"
            case .orderInvalidPrice: "a price that the kind needs is missing, or prices contradict each other"
            case .orderOffTick: "a price is no multiple of the tick"
            case .orderUnknownInstrument: "the venue trades another instrument"
            case .orderDuplicateID: "an order of that id works or has ended"
            case .orderUnknownID: "no order of that id is known"
            case .orderAlreadyFinal: "the order that should change has ended"
            case .orderUnsupported: "action, kind or time in force is none that the venue knows for it"
            case .bookFull: "more orders than `max_working`"
            case .postOnlyWouldTake: "a post-only order would have met the other side at once"
            case .reduceOnlyWouldIncrease: "a reduce-only order would have opened or enlarged the position"
            case .fokNotFillable: "not all of a fok order could be filled at once"
            case .iocRemainder: "what was left of an ioc order"
            case .dayEnded: "a day order's session is over"
            case .gtdExpired: "a gtd order's time is over"
            case .groupFilled: "another order of its group was filled"
            case .userCancelled: "cancelled on request"
            case .marginInsufficient: "the equity does not cover the initial margin"
            case .marginLiquidation: "ended because the venue closes the position"
            case .marketStale: "the market data are older than `max_age`"
            case .marketClosed: "it arrived outside the sessions of `calendar`"
            case .dataEnded: "the data ended before the order did"
            }
        }
    }

    /// Header of the event at which it happened.
    public var header: EventHeader
    /// The order.
    public var orderID: Int64
    /// The order that it is a slice of; 0 for none.
    public var parent: Int64
    /// What is traded.
    public var instrument: Symbol
    /// Who wanted it.
    public var agent: Symbol
    /// Raw value of the new state.
    public var stateCode: UInt64
    /// Raw value of the reason.
    public var reasonCode: UInt64
    /// Contracts traded so far, signed.
    public var filled: Double
    /// Contracts still to trade, signed; 0 once it has ended.
    public var remaining: Double
    /// Contracts that ended untraded by this step, signed.
    public var released: Double

    /// Makes a step of `order`.
    @inlinable
    public init(
        header: EventHeader, order: Order, state: OrderState, reason: Reason = .none, filled: Double,
        remaining: Double, released: Double = 0
    ) {
        self.header = header
        orderID = order.id
        parent = order.parent
        instrument = order.instrument
        agent = order.agent
        stateCode = state.rawValue
        reasonCode = reason.rawValue
        self.filled = filled
        self.remaining = remaining
        self.released = released
    }

    /// The new state.
    @inlinable
    public var state: OrderState { OrderState(rawValue: stateCode) ?? .rejected }
    /// Why.
    @inlinable
    public var reason: Reason { Reason(rawValue: reasonCode) ?? .none }

    /// Name of the type.
    public static let typeName = "OrderUpdate"
    /// Readable numbers.
    public static let fields: [EventField<OrderUpdate>] = [
        EventField("state", "code of the state") { Double($0.stateCode) },
        EventField("reason", "code of the reason") { Double($0.reasonCode) },
        EventField("filled", "contracts, signed") { $0.filled },
        EventField("remaining", "contracts, signed") { $0.remaining },
    ]
}
