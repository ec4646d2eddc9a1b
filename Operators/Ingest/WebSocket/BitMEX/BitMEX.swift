import OperatorKit

/// Recorded messages of BitMEX.
enum BitMEX: FeedFormat {
    typealias Settings = RecordingSettings
    typealias Decoder = RecordingDecoder<BitMEXMessages>

    static var manual: FeedManual {
        FeedManual(
            name: "ingest.bitmex",
            summary: "Reads recorded WebSocket messages of BitMEX (orderBookL2, trade, quote).",
            details: """
                \(RecordingSettings.details)

                Tables: orderBookL2 to 'levels' (partial is the snapshot; update and delete name a level by its \
                number, whose price an earlier row told), trade to 'trades' (side is the aggressor's; partial, \
                which repeats trades from before the subscription, is skipped), quote to 'quotes'. All else is \
                skipped. Sizes are contracts. A level whose price was never told is refused and counted.

                clock: event takes 'timestamp'; older recordings have none in orderBookL2, and their book messages \
                then bear the latest time so far. A change before the first partial is refused unless \
                start: empty. Messages bear no numbers, so a gap can't be seen.
                """,
            example: "feed: {op: ingest.bitmex, path: data/bitmex.gz, symbol: XBTUSD}",
            record: "message")
    }

    static func options(_ settings: RecordingSettings) throws(OperatorError) -> RecordingOptions {
        RecordingOptions(settings)
    }
}
