import OperatorKit
import ReferenceData

/// The checked meaning of `ingest.csv`'s arguments.
struct TradeFileOptions {
    /// Where a column is found.
    enum Column: Equatable {
        case index(Int)
        case name(String)
    }

    let settings: TradeFileSettings
    let columns: [ColumnRole: Column]
    let delimiter: UInt8
    let comment: [UInt8]
    let zone: TimeZoneTable
    let date: CivilDate?
    /// Prices are times 10^this in raw units.
    let priceExponent: Int

    init(_ settings: TradeFileSettings) throws(OperatorError) {
        self.settings = settings
        let isLean = settings.format == .leanTrades
        if isLean && settings.lean == .undeclared {
            throw OperatorError(
                "format lean_trades needs 'lean: equity' or 'lean: future'", argument: "lean",
                help:
                    "equity: ms of the New York day, prices x 10000; future: ms of the UTC day, decimal prices"
            )
        }
        if !isLean && settings.lean != .undeclared {
            throw OperatorError("'lean' belongs to format lean_trades", argument: "lean")
        }
        if isLean && !settings.columns.isEmpty {
            throw OperatorError("format lean_trades has its own columns", argument: "columns")
        }
        columns = isLean ? Self.leanColumns : try Self.columns(settings)
        delimiter = try Self.delimiter(settings.delimiter)
        comment = Array(settings.comment.utf8)
        let isEquity = settings.lean == .equity
        do {
            zone = try TimeZoneTable(
                named: settings.zone.isEmpty ? (isEquity ? "America/New_York" : "UTC") : settings.zone)
        } catch {
            throw OperatorError(
                "\(error)", argument: "zone", help: "names are those of tzdata; UTC needs no file")
        }
        date = settings.date.isEmpty ? nil : CivilDate(text: settings.date)
        if date == nil && !settings.date.isEmpty {
            throw OperatorError("'\(settings.date)' isn't a date such as 2013-10-07", argument: "date")
        }
        let scale = isEquity && settings.priceScale == 1 ? 10_000 : settings.priceScale
        guard let decimals = (0...9).first(where: { Int(Decimals.powers[$0]) == scale }) else {
            throw OperatorError("price_scale \(scale) isn't a power of ten", argument: "price_scale")
        }
        priceExponent = 9 - decimals
    }

    /// The time unit as the arguments give it; Lean's is fixed.
    var timeUnit: TradeFileSettings.TimeUnit {
        settings.format == .leanTrades ? .millisecondsOfDay : settings.timeUnit
    }

    private static let leanColumns: [ColumnRole: Column] = [
        .time: .index(0), .price: .index(1), .size: .index(2), .flag: .index(5),
    ]

    private static func columns(_ settings: TradeFileSettings) throws(OperatorError) -> [ColumnRole: Column] {
        let roles: [String: ColumnRole] = [
            "time": .time, "price": .price, "size": .size, "side": .side, "suspicious": .flag,
        ]
        var columns: [ColumnRole: Column] = [:]
        for (key, value) in settings.columns {
            guard let role = roles[key] else {
                throw OperatorError(
                    "no column role '\(key)'", argument: "columns",
                    help: "roles: time, price, size, side, suspicious",
                    origin: value.origin)
            }
            if case .integer(let index) = value.kind {
                guard (0..<4096).contains(index) else {
                    throw OperatorError(
                        "column \(index) is out of range", argument: "columns", origin: value.origin)
                }
                columns[role] = .index(Int(index))
            } else if let name = value.text, !name.isEmpty {
                guard settings.header != .absent else {
                    throw OperatorError(
                        "column '\(name)' is given by name, but the file has no header", argument: "columns",
                        help: "give its number, counted from 0", origin: value.origin)
                }
                columns[role] = .name(name)
            } else {
                throw OperatorError(
                    "column '\(key)' needs a name or a number", argument: "columns", origin: value.origin)
            }
        }
        return columns
    }

    private static func delimiter(_ text: String) throws(OperatorError) -> UInt8 {
        if text == "tab" || text == "\t" || text == "\\t" { return 9 }
        guard text.utf8.count == 1, let byte = text.utf8.first, ![10, 13, 34, 46].contains(byte),
            !(48...57).contains(byte)
        else {
            throw OperatorError(
                "'\(text)' can't be a delimiter", argument: "delimiter", help: "one ASCII character, or tab")
        }
        return byte
    }
}
