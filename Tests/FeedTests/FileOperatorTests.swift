import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// `ingest.databento` and `ingest.fix` as operators: arguments, order, balance, report.
@Suite struct FileOperatorTests {
    @Test func `a Databento file's events leave in one order and all are told`() throws {
        let instrument = ("instrument_id", Argument.integer(5482))
        for limit in [1, 10, 512] {
            let played = try play(
                "ingest.databento", testFile("databento/all.v3.dbn.zst"), [instrument], limit: limit)
            #expect(played.failure == nil && played.trades.count >= 4 && played.quotes.count >= 16)
            let sequences = played.sequences
            #expect(Set(sequences).count == sequences.count)
            let report = played.report
            #expect(report.value("records") == 92 && report.value("skipped_definition") == 4)
            #expect(report.value("tick_size") != nil && report.value("open_interest") != nil)
            let left = report.refusals.reduce(0) { $0 + $1.count }
            #expect(report.received == Int(report.value("events") ?? -1) + left)
            #expect(report.inputs.count == 1)
        }
    }

    @Test func `a symbol chooses among a Databento file's instruments`() throws {
        let path = testFile("databento/two-symbols.dbn")
        #expect(throws: OperatorError.self) { try play("ingest.databento", path) }
        let played = try play("ingest.databento", path, [("symbol", Argument.text("ESH1"))])
        #expect(played.trades.map(\.quantity) == (0..<10).map { Double(2 * $0 + 1) })
        #expect(throws: OperatorError.self) {
            try play(
                "ingest.databento", path,
                [("symbol", Argument.text("ESH1")), ("instrument_id", Argument.integer(5482))])
        }
    }

    @Test func `a FIX log's events leave in order, and every message is told`() throws {
        let played = try play("ingest.fix", testFile("fix/pasted.log"))
        #expect(played.failure == nil && played.report.value("messages") == 124)
        #expect(played.trades.count > 20 && played.levels.count > 200)
        let sequences = played.sequences
        #expect(Set(sequences).count == sequences.count)
        #expect(played.report.received == sequences.count)
        let top = try play("ingest.fix", testFile("fix/market.log"), [("book", Argument.text("top"))])
        #expect(top.levels.isEmpty && top.quotes.count > 50)
        // Places in the order count up where events share a time, so they differ when other events go along.
        #expect(top.trades.map(\.price) == played.trades.map(\.price))
        #expect(top.trades.map(\.header.time) == played.trades.map(\.header.time))
        let none = try play("ingest.fix", testFile("fix/market.log"), [("symbol", Argument.text("USD/JPY"))])
        #expect(none.sequences.isEmpty && none.report.value("skipped") == 120)
        let fills = try play(
            "ingest.fix", testFile("fix/executions.log"),
            [("executions", ArgumentValue(.flag(true), source: "true"))])
        #expect(fills.trades.count == 4 && fills.report.refusals.count == 1)
    }
}
