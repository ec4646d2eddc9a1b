import MarketModel
import OperatorKit
import OperatorSupport
import OrderBooks
import TestSupport
import Testing

@Suite struct OrderBookTests {
    private func told(
        _ changes: [OrderChange], invalidates: Bool = true, onlyTouch: Bool = false, every: Int64 = 0
    ) -> Told {
        var book = NaiveOrders()
        return Told(
            changes, flags: { $0.flags }, clears: { $0.action == .clear }, invalidates: invalidates,
            onlyTouch: onlyTouch, every: every, reset: { book = NaiveOrders() }, apply: { book.apply($0) },
            depth: { book.depth($0) })
    }

    private func change(
        _ action: OrderChange.Action, _ id: UInt64, _ side: BookSide, _ price: Double, _ size: Double
    ) -> OrderChange {
        OrderChange(
            header: EventHeader(time: 0, sequence: 0), orderID: id, price: Price(price), size: size,
            side: side, action: action, flags: .last)
    }

    @Test(arguments: 0..<6) func `it tells what the brute-force book tells`(seed: UInt64) throws {
        let changes = BookFlow.orders(6000, seed: seed)
        let cases: [(arguments: [(name: String, value: ArgumentValue)], told: Told)] = [
            ([], told(changes)),
            ([("on_gap", Argument.text("continue"))], told(changes, invalidates: false)),
            (
                [("every", Argument.integer(5_000_000)), ("emit", Argument.text("touch"))],
                told(changes, onlyTouch: true, every: 5_000_000)
            ),
        ]
        for (arguments, told) in cases {
            let node = try NodeHarness(entry("book.l3"), arguments, [Feed("orders", changes)]).run().node
            #expect(told.depths.count > 100 && told.quotes.count > 100 && told.gaps > 0)
            #expect(same(node.tape(Depth.self).events, told.depths), "\(arguments)")
            #expect(node.tape(Quote.self).events == told.quotes, "\(arguments)")
        }
    }

    @Test func `it keeps the laws of operators`() throws {
        let feed = Feed("orders", BookFlow.orders(4000, seed: 9))
        #expect(try checkOperator(entry("book.l3"), [], [feed]) == [])
        #expect(try checkOperator(entry("book.l3"), [("every", Argument.integer(1_000_000))], [feed]) == [])
    }

    @Test(arguments: 0..<3) func `queues keep price and time`(seed: UInt64) {
        var book = OrderBook()
        var naive = NaiveOrders()
        for (step, change) in BookFlow.orders(8000, seed: 100 + seed).enumerated() {
            _ = book.apply(change)
            naive.apply(change)
            #expect(book.count == naive.orders.count)
            guard step % 50 == 0 else { continue }
            for side in [BookSide.bid, .ask] {
                let prices = Set(naive.orders.filter { $0.side == side }.map(\.price)).sorted()
                #expect(book.levelCount(side) == prices.count)
                for (place, price) in (side == .bid ? prices.reversed() : prices).enumerated() {
                    var queue: [OrderBook.Resting] = []
                    book.forEachOrder(side, level: place) {
                        queue.append($0)
                        return true
                    }
                    let expected = naive.queue(side, price)
                    #expect(queue.map(\.id) == expected.map(\.orderID))
                    #expect(queue.map(\.size) == expected.map(\.size))
                    for (index, order) in expected.enumerated() {
                        let ahead = expected[..<index].reduce(0) { $0 + $1.size }
                        #expect(
                            book.queuePosition(of: order.orderID)
                                == OrderBook.QueuePosition(orders: index, size: ahead))
                        #expect(book.order(order.orderID)?.price == price)
                    }
                }
            }
        }
    }

    @Test func `a smaller size keeps the place in the queue, a larger one loses it`() {
        var book = OrderBook()
        for id in 1...3 { #expect(book.apply(change(.add, UInt64(id), .bid, 10, 4)) == .applied) }
        #expect(book.apply(change(.modify, 1, .bid, 10, 3)) == .applied)
        #expect(book.queuePosition(of: 3) == OrderBook.QueuePosition(orders: 2, size: 7))
        #expect(book.apply(change(.modify, 1, .bid, 10, 5)) == .applied)
        #expect(book.queuePosition(of: 1) == OrderBook.QueuePosition(orders: 2, size: 8))
        #expect(book.apply(change(.modify, 2, .ask, 11, 4)) == .applied)
        #expect(book.levelCount(.ask) == 1 && book.order(2)?.side == .ask)
        #expect(book.queuePosition(of: 99) == nil)
    }

    @Test func `what does not fit is told`() {
        var book = OrderBook()
        #expect(book.apply(change(.cancel, 1, .bid, 10, 1)) == .unknownOrder)
        #expect(book.apply(change(.add, 1, .none, 10, 1)) == .malformed)
        #expect(book.apply(change(.add, 1, .bid, 10, 0)) == .malformed)
        #expect(book.apply(change(.add, 1, .bid, 10, .nan)) == .malformed)
        #expect(book.apply(change(.modify, 1, .bid, 10, 2)) == .unknownOrder)
        #expect(book.apply(change(.add, 1, .bid, 9, 2)) == .replaced && book.count == 1)
        #expect(book.apply(change(.cancel, 1, .bid, 9, 3)) == .excess && book.count == 0)
        #expect(book.apply(change(.fill, 1, .bid, 9, 3)) == .applied)
    }

    @Test func `fractions that don't subtract exactly leave no order behind`() {
        var book = OrderBook()
        #expect(book.apply(change(.add, 1, .ask, 10, 0.3)) == .applied)
        for _ in 0..<3 { #expect(book.apply(change(.cancel, 1, .ask, 10, 0.1)) == .applied) }
        #expect(book.count == 0 && book.levelCount(.ask) == 0)
    }

    @Test func `many orders in steps of a power of two are all found`() {
        var book = OrderBook()
        let ids = (0..<20_000).map { UInt64($0) << 20 }
        for id in ids { #expect(book.apply(change(.add, id, .bid, 10, 1)) == .applied) }
        for id in ids.reversed() where id % 3 == 0 {
            #expect(book.apply(change(.cancel, id, .bid, 10, 1)) == .applied)
        }
        #expect(ids.allSatisfy { (book.order($0) == nil) == ($0 % 3 == 0) })
    }
}
