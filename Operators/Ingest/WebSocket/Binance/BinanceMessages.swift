import MarketModel

/// Reads the messages of Binance: spot, USD-M and coin-M futures.
struct BinanceMessages: ExchangeMessages {
    private var book = BookMessage()
    private var chain: DiffChain
    private var kept = KeptDiffs()
    /// A gap before a message that held no level: the next one tells of it.
    private var owesGap = false
    /// Which of the two streams of trades is used: the first one seen.
    private var tradeKind = BinanceFields.Kind.none
    private var lastTicker: Int64 = 0

    private var applied = 0
    private var gaps = 0
    private var beforeSnapshot = 0
    private var included = 0
    private var snapshots = 0

    init(_ options: RecordingOptions) { chain = DiffChain(options.start) }

    mutating func read(
        _ bytes: borrowing Span<UInt8>, _ json: inout JSONCursor, _ context: inout MessageContext,
        into queue: inout FeedQueue
    ) throws(JSONFault) -> MessageOutcome {
        var fields = BinanceFields()
        book.removeAll()
        if !fields.readUsual(bytes, &json) {
            try fields.read(bytes, &json, &book)
            try json.finish(bytes)
        }
        let isBook = fields.kind == .depth || fields.snapshotID != nil
        let isTicker =
            fields.kind == .ticker || fields.kind == .none && fields.bid != nil && fields.ask != nil
        guard isBook || isTicker || fields.kind == .trade || fields.kind == .aggregate else {
            return .skipped
        }
        if let name = fields.symbol ?? Self.prefix(of: fields.stream, bytes) {
            guard context.isOurs(bytes, name) else { return .otherSymbol }
        } else if context.otherSymbol != nil {
            return .refused("message names no instrument, in a file of several", isLate: false)
        }
        let sent = try Self.nanoseconds(fields.eventTime)
        // A snapshot was asked for: it is older than its way.
        if fields.snapshotID == nil { context.compareClocks(sent) }
        guard let time = context.time(sent) else {
            return .refused("message has no time by the clock asked for", isLate: false)
        }
        let header = context.header(time)
        if isTicker { return ticker(fields, header, into: &queue) }
        if let number = fields.snapshotID { return snapshot(number, fields, header, into: &queue) }
        if fields.kind == .depth { return depth(fields, header, into: &queue) }
        return trade(fields, header, into: &queue)
    }

    /// The part of a stream's name before the @: partial books bear no other.
    private static func prefix(of stream: Range<Int>?, _ bytes: borrowing Span<UInt8>) -> Range<Int>? {
        guard let stream else { return nil }
        for index in stream where bytes[index] == UInt8(ascii: "@") {
            return stream.lowerBound..<index
        }
        return nil
    }

    private static func nanoseconds(_ milliseconds: Int64?) throws(JSONFault) -> Int64? {
        guard let milliseconds else { return nil }
        let (time, overflows) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        if overflows { throw .range }
        return time
    }

    private mutating func trade(
        _ fields: BinanceFields, _ header: EventHeader, into queue: inout FeedQueue
    ) -> MessageOutcome {
        guard let price = fields.price, let quantity = fields.quantity, let isBuyerMaker = fields.isBuyerMaker
        else { return .refused("trade without p, q and m", isLate: false) }
        if tradeKind == .none { tradeKind = fields.kind }
        guard tradeKind == fields.kind else {
            return .dropped("trade that the other stream of trades has too")
        }
        guard fields.origin == .market else { return .dropped("trade that is none of the market's") }
        queue.append(
            .trade(
                Trade(
                    header: header, price: Price(raw: price), quantity: quantity,
                    side: isBuyerMaker ? .sell : .buy)))
        return .taken
    }

    private mutating func ticker(
        _ fields: BinanceFields, _ header: EventHeader, into queue: inout FeedQueue
    ) -> MessageOutcome {
        guard let bid = fields.bid, let ask = fields.ask, let bidSize = fields.bidSize,
            let askSize = fields.askSize, let number = fields.lastID
        else { return .refused("best bid and ask without b, B, a, A and u", isLate: false) }
        guard number >= lastTicker else {
            return .refused("best bid and ask older than the one before", isLate: true)
        }
        lastTicker = number
        queue.append(
            .quote(
                Quote(
                    header: header, bid: Price(raw: bid), ask: Price(raw: ask), bidSize: bidSize,
                    askSize: askSize)))
        return .taken
    }
}

extension BinanceMessages {
    private mutating func snapshot(
        _ number: Int64, _ fields: BinanceFields, _ header: EventHeader, into queue: inout FeedQueue
    ) -> MessageOutcome {
        guard fields.hasLevels else { return .refused("book snapshot without levels", isLate: false) }
        guard chain.needsSnapshot(number) else { return .dropped("snapshot older than the book") }
        let hadBegun = chain.hasBegun
        chain.begin(number)
        snapshots += 1
        owesGap = false
        book.sendSnapshot(header, into: &queue)
        // What was kept came before the snapshot, and can be known from now on.
        var done = kept.count
        for index in 0..<kept.count {
            let message = kept.messages[index]
            switch chain.judge(message.numbers) {
            case .apply: send(kept.book, message.start..<message.end, header, false, into: &queue)
            case .applyAfterGap:
                done = index
                send(kept.book, message.start..<message.end, header, true, into: &queue)
            case .stale, .keep: included += hadBegun ? 0 : 1
            }
        }
        // From the last gap on they wait for another snapshot.
        kept.removeFirst(done)
        return .taken
    }

    private mutating func depth(
        _ fields: BinanceFields, _ header: EventHeader, into queue: inout FeedQueue
    ) -> MessageOutcome {
        guard fields.hasLevels, let first = fields.firstID, let last = fields.lastID, first <= last else {
            return .refused("book change without U, u and levels", isLate: false)
        }
        let numbers = DiffChain.Numbers(first: first, last: last, previous: fields.previousID)
        switch chain.judge(numbers) {
        case .keep:
            beforeSnapshot += kept.keep(numbers, book)
            return .taken
        case .stale: return .refused("book change that the book has already", isLate: true)
        case .apply: send(book, 0..<book.count, header, false, into: &queue)
        case .applyAfterGap: send(book, 0..<book.count, header, true, into: &queue)
        }
        // Sent already: kept only for the next snapshot, which may be older.
        if chain.isBroken { _ = kept.keep(numbers, book) }
        return .taken
    }

    private mutating func send(
        _ book: BookMessage, _ range: Range<Int>, _ header: EventHeader, _ isGap: Bool,
        into queue: inout FeedQueue
    ) {
        applied += 1
        if isGap {
            gaps += 1
            owesGap = true
        }
        book.send(range, header, owesGap ? .gap : [], into: &queue)
        if !range.isEmpty { owesGap = false }
    }

    mutating func finish(_ tally: inout FeedTally) {
        tally.note("snapshots", snapshots)
        tally.note("book_messages", applied)
        tally.note("gaps", gaps)
        if chain.last > 0 { tally.tell("final_update_id", Double(chain.last)) }
        let unused = beforeSnapshot + (chain.hasBegun ? 0 : kept.count)
        if included > 0 {
            tally.refuse("book change that the snapshot includes", isDropped: true, count: included) { "" }
        }
        if unused > 0 {
            tally.refuse("book change without a snapshot before or after it", count: unused) {
                "start: empty takes such changes"
            }
        }
        kept.removeAll()
    }
}
