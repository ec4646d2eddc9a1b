import OperatorKit

/// The arguments of `ingest.csv`.
struct TradeFileSettings: OperatorSettings {
    enum Format: String, CaseIterable, Sendable {
        case trades
        case leanTrades = "lean_trades"
    }
    enum Lean: String, CaseIterable, Sendable { case undeclared, equity, future }
    enum Header: String, CaseIterable, Sendable {
        case auto
        case present = "true"
        case absent = "false"
    }
    enum TimeUnit: String, CaseIterable, Sendable {
        case auto, ns, us, ms, s, iso
        case millisecondsOfDay = "ms_of_day"
    }
    enum Keep: String, CaseIterable, Sendable { case keep, drop }
    enum Backward: String, CaseIterable, Sendable { case refuse, clamp, fail }
    enum Side: String, CaseIterable, Sendable {
        case given
        case tickRule = "tick_rule"
    }

    var path = ""
    var member = ""
    var format = Format.trades
    var lean = Lean.undeclared
    var columns: [(key: String, value: ArgumentValue)] = []
    var header = Header.auto
    var delimiter = ","
    var comment = ""
    var timeUnit = TimeUnit.auto
    var zone = ""
    var date = ""
    var priceScale = 1
    var repeatLast = Keep.keep
    var suspicious = Keep.drop
    var zeroSize = Keep.keep
    var allowNonpositive = false
    var backward = Backward.refuse
    var side = Side.given
    var preload = false
    var maxLine = 65_536

    static let parameters: [Parameter<TradeFileSettings>] = [
        .path(
            "path", \.path, "the file; a pattern (*, ?, [a-z]) takes all that match, sorted by name",
            required: true),
        .text("member", \.member, "which file inside an archive, by name or pattern"),
        .choice(
            "format", \.format, "trades: columns by header or number; lean_trades: QuantConnect Lean's ticks"),
        .choice("lean", \.lean, "equity: New York time, prices x 10000, flag; future: UTC, decimal prices"),
        .table("columns", \.columns, "time, price, size, side: a header's name or a number from 0"),
        .choice("header", \.header, "whether the first line names the columns"),
        .text("delimiter", \.delimiter, "one character, or tab"),
        .text("comment", \.comment, "lines that begin with this are skipped"),
        .choice(
            "time_unit", \.timeUnit, "unit or notation of the time column; auto looks at name and first row"),
        .text("zone", \.zone, "time zone of times that name none, as America/New_York; UTC if not set"),
        .text("date", \.date, "day that ms_of_day counts from; if not set, the date in the file's name"),
        .integer(
            "price_scale", \.priceScale, in: 1...1_000_000_000,
            "prices are divided by this power of ten, exactly"),
        .choice("repeat_last", \.repeatLast, "drop: a file's last row goes if it equals the one before"),
        .choice("suspicious", \.suspicious, "what to do with rows that the file marks as suspicious"),
        .choice("zero_size", \.zeroSize, "what to do with rows of size zero"),
        .flag("allow_nonpositive", \.allowNonpositive, "accept prices of zero and below"),
        .choice(
            "backward", \.backward, "a row earlier than the one before: refuse, clamp to its time, or fail"),
        .choice("side", \.side, "given: from the side column; tick_rule: up is a buy, down a sell"),
        .flag("preload", \.preload, "read everything before the run's clock starts"),
        .integer("max_line", \.maxLine, in: 64...16_777_216, "longest line", unit: "bytes"),
    ]
}
