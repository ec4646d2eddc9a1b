import FlowEngine
import Foundation
import OperatorKit
import Testing

@testable import RunReport

@Suite struct PageTests {
    @Test func `a tear sheet with everything is readable everywhere, without a complaint`() throws {
        try PageLook.look(at: "tear-sheet", HTMLReport(MadeUpRun.record()).text, charts: 9)
    }

    @Test func `a page fetches nothing`() {
        let page = HTMLReport(MadeUpRun.record()).text
        for word in [" src=", "href=\"http", "@import", "url(", "fetch(", "<object", "<iframe"] {
            #expect(!page.contains(word), "\(word)")
        }
        #expect(!page.contains("<b>,") && page.contains("line 7: -1 &lt;b&gt;"))
        #expect(page.contains("LINT_SIGNIFICANCE") && page.contains("95 %: -0.21 to 2.60"))
    }

    @Test func `sections without anything to say are left out`() {
        var record = MadeUpRun.record(days: 30)
        record.result.nodes[1].report = .init()
        let page = HTMLReport(record).text
        for id in ["equity", "returns", "rolling", "trades", "metrics", "attribution", "costs", "tables"] {
            #expect(!page.contains("<section id=\"\(id)\""), "\(id)")
        }
        #expect(page.contains("<section id=\"data\"") && page.contains("<section id=\"manifest\""))
    }

    @Test func `numbers at the ends of what there is are drawn without a trap`() {
        var record = MadeUpRun.record(days: 12)
        for index in record.result.nodes[1].report.series.indices {
            record.result.nodes[1].report.series[index].values = [
                .nan, .infinity, -.infinity, 1e308, -1e308, 0, .leastNonzeroMagnitude, 1, 2, 3, 4, 5,
            ]
        }
        for (index, table) in record.result.nodes[1].report.tables.enumerated() {
            record.result.nodes[1].report.tables[index].rows += [
                table.columns.map { _ in "nan" }, table.columns.map { _ in "1e308" }, [],
                table.columns.map { _ in "-1e308" },
                table.columns.map { $0.hasSuffix("_time") ? "2022-01-03 00:00:00" : "1e308" },
            ]
        }
        #expect(HTMLReport(record).text.contains("</html>"))
    }
}
