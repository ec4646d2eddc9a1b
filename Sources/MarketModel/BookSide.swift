/// A side of an order book.
public enum BookSide: UInt64, Sendable, CaseIterable {
    /// Neither: the change concerns the whole book.
    case none = 0
    /// Orders to buy.
    case bid = 1
    /// Orders to sell.
    case ask = 2
}

/// What is special about a change of a book; shared by levels and orders.
public struct BookFlags: OptionSet, BitwiseCopyable, Sendable, Hashable {
    /// Raw bits.
    public var rawValue: UInt64
    /// Makes flags of raw bits.
    @inlinable
    public init(rawValue: UInt64) { self.rawValue = rawValue }
    /// The last change of one message: the book is consistent after it.
    @inlinable public static var last: BookFlags { BookFlags(rawValue: 1) }
    /// Part of a snapshot rather than an increment.
    @inlinable public static var snapshot: BookFlags { BookFlags(rawValue: 2) }
    /// Messages are missing before this one: what was known may be wrong until the next snapshot.
    @inlinable public static var gap: BookFlags { BookFlags(rawValue: 4) }
}
