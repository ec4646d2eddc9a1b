import OperatorKit

/// What the settings of every source of alternative data hold besides the format's own.
protocol AlternativeSettings: OperatorSettings {
    /// Which files, how they are written, and when their rows were known.
    var table: TableSettings { get set }
}

/// Which files, how they are written, and when their rows were known.
struct TableSettings: Sendable {
    enum Notation: String, CaseIterable, Sendable { case auto, csv, jsonl }
    enum KnownAt: String, CaseIterable, Sendable {
        case column
        case endOfDay = "end_of_day"
    }

    var files = FeedFiles()
    var format = Notation.auto
    var columns: [(key: String, value: ArgumentValue)] = []
    var delimiter = "auto"
    var timeUnit = CSVSettings.TimeUnit.auto
    var dates: [String] = []
    var zone = ""
    var knownAt = KnownAt.column
    var delay: Int64 = 0
    var only: [String] = []
    var lateness: Int64 = 0
    var backward = FeedRules.Backward.refuse
    var maxLine = 65_536
}

extension AlternativeSettings {
    /// The arguments that all of them share.
    static var sharedParameters: [Parameter<Self>] {
        [
            .paths(
                "path", \.table.files.paths,
                "the file; a pattern (*, ?, [a-z]) takes all that match, as 'order' says; the entries of a list are "
                    + "merged by time",
                required: true),
            .choice(
                "order", \.table.files.order,
                "files of one pattern: merge, by time; name, one after another, what overlaps being late"),
            .text("member", \.table.files.member, "which file inside an archive, by name or pattern"),
            .choice(
                "format", \.table.format,
                "csv, or jsonl: one JSON object a line; auto looks whether the file begins with {"),
            .table(
                "columns", \.table.columns,
                "what the file calls a column: a header's name or a JSON key; a number from 0 where there is no header"
            ),
            .text(
                "delimiter", \.table.delimiter,
                "one character, tab, or auto: the usual one that the first line has most"),
            .choice(
                "time_unit", \.table.timeUnit, "unit or notation of times; auto looks at each column's first"),
            .texts(
                "dates", \.table.dates,
                "how times are written, as %d/%m/%Y %H:%M:%S; of several the first that fits is taken"),
            .text(
                "zone", \.table.zone, "time zone of times that name none, as America/New_York; UTC if not set"
            ),
            .choice(
                "known_at", \.table.knownAt,
                "column: when the column known_at says; end_of_day: when that day, or else the day it is about, ends "
                    + "in 'zone'"),
            .duration(
                "delay", \.table.delay, in: 0...31_622_400_000_000_000,
                "what is added to it; without known_at column: how long after what it is about a row was known"
            ),
            .texts("only", \.table.only, "take rows of these names only (column 'name'); all if not set"),
            .duration(
                "lateness", \.table.lateness, in: 0...31_622_400_000_000_000,
                "how far rows may be out of order: they are held back for so long and sorted"),
            .choice(
                "backward", \.table.backward,
                "a row known earlier than that still: refuse, clamp to the time reached, or fail"),
            .integer("max_line", \.table.maxLine, in: 64...16_777_216, "longest line", unit: "bytes"),
        ]
    }
}

/// The settings of a format that has none of its own.
struct PlainAlternativeSettings: AlternativeSettings {
    var table = TableSettings()
    static let parameters: [Parameter<PlainAlternativeSettings>] = sharedParameters
}

extension TableSettings {
    /// What all formats have in common, for their documentation.
    static let details = """
        Known at. A row's place in the run is when it was known, never the day it is about. The column known_at \
        says it, plus 'delay'. Where a file has only the time that a row is about, 'delay' must say how much later \
        it was known (delay: 1d; whole days move the local clock), or 'known_at: end_of_day' takes the next midnight \
        in 'zone', which must then be set (zone: UTC if it is that). The time that a row is about is the column \
        about or else the date in the file's name; it may lie after known_at, as in a calendar. A known_at that is \
        a date without a time of day is refused, as the day's news was not known at its midnight, unless one of \
        the two rules applies. 'about' goes out as a column, in seconds since 1970. A revision is a row of its own, \
        known later; nothing sent before changes.

        Files are CSV or TSV, or JSON lines, plain or packed (gzip, zstd, xz, bzip2, zip, tar). Columns are found \
        by usual names, or as 'columns' says; case does not matter. Times are ISO 8601, counts since 1970 (the unit \
        by the number of digits, or 'time_unit'), or what 'dates' declares; an order of day and month is never \
        guessed. Where clocks go back, a doubled hour is taken as its first pass; where they go forward, times in the \
        skipped hour are read by the offset before it. A 60th second becomes the last nanosecond before.

        Every row is used or counted: refused with its reason and the first examples (a required field that is \
        absent, empty, NaN, infinite or out of range, JSON that breaks RFC 8259), dropped where 'only' says so, late \
        where it was known before a row that came earlier. With 'lateness' rows wait so long and leave in order. \
        The files of one pattern give what one sorted file would (order: merge; of more than 16 each is opened when \
        its time comes, and at most 64 may overlap) or follow each other (order: name); the entries of a list are \
        streams of their own, merged by time. Each file's checksum is part of the report.
        """
}
