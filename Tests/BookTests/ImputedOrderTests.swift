import MarketModel
import OperatorKit
import OperatorSupport
import OrderBooks
import TestSupport
import Testing

@Suite struct ImputedOrderTests {
    private func level(
        _ at: Int64, _ side: BookSide, _ price: Double, _ size: Double, _ flags: BookFlags = .last
    ) -> LevelChange {
        LevelChange(
            header: EventHeader(time: at, sequence: at), price: Price(price), size: size, side: side,
            flags: flags)
    }

    private func trade(_ at: Int64, _ price: Double, _ size: Double, _ side: Trade.Side) -> Trade {
        Trade(header: EventHeader(time: at, sequence: at), price: Price(price), quantity: size, side: side)
    }

    private func orders(
        _ levels: [LevelChange], _ trades: [Trade] = [], cancels: String = "back"
    ) throws -> (orders: [OrderChange], report: NodeReport) {
        let run = try NodeHarness(
            entry("book.orders"), [("cancels", Argument.text(cancels)), ("seed", Argument.integer(1))],
            [Feed("levels", levels), Feed("market", trades)]
        ).run()
        return (run.node.tape(OrderChange.self).events, run.node.report)
    }

    private func text(_ orders: [OrderChange]) -> [String] {
        orders.map {
            "\($0.header.sequence) \($0.action.map { "\($0)" } ?? "?") \($0.orderID) \($0.size)"
                + ($0.flags.contains(.last) ? "." : "")
        }
    }

    @Test func `a level grows by orders, shrinks by cancels, and trades fill who stands first`() throws {
        let levels = [
            level(1, .bid, 99, 5), level(2, .bid, 99, 7), level(9, .bid, 99, 3), level(10, .bid, 99, 4),
        ]
        // The recording tells the level after the trade: nothing is taken off twice.
        let made = try orders(levels, [trade(5, 99, 4, .sell)])
        #expect(
            text(made.orders) == [
                "1 add 1 5.0.", "2 add 2 2.0.", "5 trade 0 4.0", "5 fill 1 4.0", "5 cancel 1 4.0.",
                "10 add 3 1.0.",
            ])
        let gone = levels[..<2] + [level(5, .bid, 99, 4)]
        #expect(text(try orders(Array(gone)).orders).suffix(2) == ["5 cancel 2 2.0", "5 cancel 1 1.0."])
        #expect(text(try orders(Array(gone), cancels: "front").orders).last == "5 cancel 1 3.0.")
    }

    @Test func `a message is complete with its last change, and trades that meet nobody are counted`() throws
    {
        let levels = [level(1, .bid, 99, 5, []), level(2, .ask, 101, 2, []), level(3, .ask, 101, 2)]
        let made = try orders(levels, [trade(8, 105, 3, .buy), trade(9, 101, 9, .unknown)])
        #expect(
            text(made.orders) == [
                "3 add 1 5.0", "3 add 2 2.0.", "8 trade 0 3.0.", "9 trade 0 2.0", "9 fill 2 2.0",
                "9 cancel 2 2.0.", "9 trade 0 7.0.",
            ])
        #expect(made.report.value("unmatched") == 10 && made.report.value("traded") == 2)
    }

    @Test(arguments: ["anywhere", "back", "front"])
    func `the book of the orders is the recorded one`(cancels: String) throws {
        let levels = BookFlow.levels(6000, seed: 3)
        let made = try orders(levels, cancels: cancels)
        let depth: (OperatorEntry, Feed) throws -> [Depth] = { entry, feed in
            try NodeHarness(entry, [], [feed]).run().node.tape(Depth.self).events
        }
        let wanted = try depth(entry("book.l2"), Feed("levels", levels))
        let told = try depth(entry("book.l3"), Feed("orders", made.orders))
        // Messages that change nothing are told of the levels alone: the last of each place has to agree.
        var last: [Int64: Depth] = [:]
        for depth in told { last[depth.header.sequence] = depth }
        var checked = 0
        for depth in wanted {
            guard let other = last[depth.header.sequence] else { continue }
            checked += 1
            #expect(other.bidCount == depth.bidCount && other.askCount == depth.askCount)
            for place in 0..<Int(depth.bidCount) {
                #expect(other.bids[place].price == depth.bids[place].price)
                #expect(abs(other.bids[place].size - depth.bids[place].size) < 1e-9)
            }
        }
        #expect(checked > 800, "\(checked)")
    }

    @Test func `chance takes orders as they are large`() throws {
        // 1 of 10 units is the first order's: of 400 levels that lose one unit, about 40 take it.
        var levels: [LevelChange] = []
        for price in 1...400 {
            let at = Int64(price * 10)
            levels += [
                level(at, .bid, Double(price), 1), level(at + 1, .bid, Double(price), 10),
                level(at + 2, .bid, Double(price), 9),
            ]
        }
        let hit = try orders(levels, cancels: "anywhere").orders.count {
            $0.action == .cancel && $0.orderID % 2 == 1
        }
        #expect(hit > 20 && hit < 65, "\(hit)")
    }

    @Test func `it keeps the laws of operators`() throws {
        let levels = BookFlow.levels(3000, seed: 5)
        let trades = stride(from: 0, to: levels.count, by: 7).map { place in
            Trade(
                header: levels[place].header, price: levels[place].price, quantity: 1.5,
                side: place % 2 == 0 ? .buy : .sell)
        }
        #expect(
            try checkOperator(entry("book.orders"), [], [Feed("levels", levels), Feed("market", trades)])
                == [])
    }
}
