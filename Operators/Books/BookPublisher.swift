import MarketModel
import OperatorKit
import Rings

/// What is common to books of every kind: when they are told, when they are valid, what is counted.
struct BookPublisher {
    /// Price and size of both bests.
    private struct Touch: Equatable {
        var bid = Depth.Level.none
        var ask = Depth.Level.none
    }

    var depths = Outlet<Depth>()
    var quotes = Outlet<Quote>()
    /// False after a gap, until a snapshot begins.
    private(set) var isValid = true

    private let emit: BookSettings.Emit
    private let every: Int64
    private let invalidates: Bool
    private let holdsCrossed: Bool
    /// Whether the invalid book has still to be told as an empty one.
    private var owesEmpty = false
    private var quoted = Touch()
    private var sent = Touch()
    /// The book at the end of the last message, until it is sent as that of its interval.
    private var waiting = Depth(header: EventHeader(time: 0, sequence: .min))
    private var isWaiting = false
    /// End of the interval of `waiting`.
    private var end = Int64.min

    private var messages = 0
    private var depthCount = 0
    private var quoteCount = 0
    private var gaps = 0
    private var ignored = 0
    private var crossed = 0
    private var locked = 0

    init(_ settings: BookSettings) {
        emit = settings.emit
        every = settings.every
        invalidates = settings.onGap == .invalidate
        holdsCrossed = settings.crossed == .hold
    }

    /// Told of a change before it is applied; says whether the book has to be emptied, because it is invalid
    /// from here on.
    @inline(__always)
    mutating func gap(_ flags: BookFlags) -> Bool {
        guard flags.contains(.gap) else { return false }
        gaps += 1
        guard invalidates, isValid else { return false }
        isValid = false
        owesEmpty = true
        return true
    }

    /// A snapshot begins: the whole book was cleared.
    mutating func restart() {
        isValid = true
        owesEmpty = false
    }

    /// A change was passed over because the book is invalid.
    mutating func ignore() { ignored += 1 }

    /// Whether the message that ends here changes what can be told.
    @inline(__always)
    var isTelling: Bool { isValid || owesEmpty }

    /// A message is complete, and the book stands as `depth`.
    @inline(__always)
    mutating func complete(_ depth: Depth) {
        messages += 1
        owesEmpty = false
        let touch = Touch(bid: depth.bids[0], ask: depth.asks[0])
        if depth.bidCount > 0, depth.askCount > 0, touch.bid.price >= touch.ask.price {
            if touch.bid.price > touch.ask.price {
                crossed += 1
                if holdsCrossed { return }
            } else {
                locked += 1
            }
        }
        if touch != quoted {
            quoted = touch
            quoteCount += 1
            quotes.send(depth.quote)
        }
        if every > 0 {
            wait(depth)
        } else if emit == .message || touch != sent {
            sent = touch
            depthCount += 1
            depths.send(depth)
        }
    }

    private mutating func wait(_ depth: Depth) {
        let sequence = depth.header.sequence
        if isWaiting, sequence >= end { flush() }
        let remainder = sequence % every
        let start = sequence &- (remainder < 0 ? remainder &+ every : remainder)
        let (sum, overflows) = start.addingReportingOverflow(every)
        end = overflows ? .max : sum
        waiting = depth
        isWaiting = true
    }

    /// Sends the book of the interval that is over.
    private mutating func flush() {
        isWaiting = false
        let touch = Touch(bid: waiting.bids[0], ask: waiting.asks[0])
        guard emit == .message || touch != sent else { return }
        sent = touch
        waiting.header = EventHeader(time: end, sequence: end - 1, stamp: waiting.header.stamp)
        depthCount += 1
        depths.send(waiting)
    }

    mutating func finish() { if isWaiting { flush() } }

    mutating func progress(after input: Int64) -> Int64 {
        guard isWaiting, input >= end || input == .max else { return input }
        if input == .max { return end - 1 }
        flush()
        return input
    }

    /// Adds the counts, and the touch as it stands at the end.
    func report(into report: inout NodeReport, levels: (bids: Int, asks: Int), last: Depth) {
        report.metric("messages", Double(messages), unit: "messages told")
        report.metric("depths", Double(depthCount), unit: "events", headline: false)
        report.metric("quotes", Double(quoteCount), unit: "events", headline: false)
        report.metric("gaps", Double(gaps), unit: "changes after missing messages", headline: gaps > 0)
        report.metric("ignored", Double(ignored), unit: "changes while invalid", headline: ignored > 0)
        report.metric("crossed", Double(crossed), unit: "messages", headline: crossed > 0)
        report.metric("locked", Double(locked), unit: "messages", headline: locked > 0)
        report.metric("valid", isValid ? 1 : 0, unit: "1 or 0, at the end", headline: !isValid)
        report.metric("bid_levels", Double(levels.bids), unit: "at the end", headline: false)
        report.metric("ask_levels", Double(levels.asks), unit: "at the end", headline: false)
        let (bid, ask) = (last.bids[0], last.asks[0])
        let (hasBid, hasAsk) = (last.bidCount > 0, last.askCount > 0)
        report.metric("bid", hasBid ? bid.price.double : nil, unit: "best, at the end", headline: false)
        report.metric("bid_size", hasBid ? bid.size : nil, unit: "at the end", headline: false)
        report.metric("ask", hasAsk ? ask.price.double : nil, unit: "best, at the end", headline: false)
        report.metric("ask_size", hasAsk ? ask.size : nil, unit: "at the end", headline: false)
    }
}
