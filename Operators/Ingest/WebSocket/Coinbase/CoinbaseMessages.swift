import MarketModel
import ReferenceData

/// Reads the messages of Coinbase Exchange.
struct CoinbaseMessages: ExchangeMessages {
    private enum Kind { case snapshot, update, match, other }

    private var book = BookMessage()
    /// A snapshot that bears no time, until a message does; only by the exchange's clock.
    private var undated: BookMessage?
    private var hasBegun: Bool
    private var rule = TimeRule(.iso, zone: .utc)
    private var applied = 0
    private var snapshots = 0

    init(_ options: RecordingOptions) { hasBegun = options.start == .empty }

    private var kind = Kind.other
    private var product: Range<Int>?
    private var time: Int64?
    private var price: Int64?
    private var size: Double?
    private var isMakerBuyer: Bool?
    private var hasLevels = false

    mutating func read(
        _ bytes: borrowing Span<UInt8>, _ json: inout JSONCursor, _ context: inout MessageContext,
        into queue: inout FeedQueue
    ) throws(JSONFault) -> MessageOutcome {
        (kind, product, time, price, size) = (.other, nil, nil, nil, nil)
        (isMakerBuyer, hasLevels) = (nil, false)
        book.removeAll()
        try json.beginObject(bytes)
        var isFirst = true
        while let name = try json.nextName(bytes, &isFirst) { try member(name, bytes, &json) }
        try json.finish(bytes)
        guard kind != .other else { return .skipped }
        guard let product else { return .refused("message without product_id", isLate: false) }
        guard context.isOurs(bytes, product) else { return .otherSymbol }
        context.compareClocks(time)
        guard let time = context.time(time) else {
            guard kind == .snapshot, hasLevels else {
                return .refused("message has no time by the clock asked for", isLate: false)
            }
            undated = book
            return .taken
        }
        let header = context.header(time)
        if let held = undated {
            begin(held, header, into: &queue)
            undated = nil
        }
        return dispatch(header, into: &queue)
    }

    private mutating func dispatch(_ header: EventHeader, into queue: inout FeedQueue) -> MessageOutcome {
        switch kind {
        case .snapshot:
            guard hasLevels else { return .refused("book snapshot without levels", isLate: false) }
            begin(book, header, into: &queue)
        case .update:
            guard hasLevels else { return .refused("book change without changes", isLate: false) }
            guard hasBegun else { return .refused("book change before a snapshot", isLate: false) }
            applied += 1
            book.send(0..<book.count, header, [], into: &queue)
        case .match:
            guard let price, let size, let isMakerBuyer else {
                return .refused("match without price, size and side", isLate: false)
            }
            queue.append(
                .trade(
                    Trade(
                        header: header, price: Price(raw: price), quantity: size,
                        side: isMakerBuyer ? .sell : .buy)))
        case .other: return .skipped
        }
        return .taken
    }

    private mutating func begin(_ book: BookMessage, _ header: EventHeader, into queue: inout FeedQueue) {
        hasBegun = true
        snapshots += 1
        book.sendSnapshot(header, into: &queue)
    }

    mutating func finish(_ tally: inout FeedTally) {
        tally.note("snapshots", snapshots)
        tally.note("book_messages", applied)
        if undated != nil { tally.refuse("book snapshot that no dated message followed") { "" } }
        undated = nil
    }
}

extension CoinbaseMessages {
    private mutating func member(
        _ name: Range<Int>, _ bytes: borrowing Span<UInt8>, _ json: inout JSONCursor
    ) throws(JSONFault) {
        switch name.count {
        case 4 where JSONCursor.spells("type", bytes, name): kind = Self.kind(bytes, try json.string(bytes))
        case 4 where JSONCursor.spells("time", bytes, name):
            let outcome = rule.careful(bytes, try json.string(bytes))
            guard outcome.fault == nil else { throw .number }
            time = outcome.value
        case 4 where JSONCursor.spells("side", bytes, name): isMakerBuyer = try side(bytes, &json)
        case 4 where JSONCursor.spells("size", bytes, name): size = try json.quantity(bytes)
        case 5 where JSONCursor.spells("price", bytes, name): price = try json.price(bytes)
        case 4 where JSONCursor.spells("bids", bytes, name):
            hasLevels = true
            try book.read(bytes, &json, isBid: true)
        case 4 where JSONCursor.spells("asks", bytes, name):
            hasLevels = true
            try book.read(bytes, &json, isBid: false)
        case 7 where JSONCursor.spells("changes", bytes, name):
            hasLevels = true
            try changes(bytes, &json)
        case 10 where JSONCursor.spells("product_id", bytes, name): product = try json.string(bytes)
        default: try json.skip(bytes)
        }
    }

    /// `[["buy","price","size"],…]`.
    private mutating func changes(
        _ bytes: borrowing Span<UInt8>, _ json: inout JSONCursor
    ) throws(JSONFault) {
        try json.beginArray(bytes)
        var isFirst = true
        while try json.nextElement(bytes, &isFirst) {
            try json.beginArray(bytes)
            var isFirstCell = true
            guard try json.nextElement(bytes, &isFirstCell) else { throw .syntax }
            let isBid = try side(bytes, &json)
            guard try json.nextElement(bytes, &isFirstCell) else { throw .syntax }
            let price = try json.price(bytes)
            guard try json.nextElement(bytes, &isFirstCell) else { throw .syntax }
            let size = try json.quantity(bytes)
            while try json.nextElement(bytes, &isFirstCell) { try json.skip(bytes) }
            book.append(price, size, isBid: isBid)
        }
    }

    private func side(
        _ bytes: borrowing Span<UInt8>, _ json: inout JSONCursor
    ) throws(JSONFault) -> Bool {
        let text = try json.string(bytes)
        if JSONCursor.spells("buy", bytes, text) { return true }
        guard JSONCursor.spells("sell", bytes, text) else { throw .syntax }
        return false
    }

    private static func kind(_ bytes: borrowing Span<UInt8>, _ text: Range<Int>) -> Kind {
        switch text.count {
        case 5 where JSONCursor.spells("match", bytes, text): .match
        case 8 where JSONCursor.spells("l2update", bytes, text): .update
        case 8 where JSONCursor.spells("snapshot", bytes, text): .snapshot
        default: .other
        }
    }
}
