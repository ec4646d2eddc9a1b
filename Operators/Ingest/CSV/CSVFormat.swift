import OperatorKit

/// `ingest.csv`: trades, quotes or bars from text files of rows and columns.
enum CSVFormat: FeedFormat {
    static let manual = FeedManual(
        name: "ingest.csv",
        summary:
            "Trades, quotes or bars from CSV and TSV files: plain, gzip, zstd, xz, bzip2, or in a zip or tar.",
        details: """
            What the rows are is told by 'kind', or by the names in 'columns' or in the header: open, high, low, close \
            make bars, bid and ask quotes, everything else trades. Usual names of columns are found (timestamp, \
            ts_ns, price, px, qty, bid_price, tick_volume...); without header the columns are time, price, size; or \
            time, bid, ask; or time, open, high, low, close, volume. A quoted field can't span lines. An empty bid or \
            ask is a side that isn't there. A bar with a close alone has it for all four prices; its VWAP is the \
            'vwap' column or else (high + low + close) / 3.

            Times are counts since 1970 (the unit by the column's name, ts_ms, or by the number of digits), ISO 8601 \
            (2013-10-07T04:00:00.123Z, 20131007 04:00, 2013/10/07, 2013.10.07), milliseconds of the day, or what \
            'dates' declares; an order of day and month is never guessed. Times without an offset are local to \
            'zone'. Where clocks go back, a doubled hour is taken as its first pass, so that the second pass counts \
            as late: such files need UTC or offsets. Where they go forward, times in the skipped hour are read by \
            the offset before it. A 60th second (leap second) becomes the last nanosecond before and is counted. A \
            bar's time is its start, or its end with 'stamp: end'; bars of whole days end at the next local midnight.
            """,
        example: "ticks: {op: ingest.csv, path: data/gc.csv, time_unit: ns}",
        record: "line")

    typealias Settings = CSVSettings
    typealias Decoder = CSVDecoder

    static func options(_ settings: CSVSettings) throws(OperatorError) -> CSVOptions {
        try CSVOptions(settings)
    }
}
