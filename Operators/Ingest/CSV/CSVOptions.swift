import OperatorKit
import ReferenceData

/// The checked meaning of `ingest.csv`'s arguments.
struct CSVOptions: Sendable {
    /// Where a column is found.
    enum Column: Equatable, Sendable {
        case index(Int)
        case name(String)
    }

    let settings: CSVSettings
    let columns: [String: Column]
    /// What the rows are, as far as the arguments say.
    let kind: RowKind?
    /// Nil is found in the first line.
    let delimiter: UInt8?
    let comment: [UInt8]
    let dates: [DateFormat]
    let zone: TimeZoneTable
    let date: CivilDate?
    /// Prices are times 10^this in raw units.
    let priceExponent: Int

    init(_ settings: CSVSettings) throws(OperatorError) {
        self.settings = settings
        columns = try Self.columns(settings)
        kind = try Self.kind(settings, columns)
        delimiter = try Self.delimiter(settings.delimiter)
        comment = Array(settings.comment.utf8)
        zone = try Self.zone(settings.zone)
        date = try Self.date(settings.date)
        guard let decimals = (0...9).first(where: { Int(Decimals.powers[$0]) == settings.priceScale }) else {
            throw OperatorError(
                "price_scale \(settings.priceScale) isn't a power of ten", argument: "price_scale")
        }
        priceExponent = 9 - decimals
        dates = try Self.dates(settings.dates, settings.timeUnit)
        if kind == .bars { try checkBars() }
    }

    /// Bars have a length.
    func checkBars() throws(OperatorError) {
        if settings.bar == 0 {
            throw OperatorError(
                "bars need 'bar', how long each is", argument: "bar",
                help: "as bar: 15m; 'stamp: end' if their times are the ends")
        }
    }

    /// The ways to write dates; with them there is no unit of time.
    static func dates(
        _ texts: [String], _ unit: CSVSettings.TimeUnit
    ) throws(OperatorError) -> [DateFormat] {
        var dates: [DateFormat] = []
        for text in texts {
            guard let format = DateFormat(text) else {
                throw OperatorError(
                    "'\(text)' isn't a way to write dates", argument: "dates",
                    help:
                        "it says year, month and day once each, as %Y-%m-%d %H:%M:%S.%f; also %y %b %I %p %z %F %T"
                )
            }
            dates.append(format)
        }
        if !dates.isEmpty && unit != .auto {
            throw OperatorError("'dates' and 'time_unit' both say how times are written", argument: "dates")
        }
        return dates
    }

    /// A day that files' times count from; nil for no text.
    static func date(_ text: String) throws(OperatorError) -> CivilDate? {
        if text.isEmpty { return nil }
        // Beyond these years nanoseconds of 64 bits end.
        guard let date = CivilDate(text: text), (1700...2250).contains(date.year) else {
            throw OperatorError("'\(text)' isn't a date such as 2013-10-07", argument: "date")
        }
        return date
    }

    /// A zone by name; UTC for no name.
    static func zone(_ name: String) throws(OperatorError) -> TimeZoneTable {
        do {
            return try TimeZoneTable(named: name.isEmpty ? "UTC" : name)
        } catch {
            throw OperatorError(
                "\(error)", argument: "zone", help: "names are those of tzdata; UTC needs no file")
        }
    }

    private static func kind(
        _ settings: CSVSettings, _ columns: [String: Column]
    ) throws(OperatorError) -> RowKind? {
        let named = RowKind.allCases.filter { kind in
            columns.keys.contains { key in kind.columns.contains { $0.name == key } && key != "time" }
        }
        if named.count > 1 {
            throw OperatorError(
                "'columns' mixes those of \(named.map(\.rawValue).joined(separator: " and "))",
                argument: "columns")
        }
        guard let said = RowKind(rawValue: settings.kind.rawValue) else { return named.first }
        if let other = named.first, other != said {
            throw OperatorError(
                "'columns' has those of \(other.rawValue), but kind is \(said.rawValue)", argument: "columns")
        }
        return said
    }

    private static func columns(_ settings: CSVSettings) throws(OperatorError) -> [String: Column] {
        let known = Set(RowKind.allCases.flatMap { $0.columns.map(\.name) })
        var columns: [String: Column] = [:]
        for (key, value) in settings.columns {
            guard known.contains(key) else {
                throw OperatorError(
                    "no column role '\(key)'", argument: "columns",
                    help: "roles: \(known.sorted().joined(separator: ", "))", origin: value.origin)
            }
            if case .integer(let index) = value.kind {
                guard (0..<4096).contains(index) else {
                    throw OperatorError(
                        "column \(index) is out of range", argument: "columns", origin: value.origin)
                }
                columns[key] = .index(Int(index))
            } else if let name = value.text, !name.isEmpty {
                guard settings.header != .absent else {
                    throw OperatorError(
                        "column '\(name)' is given by name, but the file has no header", argument: "columns",
                        help: "give its number, counted from 0", origin: value.origin)
                }
                columns[key] = .name(name)
            } else {
                throw OperatorError(
                    "column '\(key)' needs a name or a number", argument: "columns", origin: value.origin)
            }
        }
        return columns
    }

    /// The byte that a delimiter is; nil where it is to be found.
    static func delimiter(_ text: String) throws(OperatorError) -> UInt8? {
        if text == "auto" { return nil }
        if text == "tab" || text == "\t" || text == "\\t" { return 9 }
        guard text.utf8.count == 1, let byte = text.utf8.first, ![10, 13, 34, 46].contains(byte),
            !(48...57).contains(byte)
        else {
            throw OperatorError(
                "'\(text)' can't be a delimiter", argument: "delimiter",
                help: "one ASCII character, tab, or auto")
        }
        return byte
    }
}
