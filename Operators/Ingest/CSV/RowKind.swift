/// What the rows of a file are, and their columns.
enum RowKind: String, CaseIterable, Sendable {
    case trades, quotes, bars

    /// A column that a row of some kind may have.
    struct Column: Sendable {
        /// Its name in `columns`.
        let name: String
        let role: ColumnRole
        /// Whether rows can't do without it.
        let isNeeded: Bool
        /// Names that a header may use, in lower case and in order of preference.
        let aliases: [String]

        init(_ name: String, _ role: ColumnRole, needed: Bool = false, _ aliases: [String] = []) {
            self.name = name
            self.role = role
            isNeeded = needed
            self.aliases = [name] + aliases
        }
    }

    private static let time = Column(
        "time", .time, needed: true,
        [
            "timestamp", "ts", "ts_ns", "ts_us", "ts_ms", "ts_s", "ts_event", "time_ns", "time_us", "time_ms",
            "timestamp_ns", "timestamp_us", "timestamp_ms", "datetime", "date_time", "event_time",
            "trade_time",
            "transact_time", "open_time", "date",
        ])

    private static let tradeColumns = [
        time,
        Column("price", .price, needed: true, ["px", "last", "last_price", "trade_price"]),
        Column(
            "size", .size, needed: true, ["qty", "quantity", "volume", "amount", "vol", "last_size"]),
        Column("side", .side, ["aggressor", "aggressor_side", "taker_side", "direction"]),
        Column("suspicious", .flag),
    ]

    private static let quoteColumns = [
        time,
        Column("bid", .bid, needed: true, ["bid_price", "bidprice", "best_bid", "bid_px", "bid_px_00"]),
        Column(
            "ask", .ask, needed: true,
            ["ask_price", "askprice", "best_ask", "ask_px", "ask_px_00", "offer", "offer_price"]),
        Column(
            "bid_size", .bidSize,
            ["bidsize", "bid_qty", "bid_volume", "bidvolume", "bid_amount", "bid_sz_00"]),
        Column(
            "ask_size", .askSize,
            ["asksize", "ask_qty", "ask_volume", "askvolume", "ask_amount", "ask_sz_00", "offer_size"]),
    ]

    private static let barColumns = [
        time,
        Column("open", .open, ["open_price"]), Column("high", .high, ["high_price"]),
        Column("low", .low, ["low_price"]),
        Column("close", .close, needed: true, ["close_price", "last"]),
        Column("volume", .volume, ["vol", "tick_volume", "tickvol", "size", "quantity", "amount"]),
        Column("count", .count, ["trades", "trade_count", "num_trades", "number_of_trades", "transactions"]),
        Column("vwap", .vwap, ["vw", "average"]),
    ]

    /// Its columns; the first of them are those of a file that says nothing of its own.
    var columns: [Column] {
        switch self {
        case .trades: Self.tradeColumns
        case .quotes: Self.quoteColumns
        case .bars: Self.barColumns
        }
    }

    /// What a header's names make of a file.
    init(header: [String]) {
        let names = Set(header.map { $0.lowercased() })
        func has(_ kind: RowKind, _ wanted: [String]) -> Bool {
            kind.columns.filter { wanted.contains($0.name) }.allSatisfy {
                !names.isDisjoint(with: $0.aliases)
            }
        }
        self =
            has(.bars, ["open", "high", "low", "close"])
            ? .bars : has(.quotes, ["bid", "ask"]) && !has(.trades, ["price"]) ? .quotes : .trades
    }

    /// All names that a header may use.
    static let knownNames = Set(allCases.flatMap { $0.columns.flatMap(\.aliases) })
}
