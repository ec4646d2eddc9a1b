/// A change of one order of a book (level 3, market by order).
public struct OrderChange: Event, Equatable {
    /// What happens.
    public enum Action: UInt64, Sendable, CaseIterable {
        /// A new order.
        case add = 1
        /// `size` is taken off the order; with nothing left it is gone.
        case cancel = 2
        /// The order now has this price and size; a new price or a larger size loses its place in the queue.
        case modify = 3
        /// All orders are gone.
        case clear = 4
        /// An aggressor traded `size`; no resting order changes by it.
        case trade = 5
        /// The resting order traded `size`; a cancel of the same size may follow, as Databento sends it.
        case fill = 6
    }

    /// Header.
    public var header: EventHeader
    /// The order, unique within its book.
    public var orderID: UInt64
    /// Price.
    public var price: Price
    /// Quantity, as the action means it.
    public var size: Double
    /// Raw value of the side.
    public var sideCode: UInt64
    /// Raw value of the action.
    public var actionCode: UInt64
    /// What is special about it.
    public var flags: BookFlags

    /// Makes a change.
    @inlinable
    public init(
        header: EventHeader, orderID: UInt64, price: Price, size: Double, side: BookSide, action: Action,
        flags: BookFlags = []
    ) {
        self.header = header
        self.orderID = orderID
        self.price = price
        self.size = size
        sideCode = side.rawValue
        actionCode = action.rawValue
        self.flags = flags
    }

    /// The side.
    @inlinable
    public var side: BookSide { BookSide(rawValue: sideCode) ?? .none }
    /// The action.
    @inlinable
    public var action: Action? { Action(rawValue: actionCode) }

    /// Name of the type.
    public static let typeName = "OrderChange"
    /// Readable numbers.
    public static let fields: [EventField<OrderChange>] = [
        EventField("price", "price") { $0.price.double },
        EventField("size", "quantity") { $0.size },
        EventField("side", "+1 bid, -1 ask, 0 both") {
            $0.side == .bid ? 1 : $0.side == .ask ? -1 : 0
        },
    ]
}
