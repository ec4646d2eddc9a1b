import OperatorKit

/// `ingest.lean`: the data files of QuantConnect's Lean.
enum LeanFormat: FeedFormat {
    static let manual = FeedManual(
        name: "ingest.lean",
        summary: "Ticks and bars from QuantConnect Lean's data files: equity, futures, forex, CFD, crypto.",
        details: """
            Asset class, market, resolution and kind come from the path where it is Lean's \
            (equity/usa/tick/spy/20131007_trade.zip), else from the arguments. Times of ticks, seconds and minutes are \
            milliseconds of the day in the file's name, perhaps with decimals; those of hours and days are dates. They \
            are local to New York for equity/usa, to UTC-5 all year for fxcm, and UTC for oanda, futures and crypto. \
            Equity prices are in 1/10,000. Futures of several expiries share an archive: 'member' chooses one.

            Trades become trades. Each tick of equity and futures quotes tells one side of a quote; the market's best \
            quote goes out whenever it changes, other rows count as skipped. nbbo: market takes a row for a side of \
            that best quote itself, whichever exchange set it, which is what Lean's files hold: it closes each minute \
            as the vendor's own bars do. nbbo: exchange, for files in which every exchange tells all its quotes, \
            keeps the last bid and ask of each (at most 64; price or size 0 takes a side away) and sends the highest \
            bid and the lowest ask, of equal prices the larger size. On Lean's files, where an exchange is silent \
            once it is no longer best, that is crossed nearly all day. A bar of trades is a bar. A bar \
            of quotes is a bar of mids without volume (of one side's prices \
            where the other is missing), followed by the quote at its close. Rows of open interest are skipped. The \
            last row of a futures file of ticks is often repeated: 'repeat_last: drop' takes the repetition out.
            """,
        example: """
            ticks: {op: ingest.lean, path: data/future/comex/tick/gc/20131007_trade.zip, member: "*_201312.csv"}
            """,
        record: "line")

    typealias Settings = LeanSettings
    typealias Decoder = LeanDecoder

    static func options(_ settings: LeanSettings) throws(OperatorError) -> LeanOptions {
        try LeanOptions(settings)
    }
}
