import OperatorKit

/// The arguments of `ingest.csv`.
struct CSVSettings: FeedSettings {
    enum Kind: String, CaseIterable, Sendable { case auto, trades, quotes, bars }
    enum Header: String, CaseIterable, Sendable {
        case auto
        case present = "true"
        case absent = "false"
    }
    enum TimeUnit: String, CaseIterable, Sendable {
        case auto, ns, us, ms, s, iso
        case millisecondsOfDay = "ms_of_day"
    }
    enum Stamp: String, CaseIterable, Sendable { case start, end }

    var files = FeedFiles()
    var rules = FeedRules()
    var kind = Kind.auto
    var columns: [(key: String, value: ArgumentValue)] = []
    var header = Header.auto
    var delimiter = "auto"
    var comment = ""
    var timeUnit = TimeUnit.auto
    var dates: [String] = []
    var zone = ""
    var date = ""
    var stamp = Stamp.start
    var bar: Int64 = 0
    var priceScale = 1
    var suspicious = FeedRules.Keep.drop
    var maxLine = 65_536

    static let parameters: [Parameter<CSVSettings>] =
        sharedParameters + [
            .choice("kind", \.kind, "what the rows are; auto looks at 'columns' and at the header"),
            .table(
                "columns", \.columns,
                "a header's name or a number from 0 for each of: time; price, size, side, suspicious; or bid, ask, "
                    + "bid_size, ask_size; or open, high, low, close, volume, count, vwap"),
            .choice("header", \.header, "whether the first line names the columns"),
            .text(
                "delimiter", \.delimiter,
                "one character, tab, or auto: the usual one that the first line has most"),
            .text("comment", \.comment, "lines that begin with this are skipped"),
            .choice(
                "time_unit", \.timeUnit,
                "unit or notation of the time column; auto looks at name and first row"),
            .texts(
                "dates", \.dates,
                "how times are written, as %d/%m/%Y %H:%M:%S; of several the first that fits a row is taken"),
            .text("zone", \.zone, "time zone of times that name none, as America/New_York; UTC if not set"),
            .text("date", \.date, "day that ms_of_day counts from; if not set, the date in the file's name"),
            .choice("stamp", \.stamp, "whether a bar's time is its bucket's start or end"),
            .duration("bar", \.bar, in: 0...31_622_400_000_000_000, "length of a bar; needed for bars"),
            .integer(
                "price_scale", \.priceScale, in: 1...1_000_000_000,
                "prices are divided by this power of ten, exactly"),
            .choice("suspicious", \.suspicious, "what to do with rows that the file marks as suspicious"),
            .integer("max_line", \.maxLine, in: 64...16_777_216, "longest line", unit: "bytes"),
        ]
}
