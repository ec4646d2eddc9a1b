import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct SimulatedExecutionTests {
    private func order(
        _ sequence: Int64, _ quantity: Double, id: Int64 = 1, limit: Double? = nil, time: Int64? = nil
    ) -> Order {
        Order(
            header: EventHeader(time: time ?? sequence, sequence: sequence), id: id, quantity: quantity,
            kind: limit == nil ? .market : .limit, limit: Price(limit ?? 0))
    }

    private func run(
        _ trades: [Trade], _ orders: [Order], _ arguments: [(String, ArgumentValue)] = [],
        _ split: NodeHarness.Split = .longest
    ) throws -> NodeHarness.Run {
        let fee = arguments.contains { $0.0 == "fee" } ? [] : [("fee", Argument.real(0))]
        return try NodeHarness(
            entry("execution.simulated"), fee + arguments, [Feed("market", trades), Feed("order", orders)]
        ).run(split)
    }

    private func fills(
        _ trades: [Trade], _ orders: [Order], _ arguments: [(String, ArgumentValue)] = []
    ) throws -> [Fill] {
        try run(trades, orders, arguments).node.tape(Fill.self).events
    }

    private let ladder = TradeTape.of([(10, 100), (20, 101), (30, 99), (40, 98), (50, 103)])

    @Test func `a market order meets the next trade, never its own`() throws {
        let fills = try fills(
            ladder, [order(20, 2)], [("fee", Argument.real(1.5)), ("multiplier", Argument.real(20))])
        #expect(fills.map(\.price.double) == [99] && fills[0].header.sequence == 30)
        #expect((fills[0].fee, fills[0].multiplier, fills[0].quantity, fills[0].orderTime) == (3, 20, 2, 20))
        #expect(fills[0].outcome == .filled)
    }

    @Test func `the spread and slippage are paid on both sides`() throws {
        let costs = [("tick", 0.25), ("slippage", 1.0), ("spread", 2.0)].map { ($0.0, Argument.real($0.1)) }
        let fills = try fills(ladder, [order(5, 1), order(25, -1, id: 2)], costs)
        #expect(fills.map(\.price.double) == [100.5, 98.5])
    }

    @Test func `latency counts from the decision's time`() throws {
        let fills = try fills(ladder, [order(15, 1)], [("latency", Argument.integer(20))])
        #expect(fills.map(\.header.sequence) == [40])
    }

    @Test func `a limit waits to be traded through, or touched`() throws {
        let buy = [order(5, 1, limit: 99)]
        let tick = ("tick", Argument.real(1))
        #expect(try fills(ladder, buy, [tick]).map(\.header.sequence) == [40])
        #expect(try fills(ladder, buy, [tick]).map(\.price.double) == [99])
        #expect(
            try fills(ladder, buy, [("limit_fill", Argument.text("touch"))]).map(\.header.sequence) == [30])
        #expect(try fills(ladder, [order(5, -1, limit: 101)], [tick]).map(\.header.sequence) == [50])
    }

    @Test func `what is never filled is cancelled at the end`() throws {
        let run = try run(ladder, [order(5, 3, limit: 90)])
        let fill = try #require(run.node.tape(Fill.self).events.first)
        #expect(
            fill.outcome == .cancelled && fill.quantity == 3 && fill.fee == 0 && fill.header.time == 50)
        #expect(fill.header.sequence == .max - 1, "after everything else")
        #expect(run.node.report.value("unfilled") == 1 && run.node.report.value("orders") == 0)
    }

    @Test func `an ioc order ends at the first trade it can meet`() throws {
        let ioc = [("time_in_force", Argument.text("ioc"))]
        let fills = try fills(ladder, [order(5, 1, limit: 99), order(35, 1, id: 2, limit: 99)], ioc)
        #expect(fills.map(\.outcome) == [.cancelled, .filled] && fills.map(\.header.sequence) == [10, 40])
    }

    @Test func `one order more than can work is cancelled at once`() throws {
        let orders = (1...3).map { order(Int64($0), 1, id: Int64($0), limit: 1) }
        let run = try run(ladder, orders, [("max_working", Argument.integer(2))])
        #expect(run.node.tape(Fill.self).events.map(\.orderID) == [3, 1, 2])
        #expect(run.node.report.value("rejected") == 1)
    }

    @Test func `extreme prices don't overflow`() throws {
        let trades = [Price(raw: .max), Price(raw: .min)].enumerated().map { index, price in
            let place = Int64(index + 2)
            return Trade(
                header: EventHeader(time: place, sequence: place), price: price, quantity: 1, side: .buy)
        }
        let costs = [("tick", Argument.real(1000)), ("slippage", Argument.real(1000))]
        let orders = [order(1, 1), order(1, -1, id: 2, limit: -9e9), order(2, -1, id: 3)]
        let fills = try fills(trades, orders, costs)
        #expect(
            fills.map(\.orderID) == [1, 3, 2] && fills[0].price.raw == .max && fills[1].price.raw == .min)
    }

    @Test func `ticks without a tick are refused`() {
        #expect(throws: OperatorError.self) { try run([], [], [("slippage", Argument.real(1))]) }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `fills equal those of a naive venue, and never break a rule`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let trades = TradeTape.random(1500, seed: seed)
        let orders = (1...200).map { id in
            let at = trades[id * 7].header
            let price = trades[id * 7].price.double
            return order(
                at.sequence,
                Double(Int.random(in: 1...3, using: &random) * (Bool.random(using: &random) ? 1 : -1)),
                id: Int64(id),
                limit: Bool.random(using: &random) ? price + Double.random(in: -1...1, using: &random) : nil,
                time: at.time)
        }
        let latency: Int64 = 3_000_000_000
        let arguments = [
            ("tick", Argument.real(0.1)), ("fee", Argument.real(2)), ("latency", Argument.integer(latency)),
            ("max_working", Argument.integer(256)),
        ]
        let run = try run(trades, orders, arguments, .random(seed))
        #expect(run.faults == [])
        let fills = run.node.tape(Fill.self).events.sorted { $0.orderID < $1.orderID }
        #expect(fills.count == orders.count)
        for (order, fill) in zip(orders, fills) {
            let met = trades.first { trade in
                guard trade.header.sequence > order.header.sequence else { return false }
                guard trade.header.time >= order.header.time + latency else { return false }
                guard order.kind == .limit else { return true }
                let gap =
                    order.quantity > 0 ? order.limit.raw - trade.price.raw : trade.price.raw - order.limit.raw
                return gap >= 100_000_000
            }
            #expect((fill.outcome == .filled) == (met != nil), "order \(order.id), seed \(seed)")
            guard let met else { continue }
            #expect(fill.header == met.header && fill.quantity == order.quantity)
            #expect(fill.header.sequence > order.header.sequence)
            #expect(fill.price == (order.kind == .limit ? order.limit : met.price))
        }
    }

    @Test func `execution keeps the laws of operators`() throws {
        let trades = TradeTape.random(1500, seed: 8)
        let orders = (1...300).map { id in
            let at = trades[id * 4].header
            let limit = id % 3 == 0 ? trades[id * 4].price.double + (id % 2 == 0 ? -3 : 3) : nil
            return order(at.sequence, id % 2 == 0 ? 1 : -1, id: Int64(id), limit: limit, time: at.time)
        }
        let feeds = [Feed("market", trades), Feed("order", orders)]
        #expect(try checkOperator(entry("execution.simulated"), [("fee", Argument.real(1))], feeds) == [])
    }
}
