import MarketModel
import OperatorKit
import ReferenceData

/// Reads a file of QuantConnect Lean's.
struct LeanDecoder: FeedDecoder {
    private let file: FeedFile
    private let place: LeanPlace
    private let dropsSuspicious: Bool
    private let allowsNonpositive: Bool
    private var reader: RowReader
    /// The market's quote as told so far, one side a row.
    private var best = Quote(
        header: .unplaced(.min), bid: Price(raw: 0), ask: Price(raw: 0), bidSize: 0, askSize: 0)
    /// What it is the best of, if it is kept per exchange.
    private var exchanges: ExchangeQuotes?

    init(_ file: FeedFile, _ options: LeanOptions) throws(OperatorError) {
        self.file = file
        let settings = options.settings
        place = try LeanPlace(file, settings)
        dropsSuspicious = settings.suspicious == .drop
        allowsNonpositive = settings.rules.allowNonpositive
        let zone: TimeZoneTable
        if let declared = options.zone { zone = declared } else { zone = try Self.zone(place, file) }
        let notation: TimeRule.Notation = place.hasDates ? .iso : .millisecondsOfDay
        let date = options.date ?? file.date
        if date == nil && !place.hasDates {
            throw OperatorError(
                "no date in the name of '\(file.name)', and times count from midnight", argument: "date",
                help: "set date: YYYY-MM-DD")
        }
        let isPerExchange = place.isOneSided && settings.nbbo == .exchange
        if isPerExchange { exchanges = ExchangeQuotes() }
        reader = RowReader(
            file, place.rows(hasExchange: isPerExchange), TimeRule(notation, zone: zone, date: date),
            longest: 4096)
    }

    private static func zone(_ place: LeanPlace, _ file: FeedFile) throws(OperatorError) -> TimeZoneTable {
        guard let name = place.zoneName else {
            throw OperatorError(
                "no time zone is known for the market of '\(file.name)'", argument: "zone",
                help: "set zone, as Asia/Kolkata; known are equity/usa, oanda, fxcm, futures and crypto")
        }
        return try CSVOptions.zone(name)
    }

    mutating func decode(
        limit: Int, into queue: inout FeedQueue, _ tally: inout FeedTally
    ) throws(OperatorError) -> Bool {
        let isTick = place.resolution == .tick
        let isTrade = place.kind == .trade
        let bar = BarRow(length: place.barLength, isStampedAtEnd: false, hasShape: true)
        for _ in 0..<limit {
            switch try reader.next(&tally) {
            case .end: return false
            case .none: continue
            case .row: break
            }
            if reader.row.isSuspicious && dropsSuspicious {
                tally.refuseSuspicious(file, record: reader.lineNumber)
            } else if isTick && isTrade {
                queue.append(.trade(Trade(reader.row, record: reader.lineNumber)))
            } else if isTrade {
                queue.append(.bar(bar.bar(&reader)))
            } else if place.kind == .openinterest {
                tally.skipped += 1
            } else if !isTick {
                quoteBar(into: &queue)
            } else if place.isOneSided {
                updateBest(into: &queue, &tally)
            } else {
                queue.append(.quote(Quote(reader.row, record: reader.lineNumber)))
            }
        }
        reader.settle(&tally)
        return true
    }

    /// Takes the sides that a row tells, 0 being none, and sends the market's quote if that changes it.
    private mutating func updateBest(into queue: inout FeedQueue, _ tally: inout FeedTally) {
        let row = reader.row
        let isWrong = min(row.sizes[0], row.sizes[1]) < 0 || min(row.prices[0], row.prices[1]) < 0
        if isWrong && !(allowsNonpositive && min(row.sizes[0], row.sizes[1]) >= 0) {
            // The rules refuse it, and what is known of the market stays.
            queue.append(.quote(Quote(row, record: reader.lineNumber)))
            return
        }
        let before = best
        if exchanges != nil {
            guard exchanges?.take(row) == true else {
                let most = ExchangeQuotes.capacity
                tally.refuse("quote of more exchanges than \(most)") {
                    "\(file.name) line \(reader.lineNumber)"
                }
                return
            }
            exchanges?.setBest(of: &best)
        } else {
            if row.hasBid {
                best.bid = Price(raw: row.prices[0])
                best.bidSize = row.sizes[0]
            }
            if row.hasAsk {
                best.ask = Price(raw: row.prices[1])
                best.askSize = row.sizes[1]
            }
        }
        if best == before {
            tally.skipped += 1
            return
        }
        best.header = .unplaced(row.time, record: reader.lineNumber)
        queue.append(.quote(best))
    }

    /// A bar of quotes: the bar of the mids, then the quote that stands at its end.
    ///
    /// Where a side is missing the other is taken, as Lean does.
    private mutating func quoteBar(into queue: inout FeedQueue) {
        let row = reader.row
        let end = reader.moved(row.time, by: place.barLength)
        func mid(_ slot: Int) -> Price {
            // Wrong prices are the rules' to refuse.
            if row.prices[slot] < 0 || row.prices[slot + 4] < 0 { return Price(raw: -1) }
            return Quote(
                header: .unplaced(end), bid: Price(raw: row.prices[slot]),
                ask: Price(raw: row.prices[slot + 4]),
                bidSize: 0, askSize: 0
            ).mid
        }
        if row.prices[3] != 0 || row.prices[7] != 0 {
            queue.append(
                .bar(
                    Bar(
                        header: .unplaced(end, record: reader.lineNumber), start: row.time, end: end,
                        open: mid(0),
                        high: mid(1), low: mid(2), close: mid(3), volume: 0)))
        }
        queue.append(
            .quote(
                Quote(
                    header: .unplaced(end, record: reader.lineNumber), bid: Price(raw: row.prices[3]),
                    ask: Price(raw: row.prices[7]), bidSize: row.sizes[0], askSize: row.sizes[1])))
    }
}

/// The checked meaning of `ingest.lean`'s arguments.
struct LeanOptions: Sendable {
    let settings: LeanSettings
    let zone: TimeZoneTable?
    let date: CivilDate?

    init(_ settings: LeanSettings) throws(OperatorError) {
        self.settings = settings
        zone = settings.zone.isEmpty ? nil : try CSVOptions.zone(settings.zone)
        date = try CSVOptions.date(settings.date)
    }
}
