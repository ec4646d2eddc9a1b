import MarketModel
import OperatorKit
import OrderBooks
import Rings

/// A book by order from changes of single orders.
struct OrderBookOperator: Operator {
    static let signature = Signature<OrderBookOperator>(
        "book.l3", "Keeps an order book by order (level 3) and tells its ten best levels and its touch.",
        details: """
            Every resting order keeps its place by price, then time. add: to the end of its level's queue. \
            cancel: the size is taken off; with nothing left the order is gone, its level with its last \
            order. modify: new price and size; the order keeps its place only if price and side stay and the \
            size does not grow. clear: all orders are gone. trade and fill change no resting order: a \
            cancel of the filled size follows, as Databento's market-by-order schema has it.

            Counted, and not fatal: an add of a number that rests already replaces that order (replaced); a \
            cancel of an unknown order does nothing, a modify adds it (unknown); a cancel of more than is left \
            removes the order (excess); an order without a side or a positive size is passed over (malformed).

            \(BookSettings.outputDetails)

            Cost: a hash table finds the order, a search from the touch its level; independent of how many \
            orders rest. No allocation once the book has had its largest number of orders and levels.

            Source: Databento, "Market by order" and its limit order book example. Warm-up: none.
            """,
        example: "book: {op: book.l3, from: feed.orders, every: 100ms}"
    )
    .input("orders", OrderChange.self, "changes of orders, in order") { node, changes in
        node.run(changes)
    }
    .output("depth", Depth.self, "ten levels a side") { node, outlet in node.publisher.depths = outlet }
    .output("quotes", Quote.self, "the touch, when it changed") { node, outlet in
        node.publisher.quotes = outlet
    }

    private var book = OrderBook()
    private var publisher: BookPublisher
    private var changes = 0
    private var replaced = 0
    private var unknown = 0
    private var excess = 0
    private var malformed = 0
    private var last = EventHeader(time: 0, sequence: .min)

    init(_ settings: BookSettings, _ context: NodeContext) { publisher = BookPublisher(settings) }

    private mutating func run(_ changes: Span<OrderChange>) {
        for i in changes.indices {
            let change = changes[i]
            if publisher.gap(change.flags) { book.clear() }
            if change.action == .clear { publisher.restart() }
            if publisher.isValid { apply(change) } else { publisher.ignore() }
            if change.flags.contains(.last), publisher.isTelling {
                publisher.complete(book.depth(change.header))
            }
        }
        self.changes += changes.count
        if !changes.isEmpty { last = changes[changes.count - 1].header }
    }

    @inline(__always)
    private mutating func apply(_ change: OrderChange) {
        switch book.apply(change) {
        case .applied: break
        case .replaced: replaced += 1
        case .unknownOrder: unknown += 1
        case .excess: excess += 1
        case .malformed: malformed += 1
        }
    }

    mutating func finish() { publisher.finish() }

    mutating func progress(after input: Int64) -> Int64 { publisher.progress(after: input) }

    func report(into report: inout NodeReport) {
        publisher.report(
            into: &report, levels: (book.levelCount(.bid), book.levelCount(.ask)), last: book.depth(last))
        report.metric("orders", Double(book.count), unit: "resting at the end")
        report.metric("changes", Double(changes), unit: "changes", headline: false)
        report.metric("replaced", Double(replaced), unit: "adds", headline: replaced > 0)
        report.metric("unknown", Double(unknown), unit: "changes", headline: unknown > 0)
        report.metric("excess", Double(excess), unit: "cancels", headline: excess > 0)
        report.metric("malformed", Double(malformed), unit: "changes", headline: malformed > 0)
    }
}
