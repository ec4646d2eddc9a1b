import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct VolumeAlgorithmTests {
    @Test func `pov never leads the market`() throws {
        let trades = TradeTape.random(600, seed: 5)
        var loop = try ClosedLoop(
            "execution.pov", [("rate", Argument.real(0.2)), ("clip", Argument.real(5))])
        var order = parent(1, 300, at: trades[40].header.time)
        order.header = trades[40].header
        loop.run(trades, [order])
        var sliced = 0.0
        for slice in loop.slices {
            let volume = trades.filter {
                $0.header.sequence >= order.header.sequence && $0.header.sequence <= slice.header.sequence
            }.reduce(0) { $0 + $1.quantity }
            sliced += slice.quantity
            #expect(sliced <= 0.2 * volume + 1e-9 && sliced > 0.2 * (volume - 9) - 5)
            #expect(slice.quantity >= 5 || sliced == 300)
        }
        #expect(sliced == 300 && loop.traded(1) == 300)
    }

    @Test func `limit slices of pov need an interval`() {
        #expect(throws: OperatorError.self) {
            try ClosedLoop("execution.pov", [("slice", Argument.text("limit"))])
        }
    }

    @Test func `an iceberg shows one clip at a time`() throws {
        var loop = try ClosedLoop("execution.iceberg", [("display", Argument.real(10))])
        loop.run(steadyTrades(60), [parent(1, 35, limit: 100.5)])
        #expect(loop.slices.map(\.quantity) == [10, 10, 10, 5])
        #expect(loop.slices.allSatisfy { $0.limit == Price(100.5) && $0.display == 0 })
        // Met at every third trade, at 100; the next clip goes in with the trade after.
        #expect(loop.fills.map(\.header.time) == [3, 6, 9, 12].map { $0 * second })
        var own = parent(1, 35, limit: 100.5)
        own.display = 20
        var other = try ClosedLoop("execution.iceberg", [("display", Argument.real(10))])
        other.run(steadyTrades(60), [own])
        #expect(other.slices.map(\.quantity) == [20, 15])
    }

    @Test func `a clip that waits too long is shown again at the new price`() throws {
        let quote = Quote(
            header: EventHeader(time: 0, sequence: 0), bid: Price(90), ask: Price(110), bidSize: 1, askSize: 1
        )
        var loop = try ClosedLoop(
            "execution.iceberg",
            [
                ("display", Argument.real(10)), ("reprice", Argument.integer(5 * second)),
                ("offset", Argument.real(-0.5)),
            ], extra: [Feed("quotes", [Quote](), triggers: false)])
        loop.give([quote], to: 3)
        loop.run(steadyTrades(6), [parent(1, 35)], finishes: false)
        #expect(loop.slices.map(\.limit) == [Price(90.5)])
        var next = quote
        next.bid = Price(100)
        loop.give([next], to: 3)
        loop.run(steadyTrades(30, start: 6 * second), [])
        #expect(loop.cancels.first?.header.time == 5 * second)
        #expect(loop.slices[1].limit == Price(100.5) && loop.slices[1].quantity == 10)
        #expect(loop.traded(1) == 35)
    }

    @Test func `clips differ by the seed, and add up`() throws {
        var loop = try ClosedLoop(
            "execution.iceberg", [("display", Argument.real(20)), ("variance", Argument.real(0.5))])
        loop.run(steadyTrades(300), [parent(1, 500, limit: 200)])
        let sizes = loop.slices.map(\.quantity)
        #expect(sizes.dropLast().allSatisfy { $0 >= 10 && $0 <= 30 } && Set(sizes).count > 5)
        #expect(sizes.reduce(0, +) == 500)
    }

    private func adaptive(
        _ multiplier: Double?, _ trades: [Trade], urgency: Double = 2
    ) throws -> ClosedLoop {
        var loop = try ClosedLoop(
            "execution.adaptive",
            [
                ("over", Argument.integer(50 * second)), ("slices", Argument.integer(5)),
                ("urgency", Argument.real(urgency)), ("lot", Argument.real(0)),
                ("sample", Argument.integer(second)), ("half_life", Argument.real(5)),
            ],
            extra: [
                Feed("multiplier", [Reading](), triggers: false), Feed("agent", [Signal](), triggers: false),
            ])
        if let multiplier {
            loop.give([reading(0, multiplier), reading(1, .nan)], to: 3)
        }
        loop.run(trades, [parent(1, 100, at: 20 * second)])
        #expect(loop.faults == [] && abs(loop.slices.map(\.quantity).reduce(0, +) - 100) < 1e-9)
        return loop
    }

    private func walk(_ step: (Int) -> Double) -> [Trade] {
        TradeTape.of((0..<90).map { (Int64($0) * second, 100 + ($0 % 2 == 0 ? 0 : step($0))) })
    }

    @Test func `with the same volatility adaptive is the fixed schedule`() throws {
        let loop = try adaptive(nil, walk { _ in 1 })
        for (slice, golden) in zip(loop.slices, [34.50, 23.88, 17.13, 13.16, 11.33]) {
            #expect(abs(slice.quantity - golden) < 0.0051)
        }
    }

    @Test func `more volatility sends earlier`() throws {
        let calm = try adaptive(nil, walk { _ in 1 })
        let wild = try adaptive(nil, walk { $0 < 22 ? 1 : 4 })
        #expect(wild.slices[0].quantity == calm.slices[0].quantity)
        #expect(wild.slices[1].quantity > calm.slices[1].quantity * 1.3)
    }

    @Test func `a multiplier moves trading in time and not its total`() throws {
        let none = try adaptive(0, walk { _ in 1 })
        #expect(none.slices.map(\.quantity) == [100] && none.slices[0].header.time == 60 * second)
        let half = try adaptive(0.5, walk { _ in 1 })
        #expect(abs(half.slices[0].quantity - 17.25) < 0.01 && half.slices.count == 5)
        let twice = try adaptive(5, walk { _ in 1 })
        #expect(abs(twice.slices[0].quantity - 69) < 0.01, "cut to 2")
    }

    @Test func `a signal multiplies too`() throws {
        var loop = try ClosedLoop(
            "execution.adaptive",
            [
                ("over", Argument.integer(50 * second)), ("slices", Argument.integer(5)),
                ("urgency", Argument.real(0)),
            ],
            extra: [Feed("agent", [Signal](), triggers: false)])
        loop.give(
            [Signal(header: EventHeader(time: 0, sequence: 0), target: 1.5, confidence: 1, rule: 0)], to: 3)
        loop.run(steadyTrades(60), [parent(1, 100)])
        #expect(loop.slices.map(\.quantity) == [30, 26, 22, 17, 5])
    }
}
