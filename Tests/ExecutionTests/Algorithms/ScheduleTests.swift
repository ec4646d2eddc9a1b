import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@testable import ExecutionOperators

@Suite struct ScheduleTests {
    private func sizes(
        _ name: String, _ quantity: Double, _ arguments: [(String, ArgumentValue)], trades: [Trade]
    ) throws -> [Double] {
        var loop = try ClosedLoop(name, arguments)
        let start = trades.first?.header.time ?? 0
        loop.run(trades, [parent(1, quantity, at: start)])
        #expect(loop.faults == [])
        return loop.slices.map(\.quantity)
    }

    private func over(_ seconds: Int64, slices: Int64) -> [(String, ArgumentValue)] {
        [("over", Argument.integer(seconds * second)), ("slices", Argument.integer(slices))]
    }

    @Test func `twap gives the odd lots to the first slices`() throws {
        let sizes = try sizes("execution.twap", 103, over(100, slices: 10), trades: steadyTrades(120))
        #expect(sizes == [11, 11, 11, 10, 10, 10, 10, 10, 10, 10])
        let sells = try self.sizes("execution.twap", -103, over(100, slices: 10), trades: steadyTrades(120))
        #expect(sells == sizes.map { -$0 })
    }

    @Test func `slices come at equal times, the first with the order`() throws {
        var loop = try ClosedLoop("execution.twap", over(100, slices: 5))
        loop.run(steadyTrades(120), [parent(7, 10, at: 3 * second)])
        #expect(loop.slices.map(\.header.time) == [3, 23, 43, 63, 83].map { $0 * second })
        #expect(loop.slices.map(\.id) == (1...5).map { 7 << 20 | $0 })
        #expect(loop.end(of: 7)?.state == .filled)
    }

    @Test func `slices that a silent market missed are one with the next`() throws {
        let trades = steadyTrades(10) + steadyTrades(80, start: 45 * second)
        let sizes = try sizes("execution.twap", 100, over(100, slices: 10), trades: trades)
        #expect(sizes == [10, 40, 10, 10, 10, 10, 10])
    }

    @Test func `without a day to learn from vwap takes the U`() throws {
        let weights = (0..<12).map { UCurve.weight((Double($0) + 0.5) / 12) / UCurve.total(12, of: 12) }
        let half = [0.1152, 0.0978, 0.0839, 0.0735, 0.0665, 0.0630]
        for (weight, golden) in zip(weights, half + half.reversed()) {
            #expect(abs(weight - golden) < 0.00005)
        }
        let sizes = try sizes("execution.vwap", 10_000, over(120, slices: 12), trades: steadyTrades(130))
        for (size, golden) in zip(sizes, half + half.reversed()) {
            #expect(abs(size / 10_000 - golden) < 0.0002)
        }
        #expect(sizes.reduce(0, +) == 10_000)
    }

    @Test(arguments: [true, false])
    func `vwap learns the curve of the days before`(fromBars: Bool) throws {
        let day: Int64 = 86_400 * second
        let volumes = [18.0, 12, 9, 7, 6, 6, 7, 8, 11, 16]
        let arguments =
            over(100, slices: 10) + [
                ("bucket", Argument.integer(10 * second)), ("days", Argument.integer(2)),
            ]
        let golden = [180.0, 120, 90, 70, 60, 60, 70, 80, 110, 160]
        let today = steadyTrades(120, size: 99, start: 2 * day)
        if fromBars {
            let bars = volumes.enumerated().map { index, volume in
                Bar(
                    header: EventHeader(time: Int64(index + 1) * 10 * second, sequence: Int64(index)),
                    start: Int64(index) * 10 * second, end: Int64(index + 1) * 10 * second, open: Price(1),
                    high: Price(1), low: Price(1), close: Price(1), volume: volume)
            }
            var loop = try ClosedLoop(
                "execution.vwap", arguments, extra: [Feed("bars", [Bar](), triggers: false)])
            loop.give(bars, to: 3)
            loop.run(today, [parent(1, 1000, at: 2 * day)])
            #expect(loop.slices.map(\.quantity) == golden)
        } else {
            // A trade a second; two days of which one has twice the volume and the same shape.
            let past = [1.0, 2].flatMap { scale in
                steadyTrades(100, start: scale == 1 ? 0 : day).enumerated().map { index, trade in
                    var trade = trade
                    trade.quantity = volumes[index / 10] * scale
                    return trade
                }
            }
            var loop = try ClosedLoop("execution.vwap", arguments)
            loop.run(past + today, [parent(1, 1000, at: 2 * day)])
            #expect(loop.slices.map(\.quantity) == golden)
            #expect(loop.node.report.value("curve_days") == 2)
        }
    }

    @Test(
        arguments: [
            (0.5, [21.18, 20.39, 19.80, 19.42, 19.22]), (2, [34.50, 23.88, 17.13, 13.16, 11.33]),
            (5, [63.22, 23.28, 8.61, 3.30, 1.58]), (0, [20, 20, 20, 20, 20]),
        ] as [(Double, [Double])])
    func `urgency sends earlier`(urgency: Double, golden: [Double]) throws {
        let sizes = try sizes(
            "execution.shortfall", 100,
            over(50, slices: 5) + [("urgency", Argument.real(urgency)), ("lot", Argument.real(0))],
            trades: steadyTrades(60))
        for (size, expected) in zip(sizes, golden) { #expect(abs(size - expected) <= 0.0055) }
        #expect(sizes.count == 5 && abs(sizes.reduce(0, +) - 100) < 1e-9)
    }

    @Test(
        arguments: [
            (1e-6, 0.6070761632470627, 911_226.9863037935, 364_128_572_058.141),
            (2e-6, 0.8462971345012561, 1_140_715.167049785, 201_931_287_150.52457),
            (1e-7, 0.1946285504674804, 670_057.4600445137, 924_718_606_139.8438),
            (0, 0, 662_500, 1_083_000_000_000),
        ] as [(Double, Double, Double, Double)])
    func `costs and κ are those of the paper`(
        lambda: Double, kappa: Double, expected: Double, variance: Double
    ) {
        let market = AlmgrenChriss.Market(sigma: 0.95, eta: 2.5e-6, gamma: 2.5e-7, epsilon: 0.0625)
        let model = AlmgrenChriss(market, aversion: lambda, horizon: 5, slices: 5)
        #expect(abs(model.kappa - kappa) <= 1e-12)
        let cost = model.cost(of: 1e6, in: market)
        #expect(abs(cost.expected / expected - 1) < 1e-12)
        #expect(abs(cost.variance / variance - 1) < 1e-12)
    }

    @Test func `the operator keeps to the paper's holdings, to a lot`() throws {
        let day: Int64 = 86_400 * second
        let impact = [
            ("lambda", 1e-6), ("sigma", 0.95), ("eta", 2.5e-6), ("gamma", 2.5e-7), ("epsilon", 0.0625),
        ].map { ($0.0, Argument.real($0.1)) }
        var sequencer = Sequencer()
        let trades = (0..<130).map { hour in
            Trade(
                header: sequencer.header(at: Int64(hour) * day / 24), price: Price(50), quantity: 1,
                side: .buy)
        }
        var loop = try ClosedLoop("execution.shortfall", over(5 * 86_400, slices: 5) + impact)
        loop.run(trades, [parent(1, 1e6)])
        let held = [541_955.5543739223, 289_854.2194099351, 147_897.48782172316, 62_141.801605766035, 0]
        var left = 1e6
        for (slice, golden) in zip(loop.slices, held) {
            left -= slice.quantity
            #expect(abs(left - golden) <= 0.5)
        }
        #expect(loop.slices.count == 5 && left == 0)
        #expect(abs((loop.node.report.value("half_life") ?? 0) - 1.6472397707913768) < 1e-9)
        #expect(abs((loop.node.report.value("expected_cost") ?? 0) - 911_226.9863037935) < 1e-5)
    }

    @Test func `what has no best schedule is refused`() {
        let bad: [[(String, ArgumentValue)]] = [
            [("lambda", Argument.real(1e-6)), ("eta", Argument.real(1))],
            [("lambda", Argument.real(1e-6)), ("sigma", Argument.real(1))],
        ]
        for arguments in bad {
            #expect(throws: OperatorError.self) {
                try ClosedLoop("execution.shortfall", over(50, slices: 5) + arguments)
            }
        }
    }
}
