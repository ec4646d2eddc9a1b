import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@testable import ExecutionOperators

@Suite struct BookExecutionTests {
    private func level(
        _ at: Int64, _ side: BookSide, _ price: Double, _ size: Double, flags: BookFlags = .last,
        action: LevelChange.Action = .set
    ) -> LevelChange {
        LevelChange(
            header: EventHeader(time: at, sequence: at), price: Price(price), size: size, side: side,
            action: action, flags: flags)
    }

    private func trade(_ at: Int64, _ price: Double, _ size: Double, _ side: Trade.Side) -> Trade {
        Trade(header: EventHeader(time: at, sequence: at), price: Price(price), quantity: size, side: side)
    }

    private var book: [LevelChange] {
        [
            level(1, .bid, 99, 5), level(2, .bid, 98, 7), level(3, .ask, 101, 4), level(4, .ask, 102, 6),
            level(5, .ask, 103, 9),
        ]
    }

    private func run(
        _ levels: [LevelChange], _ trades: [Trade], _ orders: [Order],
        _ arguments: [(String, ArgumentValue)] = []
    ) throws -> VenueRun {
        try VenueRun(
            "execution.book", arguments,
            [Feed("levels", levels), Feed("market", trades), Feed("order", orders)])
    }

    @Test func `a market order walks the book, and what it took is gone until the level changes`() throws {
        let changes = book + [level(20, .bid, 97, 1), level(30, .ask, 101, 3), level(40, .bid, 96, 1)]
        let orders = [request(10, 1, 6), request(15, 2, 2), request(35, 3, 2)]
        let run = try run(changes, [], orders)
        #expect(
            run.trades == ["1: 4.0 at 101", "1: 2.0 at 102", "2: 2.0 at 102", "3: 2.0 at 101"])
        #expect(run.fills.allSatisfy { $0.liquidity == .taker })
    }

    @Test func `what a market order does not get waits for the next change`() throws {
        let changes = [level(1, .bid, 99, 5), level(2, .ask, 101, 4), level(20, .ask, 105, 9)]
        let run = try run(changes, [], [request(10, 1, 6)])
        #expect(run.trades == ["1: 4.0 at 101", "1: 2.0 at 105"])
        let limit = try self.run(changes, [], [request(10, 1, 6, .limit, limit: 104)])
        #expect(limit.trades == ["1: 4.0 at 101"], "a limit order rests with the remainder")
    }

    @Test func `trades at the price move the queue, and what is more fills the order`() throws {
        let trades = [
            trade(21, 99, 3, .sell), trade(22, 99, 4, .buy), trade(23, 99, 3, .sell), trade(24, 98, 9, .sell),
        ]
        let changes = book + [level(20, .bid, 97, 1)]
        let run = try run(changes, trades, [request(10, 1, 2, .limit, limit: 99)])
        #expect(run.trades == ["1: 1.0 at 99", "1: 1.0 at 99"])
        #expect(run.fills[0].header.sequence == 23 && run.fills[1].header.sequence == 24)
        #expect(run.fills.allSatisfy { $0.liquidity == .maker })
    }

    @Test func `cancellations move the queue by the model only`() throws {
        // Five stand before the order, five after it; four of them are cancelled.
        let changes = book + [level(20, .bid, 99, 10), level(21, .bid, 99, 6)]
        func first(_ queue: String) throws -> Int64? {
            let trades = (0..<8).map { trade(30 + Int64($0), 99, 1, .sell) }
            return try run(
                changes, trades, [request(10, 1, 1, .limit, limit: 99)],
                [("queue", Argument.text(queue)), ("exponent", Argument.real(1))]
            ).fills.first?.header.sequence
        }
        #expect(try first("risk_averse") == 35, "five ahead, and one for the order")
        #expect(try first("power") == 33, "half of them stood before it")
        #expect(try first("power3") == 33)
    }

    /// hftbacktest's formulas, by hand: 8 ahead, 4 behind, 3 cancelled.
    @Test func `the queue models are those of hftbacktest`() {
        func ahead(_ kind: QueueModel.Kind, _ exponent: Double = 2) -> Double {
            var working = WorkingOrder(request(1, 1, 1, .limit, limit: 5))
            working.ahead = 8
            QueueModel(kind: kind, exponent: exponent).change(&working, from: 12, to: 9)
            return working.ahead
        }
        #expect(ahead(.riskAverse) == 8)
        #expect(abs(ahead(.power) - (8 - 0.8 * 3)) < 1e-12, "p = 16/(16+64)")
        #expect(abs(ahead(.power2) - (8 - (1 - 16.0 / 144) * 3)) < 1e-12)
        #expect(abs(ahead(.power3) - (8 - 64.0 / 144 * 3)) < 1e-12)
        let (front, back) = (2.1972245773362196, 1.6094379124341003)
        #expect(abs(ahead(.log) - (8 - (1 - back / (back + front)) * 3)) < 1e-12)
        #expect(abs(ahead(.log2) - (8 - (1 - back / 2.5649493574615367) * 3)) < 1e-12)
        var traded = WorkingOrder(request(1, 1, 1, .limit, limit: 5))
        traded.ahead = 8
        let model = QueueModel(kind: .power, exponent: 2)
        #expect(model.trade(&traded, 3) == 0)
        model.change(&traded, from: 12, to: 9)
        #expect(traded.ahead == 5, "a trade does not move the queue twice")
        #expect(model.trade(&traded, 7) == 2)
    }

    @Test func `an order is met when the other side comes to its price`() throws {
        let changes = book + [level(20, .ask, 99, 2), level(21, .bid, 98, 3)]
        let run = try run(changes, [], [request(10, 1, 3, .limit, limit: 99)])
        #expect(run.trades == ["1: 3.0 at 99"] && run.fills[0].header.sequence == 20)
    }

    @Test func `three legs of latency`() throws {
        let changes = book + [level(30, .ask, 101, 8), level(40, .ask, 101, 9), level(60, .bid, 97, 1)]
        let legs = [("feed_latency", 5), ("entry_latency", 10), ("response_latency", 7)] as [(String, Int64)]
        let run = try run(
            changes, [], [request(20, 1, 1)], legs.map { ($0.0, Argument.integer($0.1)) })
        #expect(run.trades == ["1: 1.0 at 101"])
        #expect(run.fills[0].header == EventHeader(time: 47, sequence: 47), "arrives with 40, known 7 later")
        #expect(run.updates.map(\.header.sequence) == [47, 47])
    }

    @Test func `a stale or broken book fills nothing, and that is counted`() throws {
        let old = try run(
            book + [level(100, .bid, 97, 1)], [trade(50, 101, 1, .buy)], [request(10, 1, 1)],
            [("max_age", Argument.integer(20))])
        #expect(old.report.value("stale") == 1 && old.fills.first?.header.sequence == 100)
        let gap = [
            level(20, .ask, 104, 1, flags: [.gap, .last]), level(30, .none, 0, 0, flags: [], action: .clear),
            level(31, .ask, 110, 9),
        ]
        let broken = try run(
            book + gap, [], [request(15, 1, 1), request(15, 2, 1) { $0.timeInForceCode = 3 }])
        #expect(broken.trades == ["1: 1.0 at 110", "2: 1.0 at 110"] || broken.trades.count == 2)
    }

    @Test func `stops are reached by trades and walk the book`() throws {
        let trades = [trade(20, 100, 1, .sell), trade(30, 102, 1, .buy)]
        let orders = [
            request(10, 1, 5, .stop, stop: 102), request(10, 2, -1, .trailingStop) { $0.trail = Price(1) },
        ]
        let run = try run(book + [level(40, .bid, 97, 1)], trades + [trade(50, 100, 1, .sell)], orders)
        #expect(run.trades == ["1: 4.0 at 101", "1: 1.0 at 102", "2: -1.0 at 99"])
    }

    private func change(
        _ at: Int64, _ action: OrderChange.Action, _ id: UInt64, _ size: Double, _ price: Double = 99,
        _ side: BookSide = .bid
    ) -> OrderChange {
        OrderChange(
            header: EventHeader(time: at, sequence: at), orderID: id, price: Price(price), size: size,
            side: side,
            action: action, flags: .last)
    }

    @Test func `in a book by order the place is exact`() throws {
        // 1 and 2 stand before the order, 3 behind; 1 loses its place, 2 shrinks.
        let changes = [
            change(1, .add, 1, 2), change(2, .add, 2, 3), change(3, .add, 9, 5, 101, .ask),
            change(20, .add, 3, 4), change(21, .modify, 1, 6), change(22, .cancel, 2, 2),
            change(30, .trade, 0, 4, 99, .ask), change(31, .fill, 2, 1), change(32, .cancel, 2, 1),
            change(33, .fill, 3, 3), change(34, .cancel, 3, 3),
        ]
        let run = try VenueRun(
            "execution.orders_book", [],
            [Feed("orders", changes), Feed("order", [request(10, 1, 2, .limit, limit: 99)])])
        #expect(run.trades == ["1: 2.0 at 99"] && run.fills[0].header.sequence == 33)
        let alone = [
            change(1, .add, 1, 2), change(3, .add, 9, 5, 101, .ask), change(20, .cancel, 1, 2),
            change(30, .trade, 0, 1, 99, .ask), change(31, .trade, 0, 9, 98, .ask),
        ]
        let first = try VenueRun(
            "execution.orders_book", [],
            [Feed("orders", alone), Feed("order", [request(10, 1, 2, .limit, limit: 99)])])
        #expect(first.trades == ["1: 1.0 at 99", "1: 1.0 at 99"])
    }
}
