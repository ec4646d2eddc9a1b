import OperatorKit
import ReferenceData

/// The checked meaning of the arguments that all sources of alternative data share.
struct AlternativeOptions: Sendable {
    /// One column that is looked for, and where the arguments say it is.
    struct Wanted: Sendable {
        let name: String
        /// In lower case, the likeliest first.
        let names: [String]
        let number: Int?
        let isRequired: Bool
    }

    /// Where the columns that every format has stand in `wanted`.
    static let known = 0
    static let about = 1
    static let name = 2
    /// Where the format's own begin.
    static let firstField = 3

    static let knownAliases = [
        "known_at", "known", "published_at", "published", "publication_time", "release_time", "released_at",
        "received_at", "available_at",
    ]

    let settings: TableSettings
    let fields: [AlternativeColumn]
    let wanted: [Wanted]
    /// Whether columns are given by number, so that there is no header.
    let isNumbered: Bool
    let delimiter: UInt8?
    let zone: TimeZoneTable
    let dates: [DateFormat]
    /// Names to take; empty takes all.
    let only: [[UInt8]]

    init<Format: AlternativeFormat>(_ settings: TableSettings, _: Format.Type) throws(OperatorError) {
        self.settings = settings
        fields = Format.fields
        delimiter = try CSVOptions.delimiter(settings.delimiter)
        zone = try CSVOptions.zone(settings.zone)
        dates = try CSVOptions.dates(settings.dates, settings.timeUnit)
        only = settings.only.map { Array($0.utf8) }
        if settings.files.paths.isEmpty { throw OperatorError("'path' names no file", argument: "path") }
        if settings.timeUnit == .millisecondsOfDay {
            throw OperatorError("times of the day alone don't say when", argument: "time_unit")
        }
        if settings.knownAt == .endOfDay && settings.zone.isEmpty {
            throw OperatorError(
                "'known_at: end_of_day' needs 'zone'", argument: "zone",
                help: "the zone in which the day ends, as America/New_York, or UTC")
        }
        var wanted: [(name: String, aliases: [String], isRequired: Bool)] = [
            ("known_at", Self.knownAliases, false), ("about", Format.aboutAliases, false),
            ("name", Format.nameAliases, !settings.only.isEmpty),
        ]
        wanted += Format.fields.map { ($0.name, $0.aliases, $0.isRequired) }
        let given = try Self.given(settings.columns, wanted.map(\.name))
        isNumbered = given.values.contains { if case .index = $0 { true } else { false } }
        if isNumbered && given.values.contains(where: { if case .name = $0 { true } else { false } }) {
            throw OperatorError(
                "'columns' mixes names and numbers", argument: "columns",
                help: "names where the file has a header, numbers from 0 where it has none")
        }
        self.wanted = wanted.map { column in
            switch given[column.name] {
            case .name(let name):
                Wanted(
                    name: column.name, names: [name.lowercased()], number: nil, isRequired: true)
            case .index(let index):
                Wanted(name: column.name, names: [], number: index, isRequired: true)
            case nil:
                Wanted(
                    name: column.name, names: column.aliases, number: nil, isRequired: column.isRequired)
            }
        }
    }

    /// Whether there is a rule for rows without `known_at`.
    var datesByAbout: Bool { settings.knownAt == .endOfDay || settings.delay > 0 }

    private static func given(
        _ columns: [(key: String, value: ArgumentValue)], _ known: [String]
    ) throws(OperatorError) -> [String: CSVOptions.Column] {
        var given: [String: CSVOptions.Column] = [:]
        for (key, value) in columns {
            guard known.contains(key) else {
                throw OperatorError(
                    "no column '\(key)'", argument: "columns",
                    help: "columns: \(known.joined(separator: ", "))",
                    origin: value.origin)
            }
            if case .integer(let index) = value.kind {
                guard (0..<4096).contains(index) else {
                    throw OperatorError(
                        "column \(index) is out of range", argument: "columns", origin: value.origin)
                }
                given[key] = .index(Int(index))
            } else if let name = value.text, !name.isEmpty {
                given[key] = .name(name)
            } else {
                throw OperatorError(
                    "column '\(key)' needs a name or a number", argument: "columns", origin: value.origin)
            }
        }
        return given
    }
}
