import MarketModel
import ReferenceData

/// Reads the messages of BitMEX.
struct BitMEXMessages: ExchangeMessages {
    private enum Table { case book, trade, quote, other }
    private enum Action { case partial, insert, update, delete, other }

    /// One element of `data`.
    private struct Row {
        var symbol: Range<Int>?
        var id: Int64?
        var isBid: Bool?
        var size: Double?
        var price: Int64?
        var time: Int64?
        var bid: Int64?
        var ask: Int64?
        var bidSize: Double?
        var askSize: Double?
    }

    private var book = BookMessage()
    /// A level's price by its number, which updates and deletions name alone.
    private var prices: [Int64: Int64] = [:]
    private var hasBegun: Bool
    private var rule = TimeRule(.iso, zone: .utc)
    private var applied = 0
    private var snapshots = 0
    private var unknown = 0

    init(_ options: RecordingOptions) { hasBegun = options.start == .empty }

    mutating func read(
        _ bytes: borrowing Span<UInt8>, _ json: inout JSONCursor, _ context: inout MessageContext,
        into queue: inout FeedQueue
    ) throws(JSONFault) -> MessageOutcome {
        var table = Table.other
        var action = Action.other
        var data: Range<Int>?
        try json.beginObject(bytes)
        var isFirst = true
        while let name = try json.nextName(bytes, &isFirst) {
            if JSONCursor.spells("table", bytes, name) {
                table = Self.table(bytes, try json.string(bytes))
            } else if JSONCursor.spells("action", bytes, name) {
                action = Self.action(bytes, try json.string(bytes))
            } else {
                let start = json.at
                try json.skip(bytes)
                if JSONCursor.spells("data", bytes, name) { data = start..<json.at }
            }
        }
        try json.finish(bytes)
        guard let data, table != .other, action != .other else { return .skipped }
        // Walked over once already, so that nothing is sent of a message that breaks off.
        var rows = JSONCursor(data)
        defer { json.roundedCount += rows.roundedCount }
        // A first look, so that a message with one bad row is refused as a whole.
        var look = rows
        try look.beginArray(bytes)
        var isFirstLook = true
        while try look.nextElement(bytes, &isFirstLook) { _ = try row(bytes, &look) }
        return try take(bytes, &rows, table, action, &context, into: &queue)
    }

    private mutating func take(
        _ bytes: borrowing Span<UInt8>, _ rows: inout JSONCursor, _ table: Table, _ action: Action,
        _ context: inout MessageContext, into queue: inout FeedQueue
    ) throws(JSONFault) -> MessageOutcome {
        book.removeAll()
        var others = 0
        var time: Int64?
        var outcome = MessageOutcome.skipped
        try rows.beginArray(bytes)
        var isFirst = true
        while try rows.nextElement(bytes, &isFirst) {
            let row = try row(bytes, &rows)
            guard let symbol = row.symbol else { return .refused("row without symbol", isLate: false) }
            guard context.isOurs(bytes, symbol) else {
                others += 1
                continue
            }
            context.compareClocks(row.time)
            time = context.time(row.time)
            guard let time else {
                return .refused("message has no time by the clock asked for", isLate: false)
            }
            let header = context.header(time)
            switch table {
            case .book: outcome = level(row, action)
            // The table's state at the subscription is trades from before it.
            case .trade: outcome = action == .insert ? trade(row, header, into: &queue) : .skipped
            case .quote: outcome = action == .delete ? .skipped : quote(row, header, into: &queue)
            case .other: return .skipped
            }
            if case .refused = outcome { return outcome }
        }
        guard table == .book, let time else { return others > 0 ? .otherSymbol : outcome }
        return send(action, context.header(time), into: &queue)
    }

    private mutating func level(_ row: Row, _ action: Action) -> MessageOutcome {
        guard let id = row.id, let isBid = row.isBid, row.size != nil || action == .delete else {
            return .refused("level without id, side and size", isLate: false)
        }
        if let price = row.price { prices[id] = price }
        guard let price = prices[id] else {
            unknown += 1
            return .taken
        }
        book.append(price, action == .delete ? 0 : row.size ?? 0, isBid: isBid)
        return .taken
    }

    private mutating func send(
        _ action: Action, _ header: EventHeader, into queue: inout FeedQueue
    ) -> MessageOutcome {
        if action == .partial {
            hasBegun = true
            snapshots += 1
            book.sendSnapshot(header, into: &queue)
            return .taken
        }
        guard hasBegun else { return .refused("book change before a snapshot", isLate: false) }
        applied += 1
        book.send(0..<book.count, header, [], into: &queue)
        return .taken
    }

    private func trade(
        _ row: Row, _ header: EventHeader, into queue: inout FeedQueue
    ) -> MessageOutcome {
        guard let price = row.price, let size = row.size else {
            return .refused("trade without price and size", isLate: false)
        }
        let side: Trade.Side = row.isBid.map { $0 ? .buy : .sell } ?? .unknown
        queue.append(.trade(Trade(header: header, price: Price(raw: price), quantity: size, side: side)))
        return .taken
    }

    private func quote(
        _ row: Row, _ header: EventHeader, into queue: inout FeedQueue
    ) -> MessageOutcome {
        guard let bid = row.bid, let ask = row.ask, let bidSize = row.bidSize, let askSize = row.askSize
        else { return .refused("quote without both prices and sizes", isLate: false) }
        queue.append(
            .quote(
                Quote(
                    header: header, bid: Price(raw: bid), ask: Price(raw: ask), bidSize: bidSize,
                    askSize: askSize)))
        return .taken
    }

    mutating func finish(_ tally: inout FeedTally) {
        tally.note("snapshots", snapshots)
        tally.note("book_messages", applied)
        if unknown > 0 {
            tally.refuse("change of a level whose price is not known", count: unknown) { "" }
        }
    }
}

extension BitMEXMessages {
    private mutating func row(
        _ bytes: borrowing Span<UInt8>, _ json: inout JSONCursor
    ) throws(JSONFault) -> Row {
        var row = Row()
        try json.beginObject(bytes)
        var isFirst = true
        while let name = try json.nextName(bytes, &isFirst) {
            if try json.peek(bytes) == UInt8(ascii: "n") {
                try json.skip(bytes)
            } else if JSONCursor.spells("symbol", bytes, name) {
                row.symbol = try json.string(bytes)
            } else if JSONCursor.spells("id", bytes, name) {
                row.id = try json.integer(bytes)
            } else if JSONCursor.spells("side", bytes, name) {
                row.isBid = Self.side(bytes, try json.string(bytes))
            } else if JSONCursor.spells("size", bytes, name) {
                row.size = try json.quantity(bytes)
            } else if JSONCursor.spells("price", bytes, name) {
                row.price = try json.price(bytes)
            } else if JSONCursor.spells("bidPrice", bytes, name) {
                row.bid = try json.price(bytes)
            } else if JSONCursor.spells("askPrice", bytes, name) {
                row.ask = try json.price(bytes)
            } else if JSONCursor.spells("bidSize", bytes, name) {
                row.bidSize = try json.quantity(bytes)
            } else if JSONCursor.spells("askSize", bytes, name) {
                row.askSize = try json.quantity(bytes)
            } else if JSONCursor.spells("timestamp", bytes, name) {
                let outcome = rule.careful(bytes, try json.string(bytes))
                guard outcome.fault == nil else { throw .number }
                row.time = outcome.value
            } else {
                try json.skip(bytes)
            }
        }
        return row
    }

    private static func side(_ bytes: borrowing Span<UInt8>, _ text: Range<Int>) -> Bool? {
        if JSONCursor.spells("Buy", bytes, text) { return true }
        return JSONCursor.spells("Sell", bytes, text) ? false : nil
    }

    private static func table(_ bytes: borrowing Span<UInt8>, _ text: Range<Int>) -> Table {
        if JSONCursor.spells("orderBookL2", bytes, text) { return .book }
        if JSONCursor.spells("trade", bytes, text) { return .trade }
        return JSONCursor.spells("quote", bytes, text) ? .quote : .other
    }

    private static func action(_ bytes: borrowing Span<UInt8>, _ text: Range<Int>) -> Action {
        if JSONCursor.spells("partial", bytes, text) { return .partial }
        if JSONCursor.spells("insert", bytes, text) { return .insert }
        if JSONCursor.spells("update", bytes, text) { return .update }
        return JSONCursor.spells("delete", bytes, text) ? .delete : .other
    }
}
