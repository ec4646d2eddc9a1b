import FlowEngine
import OperatorKit
import Testing

/// The pipelines on real days, against figures computed independently with pandas.
@Suite struct RecordedDataTests {
    @Test func `gold gives the bars that facts say`() throws {
        guard let data = recordedData() else { return }
        let result = try run("gold.yaml", set: [("data", data)], cores: [0, 1])
        #expect(result.outcome == .completed)
        #expect(result.balance.received == 39_702)
        #expect(result.balance.refused == 1)
        #expect(result.events == 39_701)
        #expect(result.headline("bars_1m") == 1_314)
        #expect(result.headline("bars_5m") == 279)
        #expect(result.headline("bars_30m") == 47)
        #expect(result.balance.holds && result.balance.lost == 0)
    }

    @Test func `gold gives the same bytes on one core, on two, and in any stages`() throws {
        guard let data = recordedData() else { return }
        let expected = try run("gold.yaml", set: [("data", data)]).edgeHashes
        #expect(try run("gold.yaml", set: [("data", data)], cores: [0, 1]).edgeHashes == expected)
        let layouts = [
            "stages:\n  all: {nodes: ['*']}\n",
            "stages:\n  hot: {nodes: [ticks, bars, risk, exec]}\n  cold: {nodes: [fast, slow, rsi, atr, matrix, trend, report]}\n",
            "stages:\n  a: {nodes: [ticks, report], wait: park}\n  b: {nodes: [exec, fast]}\n"
                + "  c: {nodes: [risk, 'bars@*'], wait: yield}\n",
        ]
        for layout in layouts {
            for cores in [[0], [0, 1]] {
                let result = try run("gold.yaml", set: [("data", data)], adding: layout, cores: cores)
                #expect(result.outcome == .completed)
                #expect(result.edgeHashes == expected, "\(layout) on \(cores)")
            }
        }
    }

    @Test func `every trade of a day of SPY goes through the whole chain`() throws {
        guard let data = recordedData() else { return }
        let result = try run("spy.yaml", set: [("data", data)], cores: [0, 1])
        #expect(result.outcome == .completed)
        #expect(result.balance.received == 250_601)
        #expect(result.balance.out == 250_601)
        let orders = try #require(result.headline("orders"))
        #expect(orders > 0)
        #expect(
            result.node("risk")?.produced.first?.count
                == result.node("exec")?.report.value("received").map(Int.init))
    }

    @Test func `paced gold changes no bytes`() throws {
        guard let data = recordedData() else { return }
        let expected = try run("gold.yaml", set: [("data", data)]).edgeHashes
        var options = RunOptions()
        options.pace = .rate(100_000)
        let result = try run("gold.yaml", set: [("data", data)], cores: [0, 1], options: options)
        #expect(result.edgeHashes == expected)
        #expect(result.run.wall > 0.39)
    }

    @Test func `the quickstart needs no data and is the same every time`() throws {
        let first = try run("quickstart.yaml", set: [("count", "60000")])
        let second = try run("quickstart.yaml", set: [("count", "60000")], cores: [0, 1])
        #expect(first.outcome == .completed)
        #expect(first.edgeHashes == second.edgeHashes)
        #expect(first.headlines.map(\.value) == second.headlines.map(\.value))
        let other = try run("quickstart.yaml", set: [("count", "60000"), ("seed", "8")])
        #expect(other.edgeHashes != first.edgeHashes)
    }
}
