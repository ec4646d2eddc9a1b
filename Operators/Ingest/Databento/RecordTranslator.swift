import MarketModel
import OperatorKit

/// Turns records into events.
struct RecordTranslator {
    private let version: Int
    private let usesEventTime: Bool
    private let file: String
    private var filter: InstrumentFilter
    private var depth = DepthDifference()
    /// The current record's number within the file.
    private var number = 0

    init(_ metadata: DatabentoMetadata, _ options: DatabentoOptions, file: String) throws(OperatorError) {
        version = metadata.version
        usesEventTime = options.usesEventTime
        self.file = file
        filter = try InstrumentFilter(options, metadata, file: file)
    }

    /// Undefined prices have all bits but the sign.
    private static let undefined = Int64.max

    /// Appends what a record says; it has at least its header of 16 bytes.
    @inline(__always)
    mutating func take(
        _ record: Span<UInt8>, number: Int, into queue: inout FeedQueue, _ tally: inout FeedTally
    ) throws(OperatorError) {
        self.number = number
        switch RecordKind(rawValue: record[1]) {
        case .mbo where record.count >= 56:
            try order(record.extracting(first: 56), into: &queue, &tally)
        case .trade where record.count >= 48:
            let record = record.extracting(first: 48)
            guard let time = try time(record, at: 32, joinsPublishers: true, &tally) else { return }
            trade(record, time, into: &queue, &tally)
        case .mbp1 where record.count >= 80, .cmbp1 where record.count >= 80, .tcbbo where record.count >= 80:
            let record = record.extracting(first: 80)
            guard let time = try time(record, at: 32, joinsPublishers: false, &tally) else { return }
            queue.append(.quote(quote(record, time)))
            if record[28] == Letter.trade { trade(record, time, into: &queue, &tally) }
        default: try takeRare(record, into: &queue, &tally)
        }
    }

    /// The event's time if the record is wanted and has one.
    ///
    /// - Parameter at: where ts_recv stands.
    @inline(__always)
    private mutating func time(
        _ record: Span<UInt8>, at: Int, joinsPublishers: Bool, _ tally: inout FeedTally
    ) throws(OperatorError) -> Int64? {
        let time = record.i64(usesEventTime ? 8 : at)
        guard
            try filter.admits(
                record.u32(4), record.u16(2), at: max(0, time), joinsPublishers: joinsPublishers)
        else {
            tally.skipped &+= 1
            return nil
        }
        // The undefined time has all bits: negative here, as is all beyond the year 2262.
        guard time >= 0 else {
            refuse("time is undefined", record, &tally)
            return nil
        }
        return time
    }

    @inline(__always)
    private func trade(
        _ record: Span<UInt8>, _ time: Int64, into queue: inout FeedQueue, _ tally: inout FeedTally
    ) {
        let price = record.i64(16)
        guard price != Self.undefined else { return refuse("price is undefined", record, &tally) }
        queue.append(
            .trade(
                Trade(
                    header: .unplaced(time, record: number), price: Price(raw: price),
                    quantity: Double(record.u32(24)), side: Self.aggressor(record[29]))))
    }

    @inline(__always)
    private static func aggressor(_ letter: UInt8) -> Trade.Side {
        letter == Letter.bid ? .buy : letter == Letter.ask ? .sell : .unknown
    }

    /// The best bid and offer, which stand at byte 48 in all kinds that have them.
    @inline(__always)
    private func quote(_ record: Span<UInt8>, _ time: Int64) -> Quote {
        let bid = record.i64(48)
        let ask = record.i64(56)
        return Quote(
            header: .unplaced(time, record: number),
            bid: Price(raw: bid == Self.undefined ? 0 : bid),
            ask: Price(raw: ask == Self.undefined ? 0 : ask),
            bidSize: bid == Self.undefined ? 0 : Double(record.u32(64)),
            askSize: ask == Self.undefined ? 0 : Double(record.u32(68)))
    }

    @inline(__always)
    private mutating func order(
        _ record: Span<UInt8>, into queue: inout FeedQueue, _ tally: inout FeedTally
    ) throws(OperatorError) {
        guard let time = try time(record, at: 40, joinsPublishers: false, &tally) else { return }
        guard let action = Self.action(record[38]) else {
            if record[38] == Letter.none {
                tally.skipped &+= 1
            } else {
                refuse("action is unknown", record, &tally)
            }
            return
        }
        // Bits 64 and 16: the message tells a best price or a level, so its number is no order's.
        guard record[36] & 0x50 == 0 else {
            return refuse("tells a price level, not an order", record, &tally)
        }
        var price = record.i64(24)
        if price == Self.undefined {
            guard action == .clear || action == .cancel else {
                return refuse("price is undefined", record, &tally)
            }
            price = 0
        }
        let size = Double(record.u32(32))
        let letter = record[39]
        let header = EventHeader.unplaced(time, record: number)
        queue.append(
            .order(
                OrderChange(
                    header: header, orderID: record.u64(16), price: Price(raw: price), size: size,
                    side: letter == Letter.bid ? .bid : letter == Letter.ask ? .ask : .none, action: action,
                    flags: Self.flags(record[36]))))
        if action == .trade {
            queue.append(
                .trade(
                    Trade(
                        header: header, price: Price(raw: price), quantity: size,
                        side: Self.aggressor(letter))))
        }
    }

    @inline(__always)
    private static func action(_ letter: UInt8) -> OrderChange.Action? {
        switch letter {
        case Letter.add: .add
        case Letter.cancel: .cancel
        case Letter.modify: .modify
        case Letter.clear: .clear
        case Letter.trade: .trade
        case Letter.fill: .fill
        default: nil
        }
    }

    /// From the record's flags: 128 last, 32 snapshot, 4 maybe a bad book.
    @inline(__always)
    private static func flags(_ bits: UInt8) -> BookFlags {
        BookFlags(rawValue: UInt64(bits >> 7) | UInt64(bits >> 5 & 1) << 1 | UInt64(bits >> 2 & 1) << 2)
    }

    /// Counts a record that is wrong, with its fields.
    @inline(never)
    private func refuse(_ reason: String, _ record: Span<UInt8>, _ tally: inout FeedTally) {
        var text = "rtype \(record[1])"
        if let kind = RecordKind(rawValue: record[1]) {
            text = "\(kind.name) \(RecordLayout.of(kind, version: version).describe(record))"
        }
        tally.refuse(reason) { "\(file) record \(number): \(text.prefix(300))" }
    }
}

/// Letters that records use.
private enum Letter {
    static let add = UInt8(ascii: "A")
    static let ask = UInt8(ascii: "A")
    static let bid = UInt8(ascii: "B")
    static let cancel = UInt8(ascii: "C")
    static let clear = UInt8(ascii: "R")
    static let fill = UInt8(ascii: "F")
    static let modify = UInt8(ascii: "M")
    static let none = UInt8(ascii: "N")
    static let trade = UInt8(ascii: "T")
}

extension RecordTranslator {
    /// Records with many levels, bars, and those that carry no market event.
    @inline(never)
    private mutating func takeRare(
        _ record: Span<UInt8>, into queue: inout FeedQueue, _ tally: inout FeedTally
    ) throws(OperatorError) {
        guard let kind = RecordKind(rawValue: record[1]) else {
            tally.skipped += 1
            tally.note("skipped_unknown")
            return
        }
        let layout = RecordLayout.of(kind, version: version)
        guard record.count >= layout.size else {
            return refuse("is shorter than a \(kind.name) record", record, &tally)
        }
        switch kind {
        case .mbp10: try takeDepth(record, into: &queue, &tally)
        case .bboSecond, .bboMinute, .cbboSecond, .cbboMinute:
            // Their ts_event is that of the last trade: the quote is known at the interval's end.
            guard
                try filter.admits(
                    record.u32(4), record.u16(2), at: max(0, record.i64(32)), joinsPublishers: false)
            else {
                tally.skipped += 1
                return
            }
            guard record.i64(32) >= 0 else { return refuse("time is undefined", record, &tally) }
            queue.append(.quote(quote(record, record.i64(32))))
        case .barSecond, .barMinute, .barHour, .barDay, .barEndOfDay:
            try takeBar(record, kind, into: &queue, &tally)
        case .error: refuse("the gateway told an error", record, &tally)
        default: try takeWord(record, kind, layout, &tally)
        }
    }

    private mutating func takeDepth(
        _ record: Span<UInt8>, into queue: inout FeedQueue, _ tally: inout FeedTally
    ) throws(OperatorError) {
        guard let time = try time(record, at: 32, joinsPublishers: false, &tally) else { return }
        let flags = Self.flags(record[30]).subtracting(.last)
        let restarts = record[28] == Letter.clear || flags.contains(.snapshot)
        if depth.take(
            record, header: .unplaced(time, record: number), restarts: restarts, flags: flags, into: &queue)
        {
            queue.append(.quote(depth.best))
        }
        if record[28] == Letter.trade { trade(record, time, into: &queue, &tally) }
    }

    private mutating func takeBar(
        _ record: Span<UInt8>, _ kind: RecordKind, into queue: inout FeedQueue, _ tally: inout FeedTally
    ) throws(OperatorError) {
        let start = record.i64(8)
        guard
            try filter.admits(record.u32(4), record.u16(2), at: max(0, start), joinsPublishers: false)
        else {
            tally.skipped += 1
            return
        }
        let (end, overflows) = start.addingReportingOverflow(kind.interval ?? 0)
        guard start >= 0, !overflows else { return refuse("time is undefined", record, &tally) }
        let prices = (0..<4).map { record.i64(16 + 8 * $0) }
        guard !prices.contains(Self.undefined) else { return refuse("price is undefined", record, &tally) }
        let volume = Double(record.u64(48))
        let typical =
            (Price(raw: prices[1]).double + Price(raw: prices[2]).double + Price(raw: prices[3]).double) / 3
        queue.append(
            .bar(
                Bar(
                    header: .unplaced(end, record: number), start: start, end: end,
                    open: Price(raw: prices[0]), high: Price(raw: prices[1]), low: Price(raw: prices[2]),
                    close: Price(raw: prices[3]), volume: volume, notional: volume * typical)))
    }

    /// A record without a market event: counted by kind, its values kept for the report.
    private mutating func takeWord(
        _ record: Span<UInt8>, _ kind: RecordKind, _ layout: RecordLayout, _ tally: inout FeedTally
    ) throws(OperatorError) {
        tally.skipped += 1
        tally.note("skipped_\(kind.name)")
        let instrument = record.u32(4)
        switch kind {
        case .symbolMapping:
            let symbols = ["stype_in_symbol", "stype_out_symbol"].map { layout.text($0, in: record) }
            filter.learn(
                symbols, instrument: instrument, from: layout.number("start_ts", in: record) ?? .min,
                until: layout.number("end_ts", in: record) ?? .max)
        case .definition:
            filter.learn(
                [layout.text("raw_symbol", in: record)], instrument: instrument, from: .min, until: .max)
            guard filter.isChosen(instrument) else { return }
            for (name, field) in [
                ("tick_size", "min_price_increment"), ("contract_size", "unit_of_measure_qty"),
            ] {
                if let value = layout.number(field, in: record) { tally.tell(name, Price(raw: value).double) }
            }
            if let value = layout.number("contract_multiplier", in: record) {
                tally.tell("multiplier", Double(value))
            }
        case .statistics: if filter.isChosen(instrument) { tellStatistic(record, layout, &tally) }
        case .status:
            guard filter.isChosen(instrument) else { return }
            let letter = layout.text("is_trading", in: record)
            if letter == "Y" || letter == "N" { tally.tell("is_trading", letter == "Y" ? 1 : 0) }
        default: break
        }
    }

    /// Statistics by their number, and whether they are quantities rather than prices.
    private static let statistics: [Int64: (name: String, isQuantity: Bool)] = [
        1: ("opening_price", false), 2: ("indicative_opening_price", false), 3: ("settlement_price", false),
        4: ("session_low", false), 5: ("session_high", false), 6: ("cleared_volume", true),
        7: ("lowest_offer", false), 8: ("highest_bid", false), 9: ("open_interest", true),
        10: ("fixing_price", false), 11: ("close_price", false), 12: ("net_change", false),
        13: ("exchange_vwap", false),
    ]

    private func tellStatistic(_ record: Span<UInt8>, _ layout: RecordLayout, _ tally: inout FeedTally) {
        guard let number = layout.number("stat_type", in: record), let statistic = Self.statistics[number],
            let value = layout.number(statistic.isQuantity ? "quantity" : "price", in: record)
        else { return }
        tally.tell(statistic.name, statistic.isQuantity ? Double(value) : Price(raw: value).double)
    }
}
