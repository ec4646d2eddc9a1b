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

    /// Time of each row, ns UTC.
    public var times: [Int64] { rows.map(\.time) }

    /// Time of each trade, ns UTC.
    public var tradeTimes: [Int64] { trades.map(\.header.time) }

    /// Standard deviation of the price's change over so many ns, on some trades.
    public func deviation(over length: Int64, on range: Range<Int>) -> Double {
        guard let first = range.first, let last = range.last, length > 0 else { return 0 }
        var prices: [Double] = []
        var time = trades[first].header.time
        while time <= trades[last].header.time {
            prices.append(trades[firstTrade(at: time)].price.double)
            time += length
        }
        let changes = zip(prices.dropFirst(), prices).map { $0 - $1 }
        guard changes.count > 1 else { return 0 }
        let mean = changes.reduce(0, +) / Double(changes.count)
        let square = changes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (square / Double(changes.count - 1)).squareRoot()
    }

    /// Index of the first trade after a place.
    func firstTrade(after sequence: Int64) -> Int {
        Self.first(trades.count) { trades[$0].header.sequence > sequence }
    }

    /// Index of the first trade at a time or later; the last one if all are earlier.
    func firstTrade(at time: Int64) -> Int {
        min(trades.count - 1, Self.first(trades.count) { trades[$0].header.time >= time })
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

    /// The same market with what is seen moved to other rows, so that nothing can be learnt from it.
    ///
    /// What stood on a row stands `shift` rows later, and what stood on the last ones on the first.
    public func rotated(by shift: Int) -> TradingTape {
        var tape = self
        guard !rows.isEmpty else { return tape }
        let width = columns.count
        let place = (shift % rows.count + rows.count) % rows.count * width
        tape.features = Array(features.suffix(place) + features.dropLast(place))
        return tape
    }

    /// Standard deviation, in account currency, of what a target of 1 gains or loses from row to row.
    public func deviation(on rows: Range<Int>, worth terms: TradingPipeline.Terms) -> Double {
        var changes: [Double] = []
        for row in rows.dropLast() {
            guard let now = price(at: row), let next = price(at: row + 1) else { continue }
            changes.append((next - now) * terms.size * terms.multiplier)
        }
        let mean = changes.reduce(0, +) / Double(max(1, changes.count))
        let square = changes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (square / Double(max(1, changes.count - 1))).squareRoot()
    }

    static func first(_ count: Int, where holds: (Int) -> Bool) -> Int {
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
