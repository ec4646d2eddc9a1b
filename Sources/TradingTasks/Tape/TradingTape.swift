public import MarketModel

/// What an agent sees and what its orders meet, in the run's order: recorded once, read by all copies.
public struct TradingTape: Sendable, Equatable {
    /// A mark of the account: the close of a bar.
    public struct Mark: Sendable, Equatable {
        /// Place in the run's order.
        public var sequence: Int64
        /// The close.
        public var price: Price

        /// Makes a mark.
        public init(sequence: Int64, price: Price) {
            self.sequence = sequence
            self.price = price
        }
    }

    /// Names of the columns.
    public var columns: [String]
    /// Hash of what they mean.
    public var schema: UInt64
    /// [rows × columns]: what stands there of the account is what an account without trades gives.
    public var features: [Float]
    /// Time and place of each row: it can be known from then on.
    public var rows: [EventHeader]
    /// Trades.
    public var trades: [Trade]
    /// Marks.
    public var marks: [Mark]

    /// Joins the parts, each in the run's order.
    public init(
        columns: [String], schema: UInt64, features: [Float], rows: [EventHeader], trades: [Trade],
        marks: [Mark]
    ) {
        precondition(features.count == rows.count * columns.count, "each row has all columns")
        self.columns = columns
        self.schema = schema
        self.features = features
        self.rows = rows
        self.trades = trades
        self.marks = marks
    }

    /// Index of the first trade after a place.
    func firstTrade(after sequence: Int64) -> Int {
        Self.first(trades.count) { trades[$0].header.sequence > sequence }
    }

    /// Index of the first mark after a place.
    func firstMark(after sequence: Int64) -> Int {
        Self.first(marks.count) { marks[$0].sequence > sequence }
    }

    /// The price that the account is marked at when a row comes; nil before the first mark.
    public func price(at row: Int) -> Double? {
        let after = firstMark(after: rows[row].sequence)
        return after == 0 ? nil : marks[after - 1].price.double
    }

    private static func first(_ count: Int, where holds: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Hash of all of it, for the model card: FNV-1a, a word at a time.
    public var hash: UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ word: UInt64) {
            hash = (hash ^ word) &* 0x0000_0100_0000_01B3
            hash ^= hash >> 29
        }
        add(schema)
        for value in features { add(UInt64(value.bitPattern)) }
        for row in rows { add(UInt64(bitPattern: row.sequence)) }
        for trade in trades {
            add(UInt64(bitPattern: trade.header.sequence))
            add(UInt64(bitPattern: trade.price.raw))
            add(trade.quantity.bitPattern)
        }
        for mark in marks { add(UInt64(bitPattern: mark.price.raw)) }
        return hash
    }
}
