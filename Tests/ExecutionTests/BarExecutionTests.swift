import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct BarExecutionTests {
    private let tick = ("tick", Argument.real(1))

    private func run(
        _ bars: [Bar], _ orders: [Order], _ arguments: [(String, ArgumentValue)] = []
    ) throws -> VenueRun {
        try VenueRun("execution.bars", [tick] + arguments, [Feed("bars", bars), Feed("order", orders)])
    }

    @Test func `a market order takes the next bar's open with half the spread, slippage and impact`() throws {
        let bars = [bar(0, [100, 105, 95, 101]), bar(10, [102, 110, 98, 108])]
        let costs = [("spread", 2.0), ("slippage", 1.0)].map { ($0.0, Argument.real($0.1)) }
        let run = try run(
            bars, [request(9, 1, 2), request(9, 2, -1)], costs + [("impact", Argument.real(1))])
        #expect(run.trades == ["1: 2.0 at 105", "2: -1.0 at 99"])
        #expect(run.fills[0].liquidity == .taker && run.fills[0].header == bars[1].header)
    }

    @Test func `a limit needs the bar to go through it by a tick`() throws {
        let bars = [bar(0, [100, 105, 95, 100]), bar(10, [100, 105, 95, 100]), bar(20, [97, 99, 94, 96])]
        let orders = [
            request(9, 1, 1, .limit, limit: 95), request(9, 2, 1, .limit, limit: 96),
            request(9, 3, -1, .limit, limit: 105), request(9, 4, 1, .limit, limit: 103),
        ]
        let run = try run(bars, orders, [("slippage", Argument.real(1))])
        #expect(run.trades == ["4: 1.0 at 101", "2: 1.0 at 96", "1: 1.0 at 95"])
        #expect(run.end(3) == "cancelled DATA_ENDED")
    }

    @Test func `a buy stop pays the stop or a worse open, plus slippage`() throws {
        let bars = [
            bar(0, [100, 100, 100, 100]), bar(10, [100, 104, 99, 103]), bar(20, [110, 112, 109, 111]),
        ]
        let orders = [request(9, 1, 1, .stop, stop: 103), request(9, 2, 1, .stop, stop: 106)]
        let run = try run(bars, orders, [("slippage", Argument.real(1))])
        #expect(run.trades == ["1: 1.0 at 104", "2: 1.0 at 111"])
    }

    @Test(arguments: [("pessimistic", "stop"), ("ohlc", "target"), ("olhc", "stop"), ("nearest", "target")])
    func `stop and target in one bar are decided by the path, and counted`(path: String, first: String) throws
    {
        // The high is nearer to the open than the low.
        let bars = [
            bar(0, [100, 100, 100, 100]), bar(10, [100, 101, 99, 100]), bar(20, [100, 106, 93, 100]),
        ]
        let entry = request(9, 1, 2) {
            $0.takeProfit = Price(104)
            $0.stopLoss = Price(95)
        }
        let run = try run(bars, [entry], [("path", Argument.text(path))])
        #expect(run.trades == ["1: 2.0 at 100", first == "stop" ? "-3: -2.0 at 95" : "-2: -2.0 at 104"])
        #expect(run.report.value("ambiguous") == 1)
        #expect(run.fills.filter(\.isTrade).map { $0.flags.contains(.ambiguous) } == [false, true])
        #expect(run.end(first == "stop" ? -2 : -3) == "cancelled GROUP_FILLED")
        #expect(run.report.value("position") == 0)
    }

    @Test func `legs attached within a bar have their stop hit, their target only beyond the close`() throws {
        func exits(_ prices: [Double]) throws -> VenueRun {
            let entry = request(9, 1, 1, .limit, limit: 98) {
                $0.takeProfit = Price(103)
                $0.stopLoss = Price(95)
            }
            return try run([bar(0, [100, 100, 100, 100]), bar(10, prices)], [entry])
        }
        #expect(try exits([100, 101, 94, 100]).trades == ["1: 1.0 at 98", "-3: -1.0 at 95"])
        #expect(try exits([100, 105, 97, 104]).trades == ["1: 1.0 at 98", "-2: -1.0 at 103"])
        let open = try exits([100, 105, 97, 100])
        #expect(open.trades == ["1: 1.0 at 98"] && open.report.value("ambiguous") == 1)
    }

    @Test(arguments: ["pessimistic", "ohlc", "olhc", "nearest"])
    func `fills that only one path of a bar can make are certain`(path: String) throws {
        // The target is met in the bar after the entry's, the stop never; a gap passes the other stop at the open.
        let bars = [
            bar(0, [100, 100, 100, 100]), bar(10, [100, 101, 99, 100]), bar(20, [100, 106, 99, 100]),
            bar(30, [90, 106, 89, 100]),
        ]
        let orders = [
            request(9, 1, 1) {
                $0.takeProfit = Price(104)
                $0.stopLoss = Price(95)
            },
            request(21, 2, 1) {
                $0.takeProfit = Price(104)
                $0.stopLoss = Price(95)
            },
        ]
        let run = try run(bars, orders, [("path", Argument.text(path))])
        #expect(run.fills.filter(\.isTrade).count >= 3 && run.trades[1] == "-2: -1.0 at 104")
        #expect(run.fills.prefix(2).allSatisfy { $0.flags.isEmpty })
        let late = try #require(run.fills.first { $0.orderID == 2 })
        #expect(late.flags.isEmpty, "an entry at the open")
    }

    @Test func `what follows a doubtful stop is doubtful too`() throws {
        let bars = [
            bar(0, [100, 100, 100, 100]), bar(10, [100, 101, 99, 100]),
            bar(20, [100, 106, 93, 100], volume: 10), bar(30, [96, 97, 95, 96], volume: 1000),
        ]
        let entry = request(9, 1, 3) {
            $0.takeProfit = Price(104)
            $0.stopLoss = Price(95)
        }
        let run = try run(bars, [entry])
        #expect(run.trades == ["1: 3.0 at 100", "-3: -1.0 at 95", "-3: -2.0 at 96"])
        #expect(run.fills.filter(\.isTrade).map(\.flags) == [[], .ambiguous, .ambiguous])
        #expect(run.report.value("ambiguous") == 2)
    }

    @Test func `fills take at most the participation, and the rest carries over`() throws {
        let bars = (0..<4).map { bar(Int64($0) * 10, [100, 101, 99, 100], volume: 40) }
        let run = try run(bars, [request(9, 1, 10), request(9, 2, 1)])
        #expect(run.trades == ["1: 4.0 at 100", "1: 4.0 at 100", "1: 2.0 at 100", "2: 1.0 at 100"])
        let free = try self.run(bars, [request(9, 1, 100)], [("participation", Argument.real(0))])
        #expect(free.trades == ["1: 100.0 at 100"])
    }

    @Test func `made-up and partial bars fill nothing`() throws {
        let flat = [100.0, 100, 100, 100]
        let bars = [
            bar(0, flat), bar(10, flat, flags: .synthetic), bar(20, flat, flags: .partial),
            bar(30, [102, 102, 102, 102]),
        ]
        let run = try run(bars, [request(9, 1, 1)])
        #expect(run.trades == ["1: 1.0 at 102"] && run.report.value("stale") == 1)
    }

    @Test func `an order meets no bar that began before it arrived`() throws {
        let bars = (0..<4).map { bar(Int64($0) * 10, Array(repeating: 100 + Double($0), count: 4)) }
        #expect(try run(bars, [request(12, 1, 1)]).trades == ["1: 1.0 at 102"])
        #expect(
            try run(bars, [request(9, 1, 1)], [("latency", Argument.integer(12))]).trades == ["1: 1.0 at 103"]
        )
    }

    @Test func `a trailing stop follows the price and never goes back`() throws {
        let bars = [
            bar(0, [100, 100, 100, 100]), bar(10, [100, 103, 100, 103]), bar(20, [103, 107, 104, 107]),
            bar(30, [105, 105, 101, 102]),
        ]
        let order = request(9, 1, -1, .trailingStop) { $0.trail = Price(4) }
        for path in ["pessimistic", "ohlc", "olhc", "nearest"] {
            #expect(try run(bars, [order], [("path", Argument.text(path))]).trades == ["1: -1.0 at 103"])
        }
    }

    @Test func `a stop-limit fills at its limit, or rests`() throws {
        let bars = [
            bar(0, [100, 100, 100, 100]), bar(10, [100, 104, 99, 103]), bar(20, [103, 103, 100, 101]),
        ]
        let order = request(9, 1, 1, .stopLimit, limit: 102, stop: 102)
        #expect(try run(bars, [order]).trades == ["1: 1.0 at 102"])
        #expect(try run(bars, [order]).fills.first?.header.sequence == 29, "not in the bar that triggers it")
        #expect(try run(bars, [order], [("path", Argument.text("ohlc"))]).fills.first?.header.sequence == 19)
    }

    @Test func `day and gtd orders expire`() throws {
        let day: Int64 = 86_400_000_000_000
        func flat(_ start: Int64) -> Bar { bar(start, [100, 100, 100, 100]) }
        let bars = [flat(day - 40), flat(day - 20), flat(day - 10), flat(day)]
        let orders = [
            request(day - 31, 1, 1, .limit, limit: 90) {
                $0.timeInForceCode = Order.TimeInForce.day.rawValue
            },
            request(day - 31, 2, 1, .limit, limit: 90) {
                $0.timeInForceCode = Order.TimeInForce.gtd.rawValue
                $0.expiry = day - 15
            },
            request(day - 31, 3, 1, .limit, limit: 90),
        ]
        let run = try run(bars, orders)
        #expect(run.end(1) == "expired DAY_ENDED" && run.end(2) == "expired GTD_EXPIRED")
        #expect(run.end(3) == "cancelled DATA_ENDED")
    }
}
