/// By what the prices of a stock are multiplied to undo its splits and dividends: a factor file of
/// QuantConnect's Lean.
///
/// Columns: last day on which the factors hold, price factor (dividends), split factor, and the close of that
/// day. After the last row nothing is adjusted. Both factors lead to shares as they are after the last row:
/// price × split factor × price factor.
public struct FactorFile: Sendable {
    /// What holds until the end of a day.
    public struct Row: Sendable, Equatable {
        /// The last day, in the exchange's zone.
        public var until: CivilDate
        /// For dividends: Π (1 − dividend / close before).
        public var priceFactor: Double
        /// For splits: old shares per new share, 1/7 for 7:1.
        public var splitFactor: Double
        /// Close of the last day as it was; 0 where the file does not tell.
        public var close: Double
    }

    /// Oldest first, with strictly increasing days.
    public let rows: [Row]

    /// Reads a file.
    public init(path: String) throws(ReferenceDataError) {
        try self.init(ReferenceFile(path: path))
    }

    /// Reads a file's bytes; `path` is for messages.
    public init(bytes: [UInt8], path: String) throws(ReferenceDataError) {
        try self.init(ReferenceFile(bytes: bytes, path: path))
    }

    private init(_ file: ReferenceFile) throws(ReferenceDataError) {
        var rows: [Row] = []
        for row in file.rows {
            let text = row.cells.count > 3 ? row.cells[3] : "0"
            guard let close = ExactDecimal(text)?.double, close >= 0 else {
                throw row.error("the close '\(text)' isn't a price")
            }
            let next = Row(
                until: try row.date(0), priceFactor: try row.positive(1, "price factor"),
                splitFactor: try row.positive(2, "split factor"), close: close)
            if let last = rows.last, last.until >= next.until {
                throw row.error("the day \(next.until) does not come after \(last.until)")
            }
            rows.append(next)
        }
        guard !rows.isEmpty else {
            throw ReferenceDataError(path: file.path, line: nil, reason: "it has no factors")
        }
        self.rows = rows
    }

    /// The factors of a day.
    public func factors(on day: CivilDate) -> (price: Double, split: Double) {
        guard let row = rows.first(where: { $0.until >= day }) else { return (1, 1) }
        return (row.priceFactor, row.splitFactor)
    }
}
