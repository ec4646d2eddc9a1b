import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct AnalyticsTests {
    private func fill(
        _ time: Int64, _ quantity: Double, _ price: Double, fee: Double = 0, multiplier: Double = 1
    ) -> Fill {
        Fill(
            header: EventHeader(time: time, sequence: time), orderID: time, quantity: quantity,
            price: Price(price),
            fee: fee, multiplier: multiplier, outcome: .filled, orderTime: time)
    }

    private func run(
        _ fills: [Fill], _ marks: [Bar]?, capital: Double = 100
    ) throws -> DrivenNode {
        let feeds = [Feed("fills", fills)] + (marks.map { [Feed("marks", $0)] } ?? [])
        return try NodeHarness(entry("analytics.performance"), [("capital", Argument.real(capital))], feeds)
            .run().node
    }

    private func close(_ a: Double?, _ b: Double) -> Bool { a.map { abs($0 - b) < 1e-12 } ?? false }

    @Test func `equity is cash and the position at the mark, fees taken`() throws {
        let marks = [10.0, 12, 11].enumerated().map { bar(Int64($0), high: 20, low: 1, close: $1) }
        let node = try run([fill(minute, 2, 10, fee: 1, multiplier: 5)], marks)
        let points = node.tape(EquityPoint.self).events
        // Bought 2 at 10, worth 5 a point, for a fee of 1.
        #expect(points.map(\.equity) == [100, 119, 109] && points.map(\.position) == [0, 2, 2])
        #expect(points.map(\.drawdown) == [0, 0, 1 - 109.0 / 119])
        #expect(node.report.value("pnl") == 9 && node.report.value("return") == 0.09)
        #expect(close(node.report.value("exposure"), 2.0 / 3) && node.report.value("fees") == 1)
        #expect(node.report.value("buy_and_hold_pnl") == 4.5)
    }

    @Test func `golden drawdown`() throws {
        // Equity 100, 120, 90, 130.
        let marks = [0.0, 20, -10, 30].enumerated().map { bar(Int64($0), high: 99, low: -99, close: $1) }
        let node = try run([fill(0, 1, 0)], marks)
        #expect(node.tape(EquityPoint.self).events.map(\.equity) == [100, 120, 90, 130])
        #expect(node.report.value("max_drawdown") == 0.25)
    }

    @Test func `golden trades`() throws {
        // Trades of +2, −1, +3, −2.
        var fills: [Fill] = []
        for (index, profit) in [2.0, -1, 3, -2].enumerated() {
            fills += [fill(Int64(index) * 10, 1, 50), fill(Int64(index) * 10 + 5, -1, 50 + profit)]
        }
        let report = try run(fills, nil).report
        #expect(report.value("trades") == 4 && report.value("win_rate") == 0.5)
        #expect(close(report.value("profit_factor"), 5.0 / 3) && report.value("average_trade") == 0.5)
    }

    @Test func `golden ratio of daily returns`() throws {
        // Returns .01, −.02, .03, 0 on four days; rounding of prices to 1e-9 leaves the last digits open.
        var equity = 100.0
        var marks: [Bar] = []
        for (day, change) in [0.01, -0.02, 0.03, 0].enumerated() {
            equity *= 1 + change
            marks.append(bar(Int64(day) * 1440 + 1439, high: 200, low: 0, close: equity))
        }
        let report = try run([fill(0, 1, 100)], marks).report
        let sharpe = try #require(report.value("sharpe"))
        #expect(abs(sharpe - 3.812933) < 1e-5, "\(sharpe)")
        #expect(abs(report.value("return")! - 0.019494) < 1e-6)
        #expect(report.metrics.first { $0.name == "sharpe" }?.unit.contains("4 daily") == true)
    }

    @Test func `a short run takes returns per bar and says so`() throws {
        let marks = [100.0, 101, 100, 103].enumerated().map { bar(Int64($0), high: 200, low: 0, close: $1) }
        let report = try run([fill(0, 1, 100)], marks).report
        let returns = [0, 0.01, 100.0 / 101 - 1, 0.03]
        let mean = returns.reduce(0, +) / 4
        let deviation = (returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3).squareRoot()
        let expected = mean / deviation * (252 * 1440.0).squareRoot()
        #expect(abs(report.value("sharpe")! - expected) < 1e-9)
        #expect(report.metrics.first { $0.name == "sharpe" }?.unit.contains("1m bar") == true)
    }

    @Test func `what is not defined is nil`() throws {
        let report = try run([], [bar(0, high: 1, low: 1, close: 1), bar(1, high: 1, low: 1, close: 1)])
            .report
        for name in ["sharpe", "win_rate", "profit_factor", "average_trade", "buy_and_hold_pnl"] {
            #expect(report.metrics.contains { $0.name == name } && report.value(name) == nil, "\(name)")
        }
        #expect(report.value("pnl") == 0 && report.value("trades") == 0 && report.value("exposure") == 0)
    }

    @Test func `round trips are first in, first out, across a change of sides`() throws {
        let start: Int64 = 1_381_104_000_000_000_000
        let fills = [
            fill(start, 1, 10, fee: 2), fill(start + 1_500_000_000, 1, 12, fee: 2),
            fill(start + minute, -3, 15, fee: 6), fill(start + 2 * minute, 1, 11, fee: 2),
        ]
        let report = try run(fills, nil).report
        let table = try #require(report.tables.first { $0.name == "trades" })
        #expect(
            table.columns == [
                "entry_time", "exit_time", "side", "quantity", "entry", "exit", "pnl", "fees", "mae", "mfe",
                "agent", "instrument", "ambiguous",
            ])
        #expect(
            table.rows.map { $0.prefix(8).joined(separator: " ") } == [
                "2013-10-07T00:00:00Z 2013-10-07T00:01:00Z long 1 10 15 1.0 4.0",
                "2013-10-07T00:00:01.5Z 2013-10-07T00:01:00Z long 1 12 15 -1.0 4.0",
                "2013-10-07T00:01:00Z 2013-10-07T00:02:00Z short 1 15 11 0.0 4.0",
            ])
        #expect(report.value("position") == 0 && report.value("pnl") == 0)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `profit is the sum of the trades and of what is open`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var fills: [Fill] = []
        var lots: [(Double, Double)] = []
        for index in 0..<500 {
            let quantity = Double(Int.random(in: -4...4, using: &random))
            let price = Double(Int.random(in: 900...1100, using: &random)) / 10
            fills.append(
                fill(Int64(index) * 1_000_000_000, quantity, price, fee: abs(quantity) * 0.25, multiplier: 20)
            )
            if quantity != 0 { lots.append((quantity, price)) }
        }
        let report = try run(fills, nil, capital: 1e7).report
        let last = fills[fills.count - 1].price.double
        let expected = lots.reduce(0) { $0 + $1.0 * (last - $1.1) * 20 - abs($1.0) * 0.25 }
        #expect(abs(report.value("pnl")! - expected) < 1e-6, "seed \(seed)")
        #expect(report.value("position") == lots.reduce(0) { $0 + $1.0 })
        let table = try #require(report.tables.first { $0.name == "trades" })
        let closed = table.rows.reduce(0) { $0 + Double($1[6])! }
        #expect(abs(closed - report.value("trades")! * report.value("average_trade")!) < 1e-6)
        let times = table.rows.map { $0[1] }
        #expect(times == times.sorted(), "exits are in order")
        let series = try #require(report.series.first { $0.name == "equity" })
        #expect(series.times.count == 500 && abs(series.values[499] - 1e7 - expected) < 1e-6)
    }

    @Test func `analytics keeps the laws of operators`() throws {
        let trades = TradeTape.random(1000, seed: 2)
        let marks = try bars(trades, every: minute)
        let fills = trades.enumerated().filter { $0.offset % 9 == 0 }.map { index, trade in
            Fill(
                header: trade.header, orderID: Int64(index), quantity: index % 2 == 0 ? 1 : -1,
                price: trade.price,
                fee: 1, multiplier: 20, outcome: .filled, orderTime: 0)
        }
        let feeds = [Feed("fills", fills), Feed("marks", marks), Feed("market", trades)]
        #expect(try checkOperator(entry("analytics.performance"), [], feeds) == [])
    }
}
