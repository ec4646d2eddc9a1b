import FlowEngine
import OperatorKit

/// A run as one page that needs nothing but itself: style, drawings and script are inside.
public struct HTMLReport {
    let record: RunRecord
    /// What the first `analytics.performance` says, or whoever keeps an equity.
    let figures: NodeReport
    var result: RunResult { record.result }

    /// Prepares the page of a run.
    public init(_ record: RunRecord) {
        self.record = record
        let nodes = record.result.nodes
        let main =
            nodes.first { $0.op == "analytics.performance" }
            ?? nodes.first { node in node.report.series.contains { $0.name == "equity" } }
        figures = main?.report ?? NodeReport()
    }

    /// The page.
    public var text: String {
        HTMLPage.text(
            title: result.pipeline, head: header + warnings + cards,
            parts: [
                part("equity", "Equity", equity), part("returns", "Returns by month", monthly),
                part("rolling", "Rolling Sharpe and exposure", rolling),
                part("trades", "Trades", trades), part("metrics", "Figures", metrics),
                part("attribution", "Attribution", attribution), part("costs", "Cost of trading", costs),
                part("latency", "Latency", latency + budgets), part("data", "Data quality", quality),
                part("tables", "Tables", tables), part("graph", "Graph", picture),
                part("nodes", "Nodes and threads", nodes + workers),
                part("manifest", "Manifest", manifest),
            ])
    }

    private func part(_ id: String, _ title: String, _ body: String) -> HTMLPage.Part {
        HTMLPage.Part(id: id, title: title, body: body)
    }

    /// A line of the account; nil where it is absent or empty.
    func series(_ name: String) -> NodeReport.Series? {
        figures.series.first { $0.name == name && !$0.times.isEmpty }
    }

    /// A table of the account; nil where it is absent or empty.
    func table(_ name: String) -> NodeReport.Table? {
        figures.tables.first { $0.name == name && !$0.rows.isEmpty }
    }

    private var header: String {
        var text = "<header><h1>\(escaped(result.pipeline))</h1>\n"
        if let market = result.marketTime {
            text +=
                "<p>\(TimeText.plain(market.lowerBound)) to \(TimeText.plain(market.upperBound)) UTC "
                + "<span class=\"soft\">(\(TimeText.span(market.upperBound - market.lowerBound)) of market time"
                + (record.manifest.window == nil ? "" : ", a part of the tape") + ")</span></p>\n"
        }
        text +=
            "<p class=\"soft\">run \(TimeText.plain(record.manifest.started)) UTC · "
            + "\(NumberText.grouped(result.events)) events in \(NumberText.seconds(result.run.wall)), "
            + "\(NumberText.seconds(result.run.cpu)) of CPU"
            + (result.eventsPerProcessorSecond.map { " (\(NumberText.short($0))/s)" } ?? "")
            + " · \(NumberText.bytes(result.residentBytes)) of memory</p></header>\n"
        if let mark = record.partialMark {
            let lines = [mark] + record.partialDetails
            text +=
                "<div class=\"notice\" role=\"alert\">\(escaped(lines.joined(separator: "\n")))</div>\n"
        }
        return text
    }

    /// What the account's own lint says, above all figures: they are read after it.
    private var warnings: String {
        guard let table = table("lint"), let code = table.columns.firstIndex(of: "code"),
            let message = table.columns.firstIndex(of: "message")
        else { return "" }
        let severity = table.columns.firstIndex(of: "severity")
        var text = "<section class=\"lint\" aria-label=\"Warnings\"><h2>Before you believe it</h2>\n<ul>\n"
        for row in table.rows where row.count == table.columns.count {
            let word = severity.map { row[$0] } ?? "warning"
            let style =
                ["error": "missed", "high": "missed", "warning": "inconclusive", "medium": "inconclusive"][
                    word] ?? "note"
            text +=
                "<li><span class=\"badge \(style)\">\(escaped(word))</span> <span>\(escaped(row[message])) "
                + "<code>\(escaped(row[code]))</code></span></li>\n"
        }
        return text + "</ul></section>\n"
    }

    private var cards: String {
        var cards: [(name: String, value: String, unit: String)] = []
        let shown = figures.metrics.filter(\.isHeadline)
        for metric in shown.prefix(12) {
            let (value, unit) = HTMLNumber.split(metric.value, unit: metric.unit)
            cards.append((metric.name, value, unit))
        }
        let named = Set(shown.prefix(12).map(\.name))
        let results: [(name: String, value: String, unit: String)] = result.headlines
            .filter { !named.contains($0.name) }
            .map { ($0.name, $0.value.map(NumberText.value) ?? "–", "") }
        var text = "<div class=\"cards\">\n"
        for card in cards + results {
            let interval = interval(card.name)
            let tone =
                ["pnl", "return"].contains(card.name) ? card.value.hasPrefix("-") ? " loss" : " gain" : ""
            text +=
                "<div class=\"card\"><span>\(escaped(card.name.replacingUnderscores))</span>"
                + "<b class=\"\(tone.dropFirst())\">\(escaped(card.value))</b>"
                + "<small>\(interval ?? escaped(card.unit))</small></div>\n"
        }
        return cards.isEmpty && results.isEmpty ? "" : text + "</div>\n"
    }

    /// The interval of a figure as the table of figures gives it.
    private func interval(_ name: String) -> String? {
        guard let table = table("metrics"), let at = table.columns.firstIndex(of: "metric"),
            let low = table.columns.firstIndex(of: "low"), let high = table.columns.firstIndex(of: "high"),
            let row = table.rows.first(where: { $0.count == table.columns.count && $0[at] == name })
        else { return nil }
        let unit = table.columns.firstIndex(of: "unit").map { row[$0] } ?? ""
        guard let from = Double(row[low]), let to = Double(row[high]) else { return nil }
        return "95 %: \(HTMLNumber.interval(from, to, unit: unit))"
    }
}

extension String {
    /// A metric's name as words.
    var replacingUnderscores: String { String(map { $0 == "_" ? " " : $0 }) }
}
