/// An order, or a change of one: what agents ask for, what the risk gate approves, what venues work.
public struct Order: Event, Equatable {
    /// What is asked.
    public enum Action: UInt64, Sendable, CaseIterable {
        /// A new order.
        case submit = 0
        /// Order `id` now has this quantity (in total, filled part included) and these prices.
        case replace = 1
        /// Order `id` ends.
        case cancel = 2
        /// All orders of the instrument end, or of every instrument where none is named.
        case cancelAll = 3
    }

    /// How it is priced.
    public enum Kind: UInt64, Sendable, CaseIterable {
        /// At the best price there is.
        case market = 0
        /// At `limit` or better.
        case limit = 1
        /// A market order once the market reaches `stop`.
        case stop = 2
        /// A limit order once the market reaches `stop`.
        case stopLimit = 3
        /// A stop that follows the best price since it began at the distance `trail`.
        case trailingStop = 4
    }

    /// How long it works.
    public enum TimeInForce: UInt64, Sendable, CaseIterable {
        /// Until it is filled or cancelled.
        case gtc = 0
        /// Until the session ends.
        case day = 1
        /// What can be filled at once is, the rest ends.
        case ioc = 2
        /// All at once, or nothing.
        case fok = 3
        /// Until `expiry`.
        case gtd = 4
    }

    /// What else is asked of it.
    public struct Flags: OptionSet, BitwiseCopyable, Sendable, Hashable {
        /// Raw bits.
        public var rawValue: UInt64
        /// Makes flags of raw bits.
        @inlinable
        public init(rawValue: UInt64) { self.rawValue = rawValue }
        /// Refused where it would take liquidity.
        public static let postOnly = Flags(rawValue: 1)
        /// Cut to what brings the position nearer to zero.
        public static let reduceOnly = Flags(rawValue: 2)
    }

    /// Header of the event that caused it.
    public var header: EventHeader
    /// Unique in the run, from 1, given by the risk gate; an execution algorithm's slices have their own.
    public var id: Int64
    /// The order that this one is a slice of; 0 for none.
    public var parent: Int64
    /// The number its sender knows it by, unique per agent; 0 where the gate made it of a signal.
    public var clientID: Int64
    /// What is traded.
    public var instrument: Symbol
    /// Who wants it: the name of the node that sent the signal or the request.
    public var agent: Symbol
    /// Raw value of the action.
    public var actionCode: UInt64
    /// Raw value of the kind.
    public var kindCode: UInt64
    /// Raw value of the time in force.
    public var timeInForceCode: UInt64
    /// What else is asked of it.
    public var flags: Flags
    /// Contracts; positive buys, negative sells.
    public var quantity: Double
    /// Limit price; raw 0 where there is none.
    public var limit: Price
    /// Price at which a stop triggers; raw 0 where there is none.
    public var stop: Price
    /// Distance of a trailing stop.
    public var trail: Price
    /// Contracts shown of an iceberg order; 0 shows all.
    public var display: Double
    /// When a gtd order ends, ns since 1970 UTC.
    public var expiry: Int64
    /// One-cancels-other: of the working orders with one group other than 0, a fill of one cancels the rest.
    public var group: Int64
    /// Price of the limit order that a fill attaches to take profit; raw 0 for none.
    public var takeProfit: Price
    /// Price of the stop order that a fill attaches against loss; raw 0 for none.
    public var stopLoss: Price

    /// Makes a new order, good till cancelled.
    @inlinable
    public init(header: EventHeader, id: Int64, quantity: Double, kind: Kind, limit: Price = Price(raw: 0)) {
        self.header = header
        self.id = id
        self.quantity = quantity
        self.limit = limit
        parent = 0
        clientID = 0
        instrument = .none
        agent = .none
        actionCode = Action.submit.rawValue
        kindCode = kind.rawValue
        timeInForceCode = TimeInForce.gtc.rawValue
        flags = []
        stop = Price(raw: 0)
        trail = Price(raw: 0)
        display = 0
        expiry = 0
        group = 0
        takeProfit = Price(raw: 0)
        stopLoss = Price(raw: 0)
    }

    /// What is asked; nil for a code that is none.
    @inlinable
    public var action: Action? { Action(rawValue: actionCode) }
    /// How it is priced; nil for a code that is none.
    @inlinable
    public var kind: Kind? { Kind(rawValue: kindCode) }
    /// How long it works; nil for a code that is none.
    @inlinable
    public var timeInForce: TimeInForce? { TimeInForce(rawValue: timeInForceCode) }

    /// Name of the type.
    public static let typeName = "Order"
    /// Readable numbers.
    public static let fields: [EventField<Order>] = [
        EventField("quantity", "contracts, signed") { $0.quantity },
        EventField("limit", "price") { $0.limit.double },
        EventField("stop", "price") { $0.stop.double },
        EventField("action", "0 submit, 1 replace, 2 cancel, 3 cancel all") { Double($0.actionCode) },
        EventField("kind", "0 market, 1 limit, 2 stop, 3 stop-limit, 4 trailing stop") {
            Double($0.kindCode)
        },
        EventField("id", "number") { Double($0.id) },
        EventField("parent", "number; 0 for none") { Double($0.parent) },
    ]
}
