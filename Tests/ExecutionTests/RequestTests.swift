import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// What a desk makes of requests, on a venue of trades.
@Suite struct RequestTests {
    private let ladder = TradeTape.of([(10, 100), (20, 101), (30, 99), (40, 98), (50, 103), (60, 97)])

    private func run(
        _ orders: [Order], _ arguments: [(String, ArgumentValue)] = [], trades: [Trade]? = nil
    ) throws -> VenueRun {
        try VenueRun(
            "execution.simulated",
            [("tick", Argument.real(1)), ("strict_tick", ArgumentValue(.flag(true)))] + arguments,
            [Feed("market", trades ?? ladder), Feed("order", orders)])
    }

    private func act(
        _ at: Int64, _ id: Int64, _ action: Order.Action, _ change: (inout Order) -> Void = { _ in }
    )
        -> Order
    {
        request(at, id, 1, .limit, limit: 0) {
            $0.actionCode = action.rawValue
            change(&$0)
        }
    }

    @Test func `bad orders are refused with a code, and counted`() throws {
        let orders = [
            request(5, 1, 0), request(5, 2, .nan), request(5, 3, 1e300),
            request(5, 4, 1, .limit, limit: 90.5),
            request(5, 5, 1, .limit, limit: 90), request(5, 5, 1, .limit, limit: 90),
            request(5, 6, 1) { $0.instrument = Symbol(cutting: "CL") }, request(5, 7, 1, .limit),
            request(5, 8, 1) { $0.kindCode = 9 }, request(5, 9, 1, .stop), request(5, 10, 1, .trailingStop),
            request(5, 11, 1, .limit, limit: 90) { $0.takeProfit = Price(80) },
            request(5, 12, 1) { $0.flags = .reduceOnly }, request(5, 13, 1) { $0.flags = .postOnly },
        ]
        let run = try run(orders, [("instrument", Argument.text("GC"))])
        let codes = [
            "ORDER_INVALID_QUANTITY", "ORDER_INVALID_QUANTITY", "ORDER_INVALID_QUANTITY", "ORDER_OFF_TICK",
        ]
        #expect((1...4).map { run.end($0) } == codes.map { "rejected \($0)" })
        let more = [
            (6, "ORDER_UNKNOWN_INSTRUMENT"), (7, "ORDER_INVALID_PRICE"), (8, "ORDER_UNSUPPORTED"),
            (9, "ORDER_INVALID_PRICE"), (10, "ORDER_INVALID_PRICE"), (11, "ORDER_INVALID_PRICE"),
            (12, "REDUCE_ONLY_WOULD_INCREASE"), (13, "ORDER_UNSUPPORTED"),
        ]
        for (id, code) in more { #expect(run.end(Int64(id)) == "rejected \(code)") }
        #expect(run.updates.contains { $0.orderID == 5 && $0.reason == .orderDuplicateID })
        #expect(run.count("ORDER_INVALID_QUANTITY") == 3 && run.report.value("rejected") == 13)
        #expect(run.trades == [])
    }

    @Test func `orders of others are passed over where that is asked`() throws {
        let order = request(5, 1, 1) { $0.instrument = Symbol(cutting: "CL") }
        let run = try run([order], [("instrument", Argument.text("GC")), ("others", Argument.text("pass"))])
        #expect(run.updates == [] && run.fills == [])
    }

    @Test func `changes of unknown and ended orders are refused`() throws {
        let orders = [
            request(5, 1, 1), act(15, 1, .cancel), act(15, 1, .replace), act(15, 7, .cancel),
            request(15, 1, 1),
        ]
        let run = try run(orders)
        #expect(run.trades == ["1: 1.0 at 100"])
        let reasons = run.updates.dropFirst(2).map { "\($0.orderID) \($0.state.name) \($0.reason.code)" }
        #expect(
            reasons == [
                "1 filled ORDER_ALREADY_FINAL", "1 filled ORDER_ALREADY_FINAL", "7 rejected ORDER_UNKNOWN_ID",
                "1 rejected ORDER_DUPLICATE_ID",
            ])
        #expect(run.report.value("refused") == 3)
    }

    @Test func `cancel and cancel all release what is left`() throws {
        let orders = [
            request(5, 1, 3, .limit, limit: 90), request(5, 2, -2, .limit, limit: 110),
            request(5, 3, 1, .stop, stop: 120), act(15, 1, .cancel), act(25, 0, .cancelAll),
        ]
        let run = try run(orders)
        #expect((1...3).map { run.end($0) } == Array(repeating: "cancelled USER_CANCELLED", count: 3))
        #expect(run.fills.map(\.quantity) == [3, -2, 1] && run.fills.allSatisfy { $0.outcome == .cancelled })
        #expect(run.updates.filter { $0.state == .cancelled }.map(\.released) == [3, -2, 1])
    }

    @Test func `a replace keeps the place only where the size shrinks at the same price`() throws {
        // One contract a trade at 98: whoever is first gets it.
        let trades = TradeTape.of([(10, 100), (20, 100), (30, 98), (40, 98)])
        func first(_ change: (inout Order) -> Void) throws -> [String] {
            let change = request(15, 1, 1, .limit) {
                $0.actionCode = Order.Action.replace.rawValue
                change(&$0)
            }
            let orders = [request(5, 1, 2, .limit, limit: 99), request(5, 2, 1, .limit, limit: 99), change]
            return try run(orders, [("partial", ArgumentValue(.flag(true)))], trades: trades).trades
        }
        #expect(try first { $0.quantity = 1 } == ["1: 1.0 at 99", "2: 1.0 at 99"])
        #expect(try first { $0.quantity = 3 } == ["2: 1.0 at 99", "1: 1.0 at 99"])
        #expect(
            try first {
                $0.quantity = 2; $0.limit = Price(99)
            } == ["1: 1.0 at 99", "1: 1.0 at 99"], "nothing changes")
        let sell = try run([request(5, 1, 2, .limit, limit: 99), act(15, 1, .replace) { $0.quantity = -1 }])
        #expect(sell.count("ORDER_INVALID_QUANTITY") == 1 && sell.trades == ["1: 2.0 at 99"])
    }

    @Test func `a fill of one order of a group ends the others`() throws {
        let orders = [
            request(5, 1, 1, .limit, limit: 99) { $0.group = 4 },
            request(5, 2, -1, .limit, limit: 102) { $0.group = 4 },
            request(5, 3, -1, .limit, limit: 102) { $0.group = 5 },
        ]
        let run = try run(orders)
        #expect(run.trades == ["1: 1.0 at 99", "3: -1.0 at 102"])
        #expect(run.end(2) == "cancelled GROUP_FILLED")
    }

    @Test func `a bracket grows with the fills of its entry, and one leg ends it`() throws {
        let entry = request(5, 1, 2) {
            $0.takeProfit = Price(102)
            $0.stopLoss = Price(98)
        }
        let run = try run([entry], [("partial", ArgumentValue(.flag(true)))])
        #expect(run.trades == ["1: 1.0 at 100", "1: 1.0 at 101", "-3: -1.0 at 98", "-3: -1.0 at 103"])
        #expect(run.end(-2) == "cancelled GROUP_FILLED", "the first fill of the stop ends the target")
        let profit = try self.run([entry], trades: TradeTape.of([(10, 100), (20, 103), (30, 97)]))
        #expect(profit.trades == ["1: 2.0 at 100", "-2: -2.0 at 102"])
        #expect(profit.fills.filter { $0.outcome == .cancelled } == [], "nobody counted the legs as working")
    }

    @Test func `an iceberg shows its next part behind all others`() throws {
        let trades = TradeTape.of([(10, 100), (20, 98), (30, 98), (40, 98), (50, 98)])
        let orders = [
            request(5, 1, 2, .limit, limit: 99) { $0.display = 1 }, request(5, 2, 2, .limit, limit: 99),
        ]
        let run = try run(orders, [("partial", ArgumentValue(.flag(true)))], trades: trades)
        #expect(run.trades.map { $0.first } == ["1", "2", "2", "1"])
    }

    @Test func `ioc, fok and post-only`() throws {
        let big = TradeTape.of([(10, 100), (20, 99), (30, 99)])
        let lives: [(Int64, Order.TimeInForce)] = [(1, .ioc), (2, .fok)]
        let orders = lives.map { id, life in
            request(5, id, 2, .limit, limit: 101) { $0.timeInForceCode = life.rawValue }
        }
        let run = try run(orders, [("partial", ArgumentValue(.flag(true)))], trades: big)
        #expect(run.trades == ["1: 1.0 at 101"])
        #expect(run.end(1) == "cancelled IOC_REMAINDER" && run.end(2) == "cancelled FOK_NOT_FILLABLE")
        let post = try self.run([
            request(15, 1, 1, .limit, limit: 102) { $0.flags = .postOnly },
            request(15, 2, 1, .limit, limit: 99) { $0.flags = .postOnly },
        ])
        #expect(post.end(1) == "rejected POST_ONLY_WOULD_TAKE" && post.trades == ["2: 1.0 at 99"])
    }

    @Test func `a reduce-only order is cut to the position`() throws {
        let orders = [request(5, 1, 2), request(15, 2, -5) { $0.flags = .reduceOnly }]
        let run = try run(orders)
        #expect(run.trades == ["1: 2.0 at 100", "2: -2.0 at 101"])
        #expect(run.report.value("position") == 0)
        #expect(run.end(2) == "cancelled REDUCE_ONLY_WOULD_INCREASE")
    }
}
