import MarketModel
import OperatorKit
import ReferenceData

/// Reads the rows of a text file as trades, quotes or bars.
struct CSVDecoder: FeedDecoder {
    private let kind: RowKind
    private let dropsSuspicious: Bool
    private let file: FeedFile
    private let bar: BarRow
    private var reader: RowReader

    init(_ file: FeedFile, _ options: CSVOptions) throws(OperatorError) {
        self.file = file
        dropsSuspicious = options.settings.suspicious == .drop
        var found: ColumnLayout?
        reader = try RowReader(
            file, delimiter: options.delimiter, comment: options.comment, longest: options.settings.maxLine,
            isHeader: { ColumnLayout.isHeader($0, options) }
        ) { (header, first) throws(OperatorError) in
            let columns = try ColumnLayout(header: header, options)
            found = columns
            let notation = try first.isEmpty ? .iso : columns.notation(options, firstRow: first)
            return (
                RowParser.Layout(
                    roles: columns.roles, priceExponent: options.priceExponent,
                    allowsEmpty: columns.kind == .quotes),
                TimeRule(notation, zone: options.zone, date: try Self.date(file, notation, options))
            )
        }
        kind = found?.kind ?? .trades
        bar = BarRow(
            length: options.settings.bar, isStampedAtEnd: options.settings.stamp == .end,
            hasShape: found?.roles.contains(.open) == true)
    }

    /// The day that times of the day count from.
    private static func date(
        _ file: FeedFile, _ notation: TimeRule.Notation, _ options: CSVOptions
    ) throws(OperatorError) -> CivilDate? {
        guard notation == .millisecondsOfDay else { return nil }
        if let date = options.date ?? file.date { return date }
        throw OperatorError(
            "no date in the name of '\(file.name)', and times count from midnight", argument: "date",
            help: "set date: YYYY-MM-DD")
    }

    mutating func decode(
        limit: Int, into queue: inout FeedQueue, _ tally: inout FeedTally
    ) throws(OperatorError) -> Bool {
        switch kind {
        case .trades:
            for _ in 0..<limit {
                switch try reader.next(&tally) {
                case .row: trade(into: &queue, &tally)
                case .none: continue
                case .end: return false
                }
            }
        case .quotes:
            for _ in 0..<limit {
                switch try reader.next(&tally) {
                case .row: queue.append(.quote(Quote(reader.row, record: reader.lineNumber)))
                case .none: continue
                case .end: return false
                }
            }
        case .bars:
            for _ in 0..<limit {
                switch try reader.next(&tally) {
                case .row: queue.append(.bar(bar.bar(&reader)))
                case .none: continue
                case .end: return false
                }
            }
        }
        reader.settle(&tally)
        return true
    }

    @inline(__always)
    private func trade(into queue: inout FeedQueue, _ tally: inout FeedTally) {
        if reader.row.isSuspicious && dropsSuspicious {
            tally.refuseSuspicious(file, record: reader.lineNumber)
        } else {
            queue.append(.trade(Trade(reader.row, record: reader.lineNumber)))
        }
    }
}

/// How a row becomes a bar.
struct BarRow {
    let length: Int64
    let isStampedAtEnd: Bool
    /// Whether the row has all four prices, rather than the close alone.
    let hasShape: Bool

    /// The bar of the current row.
    func bar(_ reader: inout RowReader) -> Bar {
        let row = reader.row
        let start = isStampedAtEnd ? reader.moved(row.time, by: -length) : row.time
        let end = isStampedAtEnd ? row.time : reader.moved(row.time, by: length)
        let close = Price(raw: row.prices[3])
        let open = hasShape ? Price(raw: row.prices[0]) : close
        let high = hasShape ? Price(raw: row.prices[1]) : close
        let low = hasShape ? Price(raw: row.prices[2]) : close
        // Without a VWAP of its own the bar's typical price stands for it.
        let mean =
            row.prices[4] != 0
            ? Price(raw: row.prices[4]).double : (high.double + low.double + close.double) / 3
        return Bar(
            header: .unplaced(end, record: reader.lineNumber), start: start, end: end, open: open, high: high,
            low: low, close: close, volume: row.sizes[0], notional: mean * row.sizes[0],
            tickCount: Int64(exactly: row.sizes[1].rounded()) ?? 0)
    }
}

extension Trade {
    /// The trade of a row with price, size and side.
    @inline(__always)
    init(_ row: RowFields, record: Int) {
        self.init(
            header: .unplaced(row.time, record: record), price: Price(raw: row.prices[0]),
            quantity: row.sizes[0],
            side: Side(rawValue: row.side) ?? .unknown)
    }
}

extension Quote {
    /// The quote of a row with bid and ask.
    @inline(__always)
    init(_ row: RowFields, record: Int) {
        self.init(
            header: .unplaced(row.time, record: record), bid: Price(raw: row.prices[0]),
            ask: Price(raw: row.prices[1]), bidSize: row.sizes[0], askSize: row.sizes[1])
    }
}

extension FeedTally {
    /// Counts a row that the file marks as suspicious and the arguments leave out.
    mutating func refuseSuspicious(_ file: FeedFile, record: Int) {
        refuse("marked as suspicious, left out", isDropped: true) { "\(file.name) line \(record)" }
    }
}
