public import OperatorKit

/// The operators that build order books.
public let booksOperators: [OperatorEntry] = []
