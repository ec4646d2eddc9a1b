import OperatorKit

/// The arguments of the operators that read recorded exchange messages.
struct RecordingSettings: FeedSettings {
    /// Which clock dates an event.
    enum Clock: String, CaseIterable, Sendable { case receive, event }
    /// What a book starts from.
    enum Start: String, CaseIterable, Sendable { case snapshot, empty }

    var files = FeedFiles()
    var rules = FeedRules()
    var symbol = ""
    var clock = Clock.receive
    var start = Start.snapshot
    var maxLine = 4_194_304

    static let parameters: [Parameter<RecordingSettings>] =
        [
            .text(
                "symbol", \.symbol,
                "the instrument, as the exchange names it; may be left out if it is the only one"),
            .choice(
                "clock", \.clock, "date events by when they were received, or by when the exchange says"),
            .choice(
                "start", \.start,
                "snapshot: book changes count from the first snapshot on; empty: from the first one seen"),
            .integer("max_line", \.maxLine, in: 1024...67_108_864, "longest line", unit: "bytes"),
        ] + sharedParameters

    /// What all of them have in common, for their documentation.
    static let details = """
        Reads plain or packed text, one message a line, as recorders write it: '<ns> <json>' (hftbacktest), \
        '<seconds>: <json>' (cryptofeed; its '<->' and '<-' lines are skipped), or the bare message. JSON is \
        checked strictly (RFC 8259); a message that breaks it is refused and counted, its book changes with it.

        clock: receive dates events by the recorder's clock, so that a strategy sees them when it could have. \
        clock: event takes the exchange's; as streams overtake each other, an event is then never dated \
        before an event of an earlier line (the latest time so far holds), and messages without a time take that \
        one. The two clocks may differ by seconds, in either direction: where a message tells both, the report has \
        skew_min, skew_median and skew_max, the time of receipt less the exchange's (below zero the recorder's clock \
        is behind; the median is that of an even sample of up to 8192 messages).

        One node reads one instrument. Messages of others are counted as dropped; without 'symbol' a second \
        instrument in the file is an error. Case does not matter.

        All changes of one message follow each other on 'levels'; the last one bears the flag 'last'. A \
        snapshot begins with a change that clears the book. Each file is read by itself: one that goes on where \
        another ended holds no snapshot of its own, and needs start: empty.
        """
}

/// The checked arguments.
struct RecordingOptions: Sendable {
    /// In upper case; empty: the only one.
    var symbol: [UInt8] = []
    var clock = RecordingSettings.Clock.receive
    var start = RecordingSettings.Start.snapshot
    var maxLine = 4_194_304

    init(_ settings: RecordingSettings) {
        symbol = settings.symbol.uppercased().utf8.map { $0 }
        clock = settings.clock
        start = settings.start
        maxLine = settings.maxLine
    }
}
