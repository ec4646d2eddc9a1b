import MarketModel

/// One event as a file tells it: its header has a time, and gets its place in the run's order later.
enum MarketEvent: BitwiseCopyable, Sendable {
    case trade(Trade)
    case quote(Quote)
    case level(LevelChange)
    case order(OrderChange)
    case bar(Bar)

    /// Event time, ns since 1970 UTC.
    var time: Int64 {
        switch self {
        case .trade(let event): event.header.time
        case .quote(let event): event.header.time
        case .level(let event): event.header.time
        case .order(let event): event.header.time
        case .bar(let event): event.header.time
        }
    }
}

extension EventHeader {
    /// The header of an event that has no place in the order yet.
    @inline(__always)
    static func unplaced(_ time: Int64) -> EventHeader { EventHeader(time: time, sequence: .min) }
}
