import FlowEngine
import OperatorKit
import Testing

/// Execution algorithms on recorded markets, from decision to what the orders cost.
@Suite struct ExecutionPipelineTests {
    static let names = ["twap", "vwap", "is", "adaptive", "iceberg", "pov"]

    /// Half a million messages take a debug build seconds each: there, one of them.
    static var recorded: [(name: String, profile: String?)] {
        #if DEBUG
            [("adaptive", "btcusdt")]
        #else
            names.flatMap { [($0, nil), ($0, "btcusdt")] }
        #endif
    }

    @Test(arguments: names) func `on the simulated market`(name: String) throws {
        let orders = "[{at: 3m, quantity: 90}, {at: 19m, quantity: -70}, {at: 35m, quantity: 33}]"
        let result = try run(
            "execution/\(name).yaml",
            set: [
                ("source", "ingest.simulated"), ("feed", "{seed: 7, count: 5000, rate: 1}"),
                ("calendar", "24/7"), ("orders", orders), ("over", "15m"), ("tick", "0.1"),
            ])
        try check(result, isPassive: name == "iceberg")
    }

    @Test(arguments: recorded) func `on recorded markets`(name: String, profile: String?) throws {
        guard let data = recordedData() else { return }
        let result = try run("execution/\(name).yaml", set: [("data", data)], profile: profile)
        try check(result, isPassive: name == "iceberg")
    }

    /// Fills and what is unfilled make the quantity, as algorithm, venue and analysis each count it.
    private func check(_ result: RunResult, isPassive: Bool) throws {
        #expect(result.outcome == .completed && result.balance.holds && result.balance.lost == 0)
        let algorithm = try #require(result.node("algorithm")).report
        let tca = try #require(result.node("tca")).report
        let value = { (report: NodeReport, name: String) in report.value(name) ?? .nan }
        #expect(value(algorithm, "parents") >= 3 && value(algorithm, "rejected") == 0)
        let filled = value(algorithm, "filled")
        #expect(abs(value(algorithm, "quantity") - filled - value(algorithm, "unfilled")) < 1e-6)
        #expect(abs(value(tca, "quantity") - filled - value(tca, "unfilled")) < 1e-6)
        #expect(abs(value(algorithm, "sliced") - filled - value(algorithm, "returned")) < 1e-6)
        #expect(value(algorithm, "unknown_fills") == 0 && filled > 0)
        if !isPassive { #expect(value(tca, "fill_rate") > 0.9) }
        let parts = ["delay", "trading", "opportunity", "fees"].reduce(0) { $0 + value(tca, $1) }
        #expect(abs(parts - value(tca, "shortfall")) < 1e-6)
        try check(tca, parents: Int(value(algorithm, "parents")))
    }

    private func check(_ tca: NodeReport, parents: Int) throws {
        let table = try #require(tca.tables.first { $0.name == "tca" })
        #expect(table.rows.count == parents + 1 && table.rows.last?.first == "all")
        let column = { (name: String) in
            table.columns.firstIndex(of: name).map { at in table.rows.map { $0[at] } }
        }
        let quantities = try #require(column("quantity")?.compactMap(Double.init))
        let filled = try #require(column("filled")?.compactMap(Double.init))
        #expect(abs(quantities.dropLast().reduce(0, +) - (quantities.last ?? 0)) < 1e-6)
        for (a, b) in zip(filled, quantities) { #expect(a <= b + 1e-9) }
    }

    @Test func `brackets that a day reaches on both sides are told`() throws {
        guard let data = recordedData() else { return }
        let result = try run("execution/bars.yaml", set: [("data", data)])
        #expect(result.outcome == .completed && result.balance.holds)
        let exec = try #require(result.node("exec")).report
        #expect(exec.value("unfilled") == 0 && exec.value("rejected") == 0)
        #expect((exec.value("impact_sigma") ?? 0) > 0.005 && (exec.value("impact_volume") ?? 0) > 1e7)
        let report = try #require(result.node("report")).report
        let lint = try #require(report.tables.first { $0.name == "lint" })
        let row = try #require(lint.rows.first { $0[0] == "AMBIGUOUS_FILLS" })
        #expect(row[2].hasPrefix("2 of \(Int(exec.value("fills") ?? 0)) fills"))
        let trades = try #require(report.tables.first { $0.name == "trades" })
        let ambiguous = try #require(trades.columns.firstIndex(of: "ambiguous"))
        #expect(trades.rows.count { $0[ambiguous] == "yes" } == 2)
    }

    #if !DEBUG
        @Test func `orders rest in a recorded book, and some wait for the rate`() throws {
            guard let data = recordedData() else { return }
            let result = try run("execution/book.yaml", set: [("data", data)])
            #expect(result.outcome == .completed && result.balance.holds)
            let risk = try #require(result.node("risk")).report
            let exec = try #require(result.node("exec")).report
            #expect((risk.value("delayed") ?? 0) > 0 && risk.value("delayed_dropped") == 0)
            #expect(exec.value("received") == risk.value("approved"))
            let settled = (exec.value("orders") ?? 0) + (exec.value("unfilled") ?? 0)
            #expect(settled == risk.value("approved") && (exec.value("orders") ?? 0) > 20)
        }

        /// Cancels before those who wait bring them on, cancels behind them don't: as the risk-averse model has it.
        @Test func `in a book by order the time to a fill hangs on who cancels`() throws {
            guard let data = recordedData() else { return }
            func wait(_ pipeline: String, _ more: [(name: String, value: String)] = []) throws -> Double {
                let result = try run("execution/\(pipeline).yaml", set: [("data", data)] + more)
                #expect(result.outcome == .completed && result.balance.holds)
                let exec = try #require(result.node("exec")).report
                #expect(exec.value("orders") == 52 && (exec.value("queue_ahead") ?? 0) > 3)
                return try #require(result.headline("time_to_fill"))
            }
            let waits = try ["front", "anywhere", "back"].map { try wait("orders", [("cancels", $0)]) }
            #expect(waits[0] < waits[1] && waits[1] < waits[2])
            #expect(try wait("book") == waits[2])
        }
    #endif

    @Test func `one core and two give the same bytes`() throws {
        guard let data = recordedData() else { return }
        let one = try run("execution/pov.yaml", set: [("data", data)], profile: "btcusdt").edgeHashes
        let two = try run("execution/pov.yaml", set: [("data", data)], cores: [0, 1], profile: "btcusdt")
            .edgeHashes
        #expect(one == two && one.count > 10)
    }

    #if !DEBUG
        @Test func `yesterday's curve is what today's orders follow`() throws {
            guard let data = recordedData() else { return }
            let result = try run("execution/vwap.yaml", set: [("data", data)])
            let report = try #require(result.node("algorithm")).report
            #expect(report.value("curve_days") == 1)
            #expect(report.value("learned") == report.value("parents") && report.value("fallbacks") == 0)
        }
    #endif
}
