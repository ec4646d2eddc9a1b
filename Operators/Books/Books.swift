public import OperatorKit

/// The operators that build order books.
public let booksOperators: [OperatorEntry] = [
    OperatorEntry(LevelBookOperator.self),
    OperatorEntry(OrderBookOperator.self),
    OperatorEntry(ImputedOrders.self),
]
