import FlowEngine
import OperatorKit

/// Figures, attribution, costs and all other tables.
extension HTMLReport {
    /// Tables that have a place of their own on the page.
    private static let placed: Set<String> = [
        "trades", "monthly", "agents", "instruments", "metrics", "lint", "tca",
    ]

    var metrics: String {
        guard let table = table("metrics"), let metric = table.columns.firstIndex(of: "metric"),
            let value = table.columns.firstIndex(of: "value")
        else { return plainMetrics }
        func cell(_ row: [String], _ name: String) -> String {
            table.columns.firstIndex(of: name).map { row[$0] } ?? ""
        }
        var shown = HTMLTable([
            ("figure", false), ("value", true), ("95 % interval", true), ("unit", false),
            ("convention", false),
        ])
        for row in table.rows where row.count == table.columns.count {
            let unit = cell(row, "unit")
            let (text, rest) = HTMLNumber.split(Double(row[value]), unit: unit)
            let ends = [cell(row, "low"), cell(row, "high")].map { Double($0) }
            let interval =
                ends[0].flatMap { low in
                    ends[1].map { HTMLNumber.interval(low, $0, unit: unit) }
                } ?? ""
            shown.add([
                escaped(row[metric].replacingUnderscores), "<b>\(escaped(text))</b>", escaped(interval),
                escaped(rest), "<span class=\"soft\">\(escaped(cell(row, "convention")))</span>",
            ])
        }
        return shown.element
    }

    private var plainMetrics: String {
        var shown = HTMLTable([("figure", false), ("value", true), ("unit", false)])
        for metric in figures.metrics {
            let (text, unit) = HTMLNumber.split(metric.value, unit: metric.unit)
            shown.add([escaped(metric.name.replacingUnderscores), "<b>\(escaped(text))</b>", escaped(unit)])
        }
        return shown.isEmpty ? "" : shown.element
    }

    var attribution: String {
        var text = ""
        for (name, title) in [("agents", "By agent"), ("instruments", "By instrument")] {
            guard let table = table(name) else { continue }
            text += "<h3>\(title)</h3>\n" + shares(table)
        }
        return text
    }

    /// A table of parts with a bar for what each brought.
    private func shares(_ table: NodeReport.Table) -> String {
        guard let at = table.columns.firstIndex(of: "pnl") else { return rows(table) }
        let largest =
            table.rows.compactMap { at < $0.count ? Double($0[at])?.magnitude : nil }
            .filter(\.isFinite).max() ?? 0
        var columns = table.columns.map { (title: $0.replacingUnderscores, isNumber: $0 != "name") }
        columns.insert(("", false), at: at + 1)
        var shown = HTMLTable(columns)
        for row in table.rows where row.count == table.columns.count {
            var cells = row.enumerated().map { index, text in
                escaped(
                    table.columns[index] == "win_rate"
                        ? Double(text).map(HTMLNumber.percent) ?? text : HTMLNumber.cell(text))
            }
            let value = Double(row[at]) ?? 0
            let share = largest > 0 && value.isFinite ? Int((value.magnitude / largest * 50).rounded()) : 0
            cells.insert(
                "<span class=\"bar \(value < 0 ? "loss" : "gain")\" aria-hidden=\"true\">"
                    + "<i style=\"width:\(share)%\"></i></span>", at: at + 1)
            shown.add(cells)
        }
        return shown.element
    }

    var costs: String {
        result.nodes.compactMap { node in
            node.report.tables.first { $0.name == "tca" && !$0.rows.isEmpty }.map { table in
                "<h3>\(escaped(node.name))</h3>\n\(rows(table, file: "tca.csv"))"
            }
        }.joined()
    }

    /// What operators tell in tables beyond those above, folded.
    var tables: String {
        result.nodes.flatMap { node in
            node.report.tables.filter { !$0.rows.isEmpty && !Self.placed.contains($0.name) }.map { table in
                "<details><summary>\(escaped("\(node.name): \(table.name.replacingUnderscores)"))"
                    + " <span class=\"soft\">\(NumberText.grouped(table.rows.count)) rows</span></summary>\n"
                    + "\(rows(table))</details>\n"
            }
        }.joined()
    }

    /// What came in and what of it is doubtful: by source, then by reason.
    var quality: String {
        var table = HTMLTable([
            ("source", false), ("events", true), ("refused", true), ("late", true), ("also noted", false),
        ])
        for node in result.nodes where node.op.hasPrefix("ingest.") {
            let report = node.report
            let sums = [false, true].map { late in
                report.refusals.filter { $0.isLate == late }.reduce(0) { $0 + $1.count }
            }
            let known = ["events", "refused", "late", "lines", "records", "messages"]
            let notes = report.metrics.filter { !known.contains($0.name) && ($0.value ?? 0) != 0 }
                .map { "\($0.name.replacingUnderscores) \($0.value.map(NumberText.value) ?? "")" }
            let sent = node.produced.reduce(0) { $0 + $1.count }
            table.add([
                escaped(node.name), NumberText.grouped(sent), NumberText.grouped(sums[0]),
                NumberText.grouped(sums[1]),
                "<span class=\"soft\">\(escaped(notes.joined(separator: " · ")))</span>",
            ])
        }
        var text = table.isEmpty ? "" : table.element
        if !doubts.isEmpty {
            text += "<ul class=\"doubts\">" + doubts.map { "<li>\(escaped($0))</li>" }.joined() + "</ul>\n"
        }
        text += refusals
        return text + "<p><code>\(escaped(record.balanceLine))</code></p>\n"
            + "<p class=\"soft\">Rows or messages that came in, against what went through the graph, what was "
            + "refused, and what was lost inside.</p>\n"
    }

    /// Counts of nodes after the sources that cast doubt on the results: alerts, stale prices, unclear fills.
    private var doubts: [String] {
        let words = ["alert", "gap", "stale", "ambiguous", "rejected", "unfilled", "crossed", "halt"]
        return result.nodes.flatMap { node -> [String] in
            let metrics = node.op.hasPrefix("ingest.") ? [] : node.report.metrics
            let told = metrics.filter { metric in
                (metric.value ?? 0) != 0 && words.contains { metric.name.contains($0) }
            }.map { metric in
                "\(node.name): \(metric.name.replacingUnderscores) \(metric.value.map(NumberText.value) ?? "")"
                    + (metric.unit.isEmpty ? "" : " \(metric.unit)")
            }
            let sent = node.produced.filter { $0.port.contains("alert") && $0.count > 0 }
                .map { "\(node.name): \(NumberText.grouped($0.count)) alerts sent" }
            return told + sent
        }
    }
}
