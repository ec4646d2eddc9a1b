/// Under which names a security has traded, or which contract a continuous future has meant: a map file of
/// QuantConnect's Lean.
///
/// Columns: last day on which the name holds, name, exchange, and for futures the mapping mode. The first row
/// of a stock's file is its first day. The day after the last row the security is delisted; 2050-12-31 means
/// that it still trades.
public struct MapFile: Sendable {
    /// By what rule Lean chose the contract of a day.
    public enum Mapping: String, Sendable, CaseIterable {
        case lastTradingDay = "last_trading_day"
        case firstDayOfMonth = "first_day_of_month"
        case openInterest = "open_interest"
        case openInterestAnnual = "open_interest_annual"

        /// The number in Lean's files.
        public var code: Int {
            switch self {
            case .lastTradingDay: 0
            case .firstDayOfMonth: 1
            case .openInterest: 2
            case .openInterestAnnual: 3
            }
        }
    }

    /// What holds until the end of a day.
    public struct Row: Sendable, Equatable {
        /// The last day, in the exchange's zone.
        public var until: CivilDate
        /// Name in lower case; of futures, with the contract's identifier after a space.
        public var name: String
        /// Exchange, as Lean abbreviates it, or empty.
        public var exchange: String
        /// Only of futures.
        public var mapping: Mapping?
    }

    /// In file order.
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
            let name = try row.text(1)
            guard !name.isEmpty else { throw row.error("the name is missing") }
            var mapping: Mapping?
            if row.cells.count > 3, !row.cells[3].isEmpty {
                mapping = Mapping.allCases.first { "\($0.code)" == row.cells[3] }
                guard mapping != nil else {
                    throw row.error("'\(row.cells[3])' isn't a mapping mode, 0 to 3")
                }
            }
            let until = try row.date(0)
            if let last = rows.last(where: { $0.mapping == mapping }), last.until > until {
                throw row.error("the day \(until) comes before \(last.until)")
            }
            rows.append(
                Row(
                    until: until, name: String(name),
                    exchange: row.cells.count > 2 ? String(row.cells[2]) : "", mapping: mapping))
        }
        guard !rows.isEmpty else {
            throw ReferenceDataError(path: file.path, line: nil, reason: "it has no names")
        }
        self.rows = rows
    }

    /// First and last day on which a stock has traded; the last is far away while it does.
    public var life: ClosedRange<CivilDate> {
        let days = rows.map(\.until)
        return (days.min() ?? rows[0].until)...(days.max() ?? rows[0].until)
    }

    /// A stock's name on a day; nil outside its life.
    public func name(on day: CivilDate) -> String? {
        guard life.contains(day) else { return nil }
        return rows.first { $0.until >= day }?.name
    }

    /// The contracts of a continuous future by one rule, oldest first: until when each one is meant, and the
    /// last day on which it trades.
    public func contracts(by mapping: Mapping) -> [(until: CivilDate, expiry: CivilDate)] {
        rows.filter { $0.mapping == mapping }.compactMap { row in
            guard let identifier = row.name.split(separator: " ").last,
                let expiry = Self.expiry(identifier: identifier)
            else { return nil }
            return (row.until, expiry)
        }
    }

    /// The day in a contract's identifier: a number in base 36, whose digits from 10^14 on count days since
    /// 1899-12-30 (five of them; above is only the right of an option).
    static func expiry(identifier: Substring) -> CivilDate? {
        guard let number = UInt64(identifier, radix: 36) else { return nil }
        let days = Int(number / 100_000_000_000_000 % 100_000)
        guard days > 0 else { return nil }
        return CivilDate(daysSinceEpoch: days + CivilDate.days(year: 1899, month: 12, day: 30))
    }
}
