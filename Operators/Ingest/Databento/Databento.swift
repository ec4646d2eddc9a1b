import OperatorKit

/// `ingest.databento`: Databento's binary files.
enum Databento: FeedFormat {
    typealias Decoder = DatabentoDecoder

    /// Which of a record's times is the event's.
    enum Clock: String, CaseIterable, Sendable {
        case receive
        case event
    }

    struct Settings: FeedSettings {
        var files = FeedFiles()
        var rules = FeedRules()
        var symbol = ""
        var instrument = 0
        var publisher = 0
        var clock = Clock.receive

        static let parameters: [Parameter<Settings>] =
            sharedParameters + [
                .text("symbol", \.symbol, "which instrument, by a symbol that the file's metadata maps"),
                .integer(
                    "instrument_id", \.instrument, in: 0...4_294_967_295,
                    "which instrument, by Databento's number; 0 is any"),
                .integer(
                    "publisher", \.publisher, in: 0...65_535,
                    "which publisher (dataset and venue), by Databento's number; 0 is any"),
                .choice(
                    "clock", \.clock,
                    "receive: when Databento's capture server got it (ts_recv); event: when the exchange did "
                        + "(ts_event)"),
            ]
    }

    static let manual = FeedManual(
        name: "ingest.databento",
        summary: "Databento DBN files, versions 1 to 3, plain or zstd: trades, quotes, books, bars.",
        details: """
            Each kind of record becomes: trades a trade. MBP-1, TBBO, CMBP-1 and TCBBO a quote, and after it a \
            trade if the action says so (TBBO's quote is the one before its trade). BBO and CBBO a quote at the \
            end of their interval; the last trade that they repeat is not sent. MBP-10 the changes of levels since \
            the record before (a level that falls out of the ten is removed; the first record and each snapshot \
            begin with a clear; the last change of a record is marked), a quote when the best bid or offer is \
            another, and trades. MBO a change of an order, and a trade for action T. OHLCV a bar from ts_event \
            to the end of its interval; its notional is volume × (high + low + close)/3, as the file has none. \
            The side is the aggressor's: B is a buy, A a sell, N unknown. An undefined price (2^63−1) means no such \
            side in a quote and is refused elsewhere. Flags: last (128), snapshot (32) and maybe bad book (4, \
            told as a gap) go to orders and levels.

            Definitions, statistics, status and imbalances give no event; they are counted by kind, and the last \
            values are reported: tick_size, contract_size (unit_of_measure_qty), multiplier, is_trading, and each \
            statistic by name, as settlement_price. Errors of a live gateway are counted as refused.

            Time is ts_recv by default: Databento's files are sorted by it, and it is when one could first have \
            known; 'clock: event' takes the exchange's time, which is not always in order (see 'lateness'). Bars \
            and the interval quotes have their own.

            A file with several instruments needs 'symbol' or 'instrument_id': an error lists them. A symbol that \
            stood for other instruments on other days, as a continuous contract, is followed. Quotes, books and \
            bars of several publishers need 'publisher'; trades of several are joined.

            Source: Databento Binary Encoding, https://databento.com/docs/standards-and-conventions.
            """,
        example: "es: {op: ingest.databento, path: data/es.mbp-1.dbn.zst, symbol: ESH1}")

    static func options(_ settings: Settings) throws(OperatorError) -> DatabentoOptions {
        if !settings.symbol.isEmpty && settings.instrument != 0 {
            throw OperatorError(
                "'symbol' and 'instrument_id' both choose the instrument", argument: "instrument_id",
                help: "give one of them")
        }
        return DatabentoOptions(
            symbol: settings.symbol, instrument: UInt32(settings.instrument),
            publisher: UInt16(settings.publisher), usesEventTime: settings.clock == .event)
    }
}

/// The checked arguments.
struct DatabentoOptions: Sendable {
    var symbol = ""
    var instrument: UInt32 = 0
    var publisher: UInt16 = 0
    var usesEventTime = false
}
