import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct ParentTests {
    private let hundred: [(String, ArgumentValue)] = [
        ("over", Argument.integer(100 * second)), ("slices", Argument.integer(10)),
    ]

    @Test func `a cancelled parent says what was released`() throws {
        var loop = try ClosedLoop("execution.twap", hundred)
        loop.run(
            steadyTrades(120), [parent(1, 100), parent(1, 100, at: 35 * second, action: .cancel)])
        let end = try #require(loop.end(of: 1))
        #expect(end.state == .cancelled && end.reason == .userCancelled)
        #expect(end.filled == 40 && end.released == 60 && end.remaining == 0)
    }

    @Test func `cancel all ends every parent of the instrument`() throws {
        var loop = try ClosedLoop("execution.twap", hundred)
        var gold = parent(2, -50)
        gold.instrument = Symbol(cutting: "GC")
        var request = parent(0, 0, at: 15 * second, action: .cancelAll)
        request.instrument = Symbol(cutting: "GC")
        loop.run(steadyTrades(40), [parent(1, 100), gold, request], finishes: false)
        #expect(loop.end(of: 2)?.state == .cancelled && loop.end(of: 2)?.released == -40)
        #expect(loop.end(of: 1)?.state == .partiallyFilled)
    }

    @Test func `a replaced parent goes on with its new quantity`() throws {
        var loop = try ClosedLoop("execution.twap", hundred)
        loop.run(
            steadyTrades(120), [parent(1, 100), parent(1, 60, at: 25 * second, action: .replace)])
        #expect(loop.traded(1) == 60 && loop.end(of: 1)?.state == .filled)
        let cut = try #require(loop.updates.first { $0.released != 0 })
        #expect(cut.released == 40 && cut.state == .partiallyFilled && cut.remaining == 30)
        var other = try ClosedLoop("execution.twap", hundred)
        other.run(steadyTrades(120), [parent(1, 100), parent(1, 10, at: 45 * second, action: .replace)])
        #expect(other.traded(1) == 50 && other.end(of: 1)?.filled == 50, "what was traded stays")
    }

    @Test func `what cannot be worked is refused with a reason`() throws {
        var ioc = parent(4, 10)
        ioc.timeInForceCode = Order.TimeInForce.ioc.rawValue
        var stop = parent(5, 10)
        stop.kindCode = Order.Kind.stop.rawValue
        var unpriced = parent(6, 10)
        unpriced.kindCode = Order.Kind.limit.rawValue
        let orders = [
            parent(1, 10), parent(1, 10), parent(2, 0), parent(3, .nan), ioc, stop, unpriced,
            parent(7, 1e300),
            parent(-1, 5), parent(99, 5, action: .cancel), parent(8, 3), parent(9, 3),
        ]
        var loop = try ClosedLoop("execution.twap", hundred + [("max_parents", Argument.integer(2))])
        for order in orders { loop.give(order) }
        let refused = loop.updates.filter { $0.state == .rejected }
        #expect(
            refused.map(\.reason) == [
                .orderDuplicateID, .orderInvalidQuantity, .orderInvalidQuantity, .orderUnsupported,
                .orderUnsupported, .orderInvalidPrice, .orderInvalidQuantity, .orderUnknownID,
                .bookFull,
            ])
        #expect(refused.map(\.released).last == 3)
        #expect(loop.node.report.value("rejected") == 9 && loop.node.report.value("late") == 1)
    }

    @Test func `orders of others are passed over`() throws {
        var loop = try ClosedLoop(
            "execution.twap", hundred + [("agents", Argument.list([Argument.text("slow")]))])
        var mine = parent(2, 10)
        mine.agent = Symbol(cutting: "slow")
        loop.run(steadyTrades(5), [parent(1, 10), mine], finishes: false)
        #expect(Set(loop.slices.map(\.parent)) == [2] && loop.node.report.value("passed") == 1)
    }

    @Test func `a limit is never crossed, and its rest expires`() throws {
        var loop = try ClosedLoop("execution.twap", hundred)
        // Prices go 100, 101, 102: a buyer at 100.5 is met at 100 only.
        loop.run(steadyTrades(130), [parent(1, 100, limit: 100.5), parent(2, 100, limit: 99)])
        #expect(loop.slices.allSatisfy { $0.kind == .limit })
        #expect(loop.traded(1) == 100)
        let end = try #require(loop.end(of: 2))
        #expect(end.state == .expired && end.released == 100 && loop.traded(2) == 0)
        #expect(loop.slices.last { $0.parent == 2 }?.timeInForce == .ioc, "the last try")
        #expect(loop.slices.count { $0.parent == 2 } == 11)
    }

    @Test func `what is not filled is carried on, or given up at the end`() throws {
        let limit = hundred + [("slice", Argument.text("limit")), ("offset", Argument.real(5))]
        var loop = try ClosedLoop("execution.twap", limit)
        loop.run(steadyTrades(130), [parent(1, 100)])
        // Nothing trades through 5 below: each slice is called back and added to the next.
        #expect(loop.slices.map(\.quantity) == (1...10).map { Double($0 * 10) } + [100])
        #expect(loop.cancels.count == 10 && loop.slices.last?.kind == .market && loop.traded(1) == 100)
        var given = try ClosedLoop("execution.twap", limit + [("at_end", Argument.text("cancel"))])
        given.run(steadyTrades(130), [parent(1, 100)])
        #expect(given.end(of: 1)?.state == .expired && given.end(of: 1)?.released == 100)
    }

    @Test func `at the end of the data all that was not traded is released`() throws {
        var loop = try ClosedLoop("execution.twap", hundred)
        loop.run(steadyTrades(35), [parent(1, 100)])
        let end = try #require(loop.end(of: 1))
        #expect(end.state == .expired && end.reason == .dataEnded && end.released == 60)
        #expect(end.header.sequence == .max - 1)
    }

    @Test func `an expiry comes before the horizon`() throws {
        var order = parent(1, 100)
        order.timeInForceCode = Order.TimeInForce.gtd.rawValue
        order.expiry = 50 * second
        var loop = try ClosedLoop("execution.twap", hundred)
        loop.run(steadyTrades(120), [order])
        #expect(loop.slices.map(\.header.time) == (0..<10).map { $0 * 5 * second })
    }
}
