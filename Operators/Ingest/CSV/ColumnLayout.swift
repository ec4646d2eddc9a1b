import OperatorKit

/// Which column of a file holds what, and how its times are written: found in the file's first lines.
struct ColumnLayout: Equatable {
    let kind: RowKind
    /// What each column holds, up to the last that matters.
    let roles: [ColumnRole]
    /// The header's name of the time column, if there is a header.
    let timeName: String?

    /// Whether the fields look like a header: one of them is a name that is asked for or known.
    static func isHeader(_ fields: [String], _ options: CSVOptions) -> Bool {
        switch options.settings.header {
        case .present: return true
        case .absent: return false
        case .auto: break
        }
        return fields.contains { field in
            RowKind.knownNames.contains(field.lowercased()) || options.columns.values.contains(.name(field))
        }
    }

    /// Finds the columns by the header's names, or by number where there is no header.
    init(header: [String]?, _ options: CSVOptions) throws(OperatorError) {
        let kind = options.kind ?? header.map { RowKind(header: $0) } ?? .trades
        let lowered = header?.map { $0.lowercased() }
        var places: [String: Int] = [:]
        for (number, column) in kind.columns.enumerated() {
            switch options.columns[column.name] {
            case .index(let index):
                places[column.name] = index
            case .name(let name):
                guard let index = header?.firstIndex(of: name) ?? lowered?.firstIndex(of: name.lowercased())
                else {
                    throw OperatorError(
                        header == nil
                            ? "column '\(name)' is given by name, but the file has no header"
                            : "the header has no column '\(name)'; it has \(Self.list(header ?? []))",
                        argument: "columns")
                }
                places[column.name] = index
            case nil:
                if let lowered {
                    places[column.name] = column.aliases.lazy.compactMap { lowered.firstIndex(of: $0) }.first
                } else if options.columns.isEmpty, number < Self.usualCount(kind) {
                    places[column.name] = number
                }
            }
        }
        try Self.check(kind, &places, header)
        var roles = [ColumnRole](repeating: .skip, count: (places.values.max() ?? 0) + 1)
        for column in kind.columns {
            if let place = places[column.name] { roles[place] = column.role }
        }
        self.kind = kind
        self.roles = roles
        timeName = places["time"].flatMap { index in lowered.flatMap { index < $0.count ? $0[index] : nil } }
        if kind == .bars { try options.checkBars() }
    }

    /// How many columns a file without header and without `columns` has, in the order of the table.
    private static func usualCount(_ kind: RowKind) -> Int {
        switch kind {
        case .trades, .quotes: 3
        case .bars: 6
        }
    }

    private static func check(
        _ kind: RowKind, _ places: inout [String: Int], _ header: [String]?
    ) throws(OperatorError) {
        let hasSome = ["open", "high", "low"].contains { places[$0] != nil }
        for column in kind.columns where places[column.name] == nil {
            let isShape = kind == .bars && hasSome && ["open", "high", "low"].contains(column.name)
            guard column.isNeeded || isShape else { continue }
            throw OperatorError(
                "no \(column.name) column" + (header.map { " in the header; it has \(list($0))" } ?? ""),
                argument: "columns", help: "say which: columns: {\(column.name): NAME or NUMBER}")
        }
        if Set(places.values).count != places.count {
            throw OperatorError("two roles share a column", argument: "columns")
        }
    }

    /// The notation of times: as told, else by the column's name, else by the look of the first row's field.
    func notation(_ options: CSVOptions, firstRow: [String]) throws(OperatorError) -> TimeRule.Notation {
        if !options.dates.isEmpty { return .formats(options.dates) }
        switch options.settings.timeUnit {
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
        return try Self.notation(ofField: field)
    }

    /// The notation that one field shows.
    static func notation(ofField field: String) throws(OperatorError) -> TimeRule.Notation {
        let bytes = Array(field.utf8)
        var reader = ISOTime(at: 0, end: bytes.count)
        if reader.read(bytes.span) { return .iso }
        let whole = field.prefix { $0 != "." }
        // Between 2001 and 2286 the number of digits tells the unit of a time since 1970.
        let exponents = [10: 9, 13: 6, 16: 3, 19: 0]
        if whole.utf8.allSatisfy({ (48...57).contains($0) }), let exponent = exponents[whole.utf8.count] {
            return .epoch(exponent: exponent)
        }
        let parts = field.split { "/.- ".contains($0) }.prefix(3).map { Int($0) }
        if parts.count == 3, let first = parts[0], let second = parts[1], max(first, second) <= 31 {
            throw OperatorError(
                "'\(field.prefix(40))' may have the day or the month first", argument: "dates",
                help: "say which: dates: \"%d/%m/%Y\" or \"%m/%d/%Y\", with %H:%M:%S where there are times")
        }
        if field.contains(":") || field.dropFirst().contains("-") { return .iso }
        throw OperatorError(
            "can't tell the unit of time '\(field.prefix(40))'", argument: "time_unit",
            help: "set time_unit to ns, us, ms, s, iso or ms_of_day, or say how dates are written in 'dates'")
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(20).map { "'\($0.prefix(40))'" }.joined(separator: ", ")
    }
}
