import OperatorKit

/// What every file operator's settings hold besides the format's own.
protocol FeedSettings: OperatorSettings {
    /// Which files.
    var files: FeedFiles { get set }
    /// What is done with what they say.
    var rules: FeedRules { get set }
}

extension FeedSettings {
    /// The arguments that all file operators share; a format's own stand before or after them.
    static var sharedParameters: [Parameter<Self>] {
        [
            .paths(
                "path", \.files.paths,
                "the file; a pattern (*, ?, [a-z]) takes all that match, as 'order' says; the entries of a list are "
                    + "merged by time",
                required: true),
            .choice(
                "order", \.files.order,
                "files of one pattern: merge, by time; name, one after another, what overlaps being late"),
            .text("member", \.files.member, "which file inside an archive, by name or pattern"),
            .choice(
                "repeat_last", \.rules.repeatLast,
                "drop: a file's last event goes if it equals the one before"),
            .choice("zero_size", \.rules.zeroSize, "what to do with trades of size zero"),
            .flag("allow_nonpositive", \.rules.allowNonpositive, "accept prices of zero and below"),
            .real("tick", \.rules.tick, in: 0...1_000_000, "price step; 0 checks none", unit: "price"),
            .choice("off_tick", \.rules.offTick, "what to do with prices that are no multiple of 'tick'"),
            .choice("crossed", \.rules.crossed, "what to do with quotes whose bid is above their ask"),
            .real(
                "outliers", \.rules.outliers, in: 0...1_000_000,
                "refuse prices further from the median of the last 100 than this times their MAD; 0 refuses none"
            ),
            .duration(
                "lateness", \.rules.lateness, in: 0...86_400_000_000_000,
                "how far events may be out of order: they are held back for so long and sorted"),
            .choice(
                "backward", \.rules.backward,
                "an event that is later than that still: refuse, clamp to the time reached, or fail"),
            .choice("side", \.rules.side, "given: as the file says; tick_rule: up is a buy, down a sell"),
            .choice(
                "quotes_as_trades", \.rules.quotesAsTrades,
                "also send each quote as a trade at this price, so that bars can be made of it"),
            .real(
                "quote_size", \.rules.quoteSize, in: 0...1_000_000_000, "size of such a trade",
                unit: "quantity"),
            .flag("preload", \.files.preload, "read everything before the run's clock starts"),
        ]
    }
}

/// Which files a node reads, and when.
struct FeedFiles: Sendable {
    enum Order: String, CaseIterable, Sendable { case merge, name }

    /// Files or patterns.
    var paths: [String] = []
    /// The member of an archive, by name or pattern; empty where the file is none.
    var member = ""
    /// In which order the files of one pattern are read.
    var order = Order.merge
    /// Whether all is read into memory first.
    var preload = false
    /// With `order: merge`, so many files of a pattern are all opened at the start; of more, each when its turn comes.
    var openedAtOnce = 16
    /// Files of a pattern that may be open at the same time.
    var mostOpen = 64
}

/// A file operator's documentation: what is the format's own.
struct FeedManual: Sendable {
    /// As in `op:`.
    var name: String
    /// One sentence.
    var summary: String
    /// What a reader has to know of the format.
    var details: String
    /// A node in YAML.
    var example: String
    /// What the file is made of, as messages call it: line, record, message.
    var record = "record"
}

/// A file format: settings, decoder, documentation; `Feed` makes an operator of it.
protocol FeedFormat: SendableMetatype {
    /// The arguments.
    associatedtype Settings: FeedSettings
    /// What reads a file.
    associatedtype Decoder: FeedDecoder
    /// Name and documentation.
    static var manual: FeedManual { get }
    /// Checks the arguments.
    static func options(_ settings: Settings) throws(OperatorError) -> Decoder.Options
}
