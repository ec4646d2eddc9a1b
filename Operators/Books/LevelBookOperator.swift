import MarketModel
import OperatorKit
import OrderBooks
import Rings

/// A book by price from changes of its levels.
struct LevelBookOperator: Operator {
    static let signature = Signature<LevelBookOperator>(
        "book.l2", "Keeps an order book by price (level 2) and tells its ten best levels and its touch.",
        details: """
            Each change sets the total quantity at a price; 0 removes the level, and removing one that is not \
            there is no fault (exchanges send such changes) but counted as 'absent'. A change of action clear \
            empties a side or the book. The book begins empty. A quantity that is negative or not finite and \
            a level without a side are counted as malformed and passed over.

            \(BookSettings.outputDetails)

            Cost: a change is looked for from the one before, a few steps where messages are sorted by price, \
            and a new or emptied level moves at most 32 others in memory. No allocation once the book has had \
            its largest size.

            Warm-up: none.
            """,
        example: "book: {op: book.l2, from: feed.levels, emit: touch}"
    )
    .input("levels", LevelChange.self, "changes of price levels, in order") { node, changes in
        node.run(changes)
    }
    .output("depth", Depth.self, "ten levels a side") { node, outlet in node.publisher.depths = outlet }
    .output("quotes", Quote.self, "the touch, when it changed") { node, outlet in
        node.publisher.quotes = outlet
    }

    private var book = LevelBook()
    private var publisher: BookPublisher
    private var changes = 0
    private var absent = 0
    private var malformed = 0
    private var last = EventHeader(time: 0, sequence: .min)

    init(_ settings: BookSettings, _ context: NodeContext) { publisher = BookPublisher(settings) }

    private mutating func run(_ changes: Span<LevelChange>) {
        for i in changes.indices {
            let change = changes[i]
            if publisher.gap(change.flags) { book.clear() }
            apply(change)
            if change.flags.contains(.last), publisher.isTelling {
                publisher.complete(book.depth(change.header))
            }
        }
        self.changes += changes.count
        if !changes.isEmpty { last = changes[changes.count - 1].header }
    }

    @inline(__always)
    private mutating func apply(_ change: LevelChange) {
        let side = change.side
        if change.action == .clear {
            book.clear(side)
            if side == .none { publisher.restart() }
        } else if !publisher.isValid {
            publisher.ignore()
        } else if side == .none || !(change.size >= 0 && change.size < .infinity) {
            malformed += 1
        } else if book.set(side, change.price, to: change.size) == 0, change.size == 0 {
            absent += 1
        }
    }

    mutating func finish() { publisher.finish() }

    mutating func progress(after input: Int64) -> Int64 { publisher.progress(after: input) }

    func report(into report: inout NodeReport) {
        publisher.report(
            into: &report, levels: (book.count(.bid), book.count(.ask)), last: book.depth(last))
        report.metric("changes", Double(changes), unit: "changes", headline: false)
        report.metric("absent", Double(absent), unit: "removals of no level", headline: false)
        report.metric("malformed", Double(malformed), unit: "changes", headline: malformed > 0)
    }
}
