import MarketModel

/// An order at its venue, with what became of it so far.
struct WorkingOrder: BitwiseCopyable {
    /// Where an order comes from.
    enum Origin: UInt8 {
        /// Sent to the venue.
        case request
        /// Attached by the fill of another.
        case takeProfit, stopLoss
        /// The venue closes a position that the account does not carry.
        case liquidation
    }

    /// The order as asked for; the header is that of the event that caused it.
    var order: Order
    var origin: Origin
    var state: OrderState
    /// Contracts traded, without sign.
    var filled = 0.0
    /// Contracts still to trade, without sign.
    var remaining: Double
    /// Of those, contracts shown.
    var shown: Double
    /// Instant from which on it is over; `.max` for never.
    var expiry = Int64.max
    /// Whether a stop has been reached; true for orders without one.
    var isTriggered: Bool
    /// It lost its place in the queue, or never had one.
    var needsPlace = true
    /// It has not met a market yet at its prices.
    var isNew = true
    /// The path within a bar has decided that it trades: its fills are ambiguous.
    var isDoubtful = false
    /// Quantity that is filled before it at its price, as the queue model has it.
    var ahead = 0.0
    /// Quantity traded at its price since the level last changed.
    var tradedAhead = 0.0
    /// When it came into the queue, in a book by order.
    var arrival: Int64 = 0
    /// The slot of its take-profit and of its stop-loss; −1 for none.
    var takeProfit: Int32 = -1
    var stopLoss: Int32 = -1
    /// Whether two places are kept for the pair that its fill will attach.
    var holdsPair = false
    /// Neighbours in the order of arrival; −1 for none.
    var previous: Int32 = -1
    var next: Int32 = -1

    init(_ order: Order, origin: Origin = .request) {
        self.order = order
        self.origin = origin
        state = .submitted
        remaining = abs(order.quantity)
        let isIceberg = order.display > 0 && order.display < remaining
        shown = isIceberg ? order.display : remaining
        isTriggered = order.kind == .market || order.kind == .limit
    }

    /// An empty place.
    static let none = WorkingOrder(
        Order(header: EventHeader(time: 0, sequence: 0), id: 0, quantity: 0, kind: .market))

    @inline(__always) var buys: Bool { order.quantity > 0 }
    /// `size` with the order's sign.
    @inline(__always)
    func signed(_ size: Double) -> Double { buys ? size : -size }
    /// Whether it ends at the first market that it can meet.
    @inline(__always) var isImmediate: Bool {
        order.timeInForceCode == Order.TimeInForce.ioc.rawValue
            || order.timeInForceCode == Order.TimeInForce.fok.rawValue
    }
    @inline(__always) var isAllOrNone: Bool {
        order.timeInForceCode == Order.TimeInForce.fok.rawValue
    }
    /// Whether it trades at any price, once triggered.
    @inline(__always) var isPriceless: Bool {
        order.kindCode != Order.Kind.limit.rawValue && order.kindCode != Order.Kind.stopLimit.rawValue
    }
    @inline(__always) var isTrailing: Bool { order.kindCode == Order.Kind.trailingStop.rawValue }
    /// Whether an order of that side rests in a book.
    @inline(__always)
    func rests(_ buying: Bool) -> Bool {
        buys == buying && isTriggered && !isPriceless && !needsPlace && !state.isFinal
    }
    @inline(__always) var hasBracket: Bool { order.takeProfit.raw != 0 || order.stopLoss.raw != 0 }
    /// Whether a price is at the stop or beyond it.
    @inline(__always)
    func reaches(_ price: Price) -> Bool { buys ? price >= order.stop : price <= order.stop }
    /// Whether a price is the limit or better.
    @inline(__always)
    func accepts(_ price: Price) -> Bool { buys ? price <= order.limit : price >= order.limit }

    /// A trailing stop follows a better price.
    @inline(__always)
    mutating func follow(_ price: Price) {
        let moved =
            buys
            ? price.raw.addingReportingOverflow(order.trail.raw)
            : price.raw.subtractingReportingOverflow(order.trail.raw)
        guard !moved.overflow else { return }
        let isBetter = buys ? moved.partialValue < order.stop.raw : moved.partialValue > order.stop.raw
        if order.stop.raw == 0 || isBetter { order.stop = Price(raw: moved.partialValue) }
    }
}
