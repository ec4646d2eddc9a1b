import OperatorKit

/// `ingest.fix`: logs of FIX messages.
enum FIX: FeedFormat {
    typealias Decoder = FIXDecoder

    /// What is done with a wrong body length or checksum.
    enum Integrity: String, CaseIterable, Sendable { case strict, tolerate }
    /// Which time is the event's.
    enum Clock: String, CaseIterable, Sendable { case sending, transact, entry }
    /// What bids and offers are.
    enum Book: String, CaseIterable, Sendable { case levels, top, orders }

    struct Settings: FeedSettings {
        var files = FeedFiles()
        var rules = FeedRules()
        var symbol = ""
        var integrity = Integrity.strict
        var clock = Clock.sending
        var book = Book.levels
        var executions = false

        static let parameters: [Parameter<Settings>] =
            sharedParameters + [
                .text("symbol", \.symbol, "which instrument, by Symbol (55) or SecurityID (48)"),
                .choice(
                    "integrity", \.integrity,
                    "strict: messages with a wrong BodyLength (9) or CheckSum (10) are refused; tolerate: only counted"
                ),
                .choice(
                    "clock", \.clock,
                    "sending: SendingTime (52); transact: TransactTime (60); entry: MDEntryDate and MDEntryTime (272, "
                        + "273); where that is absent, the one before it in this list"),
                .choice(
                    "book", \.book,
                    "what bids and offers are: levels of a book by price, its top only, or orders by MDEntryID (278)"
                ),
                .flag("executions", \.executions, "send fills of execution reports (35=8) as trades"),
            ]
    }

    static let manual = FeedManual(
        name: "ingest.fix",
        summary: "Logs of FIX messages, 4.0 to 5.0 SP2: market data and executions.",
        details: """
            Finds messages wherever `8=FIX` begins one: fields end with SOH or a vertical bar; text before a message \
            on its line (a time, a direction), other lines (counted) and several messages on a line are fine. A \
            message ends where BodyLength says, if a CheckSum field stands there, else at the first CheckSum \
            field. Data fields whose length is told (RawData and the like) may hold delimiters.

            Market data snapshots (35=W): a clear and all bids (269=0) and offers (1), marked as snapshot; an empty \
            book (J) is a clear. Incremental refreshes (35=X): each entry of the group of 268, which 279 begins, \
            sets its level to MDEntrySize (271), or removes it (279=2); an entry without Symbol has that of the \
            entry before. 'book: top' makes of each message one quote, if it changes the best bid or offer. 'book: \
            orders' takes MDEntryID for an order's number (a name by its FNV-1a hash); a change keeps what it does \
            not tell, a deletion takes off what is left. The last change of a message is marked. Actions that count \
            levels (279=3, 4) are refused. Trades (269=2 in 35=X): AggressorSide (2446, or CME's 5797) gives the \
            side, else it is unknown; those in snapshots are old and counted. Quotes (35=S): BidPx, OfferPx \
            and sizes (132 to 135).

            With 'executions', execution reports that tell a fill (ExecType F, or 1 and 2 before FIX 4.3) are trades \
            of LastPx (31) and LastQty (32); the aggressor is known where LastLiquidityInd (851) is told. \
            Corrections and busts are counted, as nothing that was sent can be taken back.

            Repeats (PossDupFlag 43=Y with a MsgSeqNum already seen) are counted and left out. A jump of MsgSeqNum \
            (34) of a session (49, 56) is counted, and marks the next book change as behind a gap. A group whose \
            count is wrong refuses its message unless 'integrity: tolerate'. A log of several instruments needs \
            'symbol'. Other messages are counted as skipped.

            Source: FIX 4.2, 4.4, 5.0 SP2 (fixtrading.org).
            """,
        example: "fix: {op: ingest.fix, path: data/fix.log, symbol: EUR/USD, book: top}",
        record: "message")

    static func options(_ settings: Settings) throws(OperatorError) -> FIXOptions {
        FIXOptions(
            symbol: Array(settings.symbol.utf8), isStrict: settings.integrity == .strict,
            clock: settings.clock,
            book: settings.book, sendsExecutions: settings.executions)
    }
}

/// The checked arguments.
struct FIXOptions: Sendable {
    var symbol: [UInt8] = []
    var isStrict = true
    var clock = FIX.Clock.sending
    var book = FIX.Book.levels
    var sendsExecutions = false
}
