import OperatorKit

/// Recorded messages of Coinbase Exchange.
enum Coinbase: FeedFormat {
    typealias Settings = RecordingSettings
    typealias Decoder = RecordingDecoder<CoinbaseMessages>

    static var manual: FeedManual {
        FeedManual(
            name: "ingest.coinbase",
            summary: "Reads recorded WebSocket messages of Coinbase Exchange (level2 and matches).",
            details: """
                \(RecordingSettings.details)

                Messages: snapshot and l2update to 'levels' (sizes are the new totals, in the base currency); match \
                to 'trades'. A match's side is the maker's, so sell means that a buyer was the aggressor. \
                last_match, which repeats the trade before the subscription, ticker, which has no sizes, and all \
                else are skipped. clock: event takes 'time'; a snapshot has none and is dated to the first message \
                after it that has.

                The level2 channel numbers no messages, so a gap can't be seen. A change before the first snapshot \
                is refused unless start: empty.
                """,
            example: "feed: {op: ingest.coinbase, path: data/coinbase.gz, symbol: BTC-USD}",
            record: "message")
    }

    static func options(_ settings: RecordingSettings) throws(OperatorError) -> RecordingOptions {
        RecordingOptions(settings)
    }
}
