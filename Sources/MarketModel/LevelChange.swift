/// A change of one price level of a book (level 2, market by price).
public struct LevelChange: Event, Equatable {
    /// What happens.
    public enum Action: UInt64, Sendable, CaseIterable {
        /// The level now has `size`; 0 removes it.
        case set = 0
        /// The whole side is emptied, or with `BookSide.none` the whole book: a snapshot follows.
        case clear = 1
    }

    /// Header.
    public var header: EventHeader
    /// The level's price.
    public var price: Price
    /// Total quantity now at the level; 0 removes it.
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
        header: EventHeader, price: Price, size: Double, side: BookSide, action: Action = .set,
        flags: BookFlags = []
    ) {
        self.header = header
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
    public var action: Action { Action(rawValue: actionCode) ?? .set }

    /// Name of the type.
    public static let typeName = "LevelChange"
    /// Readable numbers.
    public static let fields: [EventField<LevelChange>] = [
        EventField("price", "price") { $0.price.double },
        EventField("size", "quantity") { $0.size },
        EventField("side", "+1 bid, -1 ask, 0 both") {
            $0.side == .bid ? 1 : $0.side == .ask ? -1 : 0
        },
    ]
}
