import MarketModel
import OperatorKit

/// Turns messages into events.
struct FIXTranslator {
    private let options: FIXOptions
    private var sessions = FIXSessions()
    private var instrument: FIXInstrument
    private var book: FIXBook

    init(_ options: FIXOptions, file: String) {
        self.options = options
        instrument = FIXInstrument(options.symbol, file: file)
        book = FIXBook(options.book)
    }

    /// Appends what a message says; returns why it gives nothing, if it should have given something.
    mutating func take(
        _ fields: FIXFields, _ bytes: Span<UInt8>, number: Int, into queue: inout FeedQueue,
        _ tally: inout FeedTally
    ) throws(OperatorError) -> String? {
        guard sessions.isNew(fields, bytes, &tally) else { return nil }
        let type = fields.letter(bytes, fields.find(35))
        switch type {
        case UInt8(ascii: "W"), UInt8(ascii: "X"), UInt8(ascii: "S"): break
        case UInt8(ascii: "8") where options.sendsExecutions: break
        default:
            tally.skipped += 1
            tally.note(Self.skipped[Int(type)])
            return nil
        }
        guard let time = time(fields, bytes) else { return "SendingTime (52) is no time" }
        let header = EventHeader.unplaced(time, record: number)
        switch type {
        case UInt8(ascii: "8"): return try execution(fields, bytes, header, into: &queue, &tally)
        case UInt8(ascii: "S"): return try quote(fields, bytes, header, into: &queue, &tally)
        default:
            let isSnapshot = type == UInt8(ascii: "W")
            return try entries(fields, bytes, header, isSnapshot: isSnapshot, into: &queue, &tally)
        }
    }

    /// Names of the counts of messages left aside, by type.
    private static let skipped: [String] = (0..<256).map { byte in
        let scalar = Unicode.Scalar(UInt8(byte))
        return scalar.properties.isAlphabetic && byte < 128 || (48...57).contains(byte)
            ? "skipped_\(scalar)" : "skipped_other"
    }

    private func time(_ fields: FIXFields, _ bytes: Span<UInt8>) -> Int64? {
        if options.clock != .sending, let index = fields.find(60),
            let time = FIXTime.timestamp(bytes, fields.value(index))
        {
            return time
        }
        return fields.find(52).flatMap { FIXTime.timestamp(bytes, fields.value($0)) }
    }

    private mutating func execution(
        _ fields: FIXFields, _ bytes: Span<UInt8>, _ header: EventHeader, into queue: inout FeedQueue,
        _ tally: inout FeedTally
    ) throws(OperatorError) -> String? {
        guard try instrument.isWanted(fields, bytes, 0..<fields.count) else {
            tally.skipped += 1
            return nil
        }
        let kind = fields.letter(bytes, fields.find(150))
        // ExecTransType, before FIX 4.3: 0 is new, 1 and 2 take back or correct.
        let change = fields.letter(bytes, fields.find(20))
        let isCorrection =
            kind == UInt8(ascii: "H") || kind == UInt8(ascii: "G") || change == 49 || change == 50
        guard !isCorrection, kind == UInt8(ascii: "F") || kind == 49 || kind == 50,
            change == 0 || change == 48
        else {
            tally.skipped += 1
            if isCorrection { tally.note("execution_corrections") }
            return nil
        }
        let price = FIXNumber.price(fields, bytes, fields.find(31))
        let size = FIXNumber.size(fields, bytes, fields.find(32))
        guard let price, let size else { return "a fill without LastPx (31) or LastQty (32)" }
        queue.append(
            .trade(Trade(header: header, price: price, quantity: size, side: aggressor(fields, bytes))))
        return nil
    }

    /// Who was the aggressor of a fill: the order's side if it took liquidity, the other if it gave it.
    private func aggressor(_ fields: FIXFields, _ bytes: Span<UInt8>) -> Trade.Side {
        let side = fields.letter(bytes, fields.find(54))
        guard side == 49 || side == 50 || side == 53 || side == 54 else { return .unknown }
        switch fields.letter(bytes, fields.find(851)) {
        case 49: return side == 49 ? .sell : .buy
        case 50: return side == 49 ? .buy : .sell
        default: return .unknown
        }
    }

    private mutating func quote(
        _ fields: FIXFields, _ bytes: Span<UInt8>, _ header: EventHeader, into queue: inout FeedQueue,
        _ tally: inout FeedTally
    ) throws(OperatorError) -> String? {
        guard try instrument.isWanted(fields, bytes, 0..<fields.count) else {
            tally.skipped += 1
            return nil
        }
        var quote = Quote(header: header, bid: Price(raw: 0), ask: Price(raw: 0), bidSize: 0, askSize: 0)
        for (tag, isBid) in [(132, true), (133, false)] {
            guard let index = fields.find(tag) else { continue }
            guard let price = FIXNumber.price(fields, bytes, index) else {
                return "price (\(tag)) is no number"
            }
            let size = FIXNumber.size(fields, bytes, fields.find(isBid ? 134 : 135)) ?? 0
            if isBid {
                (quote.bid, quote.bidSize) = (price, size)
            } else {
                (quote.ask, quote.askSize) = (price, size)
            }
        }
        queue.append(.quote(quote))
        return nil
    }
}

extension FIXTranslator {
    /// Market data: the entries of the group of 268.
    private mutating func entries(
        _ fields: FIXFields, _ bytes: Span<UInt8>, _ header: EventHeader, isSnapshot: Bool,
        into queue: inout FeedQueue, _ tally: inout FeedTally
    ) throws(OperatorError) -> String? {
        guard let group = fields.find(268), group + 1 < fields.count, fields.tag(group + 1) != 10 else {
            return "no group of entries (268)"
        }
        let first = fields.tag(group + 1)
        guard first == (isSnapshot ? 269 : 279) else {
            return "entries begin with \(first), not \(isSnapshot ? 269 : 279)"
        }
        if let fault = countFault(fields, bytes, group, first, &tally) { return fault }
        book.begin(header, isSnapshot: isSnapshot, hasGap: sessions.takeGap())
        var isWanted = true
        var hasOwnSymbol = false
        if isSnapshot || fields.find(55, to: group) != nil || fields.find(48, to: group) != nil {
            isWanted = try instrument.isWanted(fields, bytes, 0..<group)
        } else {
            hasOwnSymbol = true
        }
        var refusal: String?
        var at = group + 1
        while at < fields.count {
            var end = at + 1
            while end < fields.count, fields.tag(end) != first, fields.tag(end) != 10 { end += 1 }
            let range = at..<end
            // An entry without a symbol has that of the entry before.
            if hasOwnSymbol, fields.find(55, from: at, to: end) ?? fields.find(48, from: at, to: end) != nil {
                isWanted = try instrument.isWanted(fields, bytes, range)
            }
            if isWanted {
                let entry = FIXEntry(fields, bytes, range, header, usesOwnTime: options.clock == .entry)
                if let fault = book.take(entry, &tally) {
                    if refusal == nil { refusal = fault } else { tally.note("more_wrong_entries") }
                }
            } else {
                tally.note("entries_of_other_symbols")
            }
            guard end < fields.count, fields.tag(end) == first else { break }
            at = end
        }
        let count = book.finish(into: &queue)
        if count == 0 && refusal == nil { tally.skipped += 1 }
        return refusal
    }

    /// Compares the group's count with its entries.
    private func countFault(
        _ fields: FIXFields, _ bytes: Span<UInt8>, _ group: Int, _ first: Int, _ tally: inout FeedTally
    ) -> String? {
        var count = 0
        for index in (group + 1)..<fields.count where fields.tag(index) == first { count += 1 }
        guard fields.integer(bytes, group) != count else { return nil }
        if options.isStrict { return "the group of 268 has another number of entries than it says" }
        tally.note("wrong_group_count")
        return nil
    }
}
