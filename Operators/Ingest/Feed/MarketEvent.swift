import MarketModel

/// One event as a file tells it: its header has a time, and gets its place in the run's order later.
enum MarketEvent: BitwiseCopyable, Sendable {
    case trade(Trade)
    case quote(Quote)
    case level(LevelChange)
    case order(OrderChange)
    case bar(Bar)

    /// Header: of a file's event the time alone means something, and perhaps the record's number.
    var header: EventHeader {
        switch self {
        case .trade(let event): event.header
        case .quote(let event): event.header
        case .level(let event): event.header
        case .order(let event): event.header
        case .bar(let event): event.header
        }
    }

    /// Event time, ns since 1970 UTC; of a bar the end of its bucket.
    var time: Int64 { header.time }

    /// The instant by which it is ordered: its time; of a bar the last instant that it includes.
    @inline(__always) var instant: Int64 {
        switch self {
        case .trade(let event): event.header.time
        case .quote(let event): event.header.time
        case .level(let event): event.header.time
        case .order(let event): event.header.time
        case .bar(let event): event.header.time &- 1
        }
    }
}

extension MarketEvent: CustomStringConvertible {
    /// Whether it differs from another in nothing but the record it stands in.
    func says(what other: MarketEvent) -> Bool {
        switch (self, other) {
        case (.trade(var a), .trade(let b)):
            a.header.stamp = b.header.stamp
            return a == b
        case (.quote(var a), .quote(let b)):
            a.header.stamp = b.header.stamp
            return a == b
        case (.level(var a), .level(let b)):
            a.header.stamp = b.header.stamp
            return a == b
        case (.order(var a), .order(let b)):
            a.header.stamp = b.header.stamp
            return a == b
        case (.bar(var a), .bar(let b)):
            a.header.stamp = b.header.stamp
            return a == b
        default: return false
        }
    }

    /// As `trade 5 x 1 at 2025-01-02T14:30:00Z`.
    var description: String {
        let what =
            switch self {
            case .trade(let trade): "trade \(trade.price) x \(trade.quantity)"
            case .quote(let quote): "quote \(quote.bid) x \(quote.bidSize) / \(quote.ask) x \(quote.askSize)"
            case .level(let change): "\(change.side) level \(change.price) x \(change.size)"
            case .order(let change): "\(change.side) order \(change.orderID) \(change.price) x \(change.size)"
            case .bar(let bar): "bar \(bar.open) \(bar.high) \(bar.low) \(bar.close) x \(bar.volume)"
            }
        return "\(what) at \(TimeText.utc(time))"
    }
}

extension EventHeader {
    /// The header of an event that has no place in the order yet.
    ///
    /// - Parameter record: the number of its line or record within the file, from 1, which messages name; 0
    ///   is not known. (It waits in the stamp's place, which the engine sets only later.)
    @inline(__always)
    static func unplaced(_ time: Int64, record: Int = 0) -> EventHeader {
        EventHeader(time: time, sequence: .min, stamp: UInt64(truncatingIfNeeded: record))
    }
}
