/// Why the rules keep an event out.
enum FeedFault: UInt8 {
    case price, offTick, notFinite, negativeSize, zeroSize, crossed, outlier, shape, late, beforeFile,
        repeated, time

    /// As the report says it.
    var reason: String {
        switch self {
        case .price: "price isn't positive"
        case .offTick: "price is no multiple of the tick"
        case .notFinite: "size is not finite"
        case .negativeSize: "size is negative"
        case .zeroSize: "size zero, left out"
        case .crossed: "bid is above ask, left out"
        case .outlier: "price is an outlier, left out"
        case .shape: "bar is not low <= open, close <= high, or does not end after it starts"
        case .late: "time is earlier than what came before"
        case .beforeFile:
            "time is before the end of the file before; 'order: merge' merges the files of a pattern by time"
        case .time: "time is out of range"
        case .repeated: "last event repeated, left out"
        }
    }

    var isLate: Bool { self == .late || self == .beforeFile }
    /// Whether an argument says so, rather than the event being wrong.
    var isDropped: Bool {
        switch self {
        case .zeroSize, .crossed, .outlier, .repeated: true
        default: false
        }
    }
}
