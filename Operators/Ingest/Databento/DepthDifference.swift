import MarketModel

/// Turns ten levels a side into the changes since the record before.
///
/// The book it describes is what the record shows and no more: a level that falls out of the ten is removed.
struct DepthDifference {
    /// One level as the record has it; raw price .max where there is none.
    private struct Level: Equatable {
        var price = Int64.max
        var size: UInt32 = 0
    }

    static let depth = 10
    private var bids = InlineArray<10, Level>(repeating: Level())
    private var asks = InlineArray<10, Level>(repeating: Level())
    private var hasBook = false

    /// The best bid and offer of the last record, and whether they differ from those before it.
    private(set) var best = Quote(
        header: .unplaced(0), bid: Price(raw: 0), ask: Price(raw: 0), bidSize: 0, askSize: 0)

    /// Appends the changes to `queue`, the last one marked; true if the best bid or offer is another.
    ///
    /// - Parameters:
    ///   - record: a whole MBP-10 record, whose levels begin at byte 48.
    ///   - restarts: whether the book is told anew, as by a snapshot or after a clear.
    mutating func take(
        _ record: Span<UInt8>, header: EventHeader, restarts: Bool, flags: BookFlags,
        into queue: inout FeedQueue
    ) -> Bool {
        let oldBest = (bids[0], asks[0])
        var newBids = InlineArray<10, Level>(repeating: Level())
        var newAsks = InlineArray<10, Level>(repeating: Level())
        for index in 0..<Self.depth {
            let at = 48 + 32 * index
            newBids[index] = Level(price: record.i64(at), size: record.u32(at + 16))
            newAsks[index] = Level(price: record.i64(at + 8), size: record.u32(at + 20))
        }
        var changes = Changes(header: header, flags: flags)
        if restarts || !hasBook {
            changes.flags.insert(.snapshot)
            changes.send(price: 0, size: 0, .none, .clear, &queue)
            bids = InlineArray(repeating: Level())
            asks = InlineArray(repeating: Level())
        }
        Self.change(bids, to: newBids, .bid, &changes, &queue)
        Self.change(asks, to: newAsks, .ask, &changes, &queue)
        changes.finish(&queue)
        let isNew = !hasBook || oldBest.0 != newBids[0] || oldBest.1 != newAsks[0]
        (bids, asks, hasBook) = (newBids, newAsks, true)
        best = Self.quote(newBids[0], newAsks[0], header)
        return isNew
    }

    private static func quote(_ bid: Level, _ ask: Level, _ header: EventHeader) -> Quote {
        let hasBid = bid.price != .max
        let hasAsk = ask.price != .max
        return Quote(
            header: header, bid: Price(raw: hasBid ? bid.price : 0), ask: Price(raw: hasAsk ? ask.price : 0),
            bidSize: hasBid ? Double(bid.size) : 0, askSize: hasAsk ? Double(ask.size) : 0)
    }

    /// Removals first, so that the book is not crossed in between.
    private static func change(
        _ old: InlineArray<10, Level>, to new: InlineArray<10, Level>, _ side: BookSide,
        _ changes: inout Changes, _ queue: inout FeedQueue
    ) {
        for index in 0..<depth where old[index].price != .max && old[index] != new[index] {
            if find(old[index].price, in: new) == nil {
                changes.send(price: old[index].price, size: 0, side, .set, &queue)
            }
        }
        for index in 0..<depth where new[index].price != .max && old[index] != new[index] {
            if find(new[index].price, in: old)?.size != new[index].size {
                changes.send(price: new[index].price, size: Double(new[index].size), side, .set, &queue)
            }
        }
    }

    private static func find(_ price: Int64, in levels: InlineArray<10, Level>) -> Level? {
        for index in 0..<depth where levels[index].price == price { return levels[index] }
        return nil
    }

    /// The changes of one record; one waits until it is known whether it is the last.
    private struct Changes {
        let header: EventHeader
        var flags: BookFlags
        private var waiting: LevelChange?

        init(header: EventHeader, flags: BookFlags) {
            self.header = header
            self.flags = flags
        }

        mutating func send(
            price: Int64, size: Double, _ side: BookSide, _ action: LevelChange.Action,
            _ queue: inout FeedQueue
        ) {
            if let waiting { queue.append(.level(waiting)) }
            waiting = LevelChange(
                header: header, price: Price(raw: price), size: size, side: side, action: action, flags: flags
            )
        }

        mutating func finish(_ queue: inout FeedQueue) {
            guard var change = waiting else { return }
            change.flags.insert(.last)
            queue.append(.level(change))
        }
    }
}
