import FlowEngine
import Foundation
import JSON
import OperatorKit
import Testing

@testable import RunReport

@Suite struct StoredRunTests {
    private static let record = MadeUpRun.record(days: 90)
    private static let text = RecordWriter(record: record).value.text()

    private func read(_ text: String) throws -> RunRecord {
        try RecordReader.record(Array(text.utf8), path: "record.json")
    }

    private func error(_ text: String) -> RecordError? {
        do {
            _ = try read(text)
            return nil
        } catch {
            return error as? RecordError
        }
    }

    @Test func `a stored run gives the same reports to the byte`() throws {
        let again = try read(Self.text)
        #expect(RecordWriter(record: again).value.text() == Self.text)
        #expect(HTMLReport(again).text == HTMLReport(Self.record).text)
        #expect(JSONReport(again).value.text() == JSONReport(Self.record).value.text())
        let style = TextStyle(coloured: false)
        #expect(
            TextReport(again, style: style, verbose: true).text
                == TextReport(Self.record, style: style, verbose: true).text)
        let files = [Self.record, again].map { record in
            Tables.files(record).map { "\($0.name)\n\($0.text())" }
        }
        #expect(files[0] == files[1])
        #expect(files[0].count == 9)
    }

    @Test func `outcomes and what is not finite come back`() throws {
        var record = Self.record
        for outcome: RunResult.Outcome in [
            .interrupted(drained: false), .stalled("who waits\nfor whom"),
            .failed(node: "ticks", .init("no such file", help: "name another")),
        ] {
            record.result.outcome = outcome
            let again = try read(RecordWriter(record: record).value.text())
            #expect(again.result.outcome == outcome)
        }
        record.result.nodes[1].report.series[0].values.replaceSubrange(
            0..<3, with: [.infinity, -.infinity, .nan])
        let values = try read(RecordWriter(record: record).value.text()).result.nodes[1].report.series[0]
            .values
        #expect(values[0] == .infinity && values[1] == -.infinity && values[2].isNaN)
    }

    @Test func `a file that was cut anywhere is told as cut`() {
        let bytes = Array(Self.text.utf8)
        for count in stride(from: 1, to: bytes.count - 2, by: bytes.count / 97) {
            let error = error(String(decoding: bytes[..<count], as: UTF8.self))
            #expect(error?.reason.hasPrefix("the file ends too early") == true, "\(count) bytes")
        }
    }

    @Test(
        arguments: [
            ("\"gm-flow record\"", "\"other\"", "it is not the record of a run"),
            ("\"version\": 1,", "\"version\": 2,", "its version is 2, and this program reads 1"),
            ("\"rank\": 1", "\"rank\": 2", "`graph.nodes[1].rank` is no whole number from 0 to 1"),
            ("\"to\": 1", "\"to\": -1", "`graph.edges[0].to` is no whole number from 0 to 1"),
            ("\"times\": 0", "\"times\": 9", "`nodes[1].series[0].times` is no whole number from 0 to 0"),
            ("\"verdict\": \"met\"", "\"verdict\": \"good\"", "`budgets[0].verdict` is no verdict"),
            ("\"seed\": ", "\"sead\": ", "`manifest.seed` is missing"),
            ("\"out\": 4000", "\"out\": 9223372036854775807", "`balance.out` is no whole number"),
        ])
    func `what no run wrote is refused at its place`(_ old: String, _ new: String, _ reason: String) {
        let changed = Self.text.replacingOccurrences(of: old, with: new)
        #expect(changed != Self.text)
        let error = error(changed)
        #expect(error?.reason.hasPrefix(reason) == true, "\(error?.message ?? "none")")
        #expect(error?.help != nil)
    }

    @Test func `bytes changed at random never crash a report`() throws {
        var random = MadeUpRun.Random(state: 3)
        let bytes = Array(RecordWriter(record: MadeUpRun.record(days: 8)).value.text().utf8)
        var readable = 0
        for _ in 0..<300 {
            var changed = bytes
            for _ in 0..<2 {
                let digit = Int(random.uniform() * Double(changed.count))
                changed[digit] = UInt8(ascii: "0") + UInt8(random.uniform() * 10)
            }
            guard let record = try? RecordReader.record(changed, path: "x") else { continue }
            readable += 1
            _ = HTMLReport(record).text
            _ = TextReport(record, style: TextStyle(coloured: false), verbose: true).text
        }
        #expect(readable > 20)
    }

    @Test func `a folder is read by its record, and a missing one is told`() throws {
        let folder = NSTemporaryDirectory() + "gm-flow-stored-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try OutputFile.makeDirectory(folder)
        #expect(throws: RecordError.self) { try StoredRun.read(folder) }
        #expect(RunDirectory(path: folder).write(Self.record).isEmpty)
        #expect(try StoredRun.read(folder).result.pipeline == "made-up")
        #expect(try StoredRun.read(folder + "/record.json").result.pipeline == "made-up")
    }
}
