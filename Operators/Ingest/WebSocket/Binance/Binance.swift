import OperatorKit

/// Recorded messages of Binance.
enum Binance: FeedFormat {
    typealias Settings = RecordingSettings
    typealias Decoder = RecordingDecoder<BinanceMessages>

    static var manual: FeedManual {
        FeedManual(
            name: "ingest.binance",
            summary: "Reads recorded WebSocket messages of Binance: spot, USD-M and coin-M futures.",
            details: """
                \(RecordingSettings.details)

                Messages, bare or in a combined stream's {stream, data}: depthUpdate (diffs of the book), book \
                snapshots of the REST interface and partial books (lastUpdateId, bids, asks) to 'levels'; trade \
                and aggTrade to 'trades', m (the buyer is the maker) meaning that a seller was the aggressor; \
                bookTicker to 'quotes'. All else is skipped. Where a file has both trade and aggTrade, the one \
                that comes first is used, or every trade would count twice. trade with an X other than MARKET \
                (insurance fund, settlement) is dropped. clock: event takes E.

                The book follows Binance's rule, "How to manage a local order book correctly". With lastUpdateId \
                L of the snapshot, diffs before it are kept; those with u < L (futures) or u ≤ L (spot) are \
                dropped as included; the first used needs U ≤ L ≤ u (spot: U ≤ L + 1); then each needs pu = u of \
                the one before (spot: U = u + 1). Where that fails, messages are missing: the change is sent with \
                the flag 'gap', gaps are counted, and the next snapshot, with the diffs since, makes the book \
                whole. A diff that the book has already is refused as late. Diffs kept are dated to the snapshot, \
                before which they could not be used. Without any snapshot in the file, start: empty sends all diffs.

                Sizes are as Binance gives them: coins on spot and USD-M, contracts (of 100 or 10 USD) on coin-M.
                """,
            example:
                "feed: {op: ingest.binance, path: data/btcusdt.gz, symbol: BTCUSDT, clock: receive}",
            record: "message")
    }

    static func options(_ settings: RecordingSettings) throws(OperatorError) -> RecordingOptions {
        RecordingOptions(settings)
    }
}
