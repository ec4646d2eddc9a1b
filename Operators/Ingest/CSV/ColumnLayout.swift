import OperatorKit

/// Which column of a file holds what, and how its times are written: found in the file's first lines.
struct ColumnLayout: Equatable {
    /// What each column holds, up to the last that matters.
    let roles: [ColumnRole]
    /// The header's name of the time column, if there is a header.
    let timeName: String?

    /// Names that a header may use, in order of preference.
    static let aliases: [ColumnRole: [String]] = [
        .time: [
            "timestamp", "ts", "ts_ns", "ts_us", "ts_ms", "ts_s", "ts_event", "time_ns", "time_us", "time_ms",
            "timestamp_ns", "timestamp_us", "timestamp_ms", "datetime", "date_time", "event_time",
            "trade_time",
            "transact_time", "time", "date",
        ],
        .price: ["price", "px", "last", "last_price", "trade_price"],
        .size: ["size", "qty", "quantity", "volume", "amount", "vol", "last_size"],
        .side: ["side", "aggressor", "aggressor_side", "taker_side", "direction"],
        .flag: ["suspicious"],
    ]

    /// Whether the fields look like a header: one of them is a name that is asked for or known.
    static func isHeader(_ fields: [String], _ options: TradeFileOptions) -> Bool {
        switch options.settings.header {
        case .present: return true
        case .absent: return false
        case .auto: break
        }
        if options.settings.format == .leanTrades { return false }
        let known = Set(aliases.values.joined())
        return fields.contains { field in
            known.contains(field.lowercased()) || options.columns.values.contains(.name(field))
        }
    }

    /// Finds the columns by the header's names, or by number where there is no header.
    init(header: [String]?, _ options: TradeFileOptions) throws(OperatorError) {
        var places: [ColumnRole: Int] = [:]
        let lowered = header?.map { $0.lowercased() }
        for role in [ColumnRole.time, .price, .size, .side, .flag] {
            switch options.columns[role] {
            case .index(let index):
                places[role] = index
            case .name(let name):
                guard let index = header?.firstIndex(of: name) ?? lowered?.firstIndex(of: name.lowercased())
                else {
                    throw OperatorError(
                        header == nil
                            ? "column '\(name)' is given by name, but the file has no header"
                            : "the header has no column '\(name)'; it has \(Self.list(header ?? []))",
                        argument: "columns")
                }
                places[role] = index
            case nil:
                if options.settings.format == .leanTrades { continue }
                if let lowered {
                    places[role] = Self.aliases[role]?.lazy.compactMap { lowered.firstIndex(of: $0) }.first
                } else if options.columns.isEmpty {
                    places[role] = [.time: 0, .price: 1, .size: 2][role]
                }
            }
        }
        for (role, word) in [(ColumnRole.time, "time"), (.price, "price"), (.size, "size")]
        where places[role] == nil {
            throw OperatorError(
                "no \(word) column" + (header.map { " in the header; it has \(Self.list($0))" } ?? ""),
                argument: "columns", help: "say which: columns: {\(word): NAME or NUMBER}")
        }
        if Set(places.values).count != places.count {
            throw OperatorError("two roles share a column", argument: "columns")
        }
        var roles = [ColumnRole](repeating: .skip, count: (places.values.max() ?? 0) + 1)
        for (role, index) in places { roles[index] = role }
        self.roles = roles
        timeName = places[.time].flatMap { index in lowered.flatMap { index < $0.count ? $0[index] : nil } }
    }

    /// The notation of times: as told, else by the column's name, else by the look of the first row's field.
    func notation(_ options: TradeFileOptions, firstRow: [String]) throws(OperatorError) -> TimeRule.Notation
    {
        switch options.timeUnit {
        case .ns: return .epoch(exponent: 0)
        case .us: return .epoch(exponent: 3)
        case .ms: return .epoch(exponent: 6)
        case .s: return .epoch(exponent: 9)
        case .iso: return .iso
        case .millisecondsOfDay: return .millisecondsOfDay
        case .auto: break
        }
        for (suffix, exponent) in [("_ns", 0), ("_us", 3), ("_ms", 6), ("_s", 9)] {
            if timeName?.hasSuffix(suffix) == true { return .epoch(exponent: exponent) }
        }
        let field = roles.firstIndex(of: .time).flatMap { $0 < firstRow.count ? firstRow[$0] : nil } ?? ""
        if field.contains(":") || field.dropFirst().contains("-") { return .iso }
        let whole = field.prefix { $0 != "." }
        // Between 2001 and 2286 the number of digits tells the unit of a time since 1970.
        let exponents = [10: 9, 13: 6, 16: 3, 19: 0]
        if whole.utf8.allSatisfy({ (48...57).contains($0) }), let exponent = exponents[whole.count] {
            return .epoch(exponent: exponent)
        }
        throw OperatorError(
            "can't tell the unit of time '\(field.prefix(40))'", argument: "time_unit",
            help: "set time_unit to ns, us, ms, s, iso or ms_of_day")
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(20).map { "'\($0.prefix(40))'" }.joined(separator: ", ")
    }
}
