import FlowEngine
import OperatorKit
import Telemetry

/// The CSV files of a run (RFC 4180, newline only).
enum Tables {
    /// The files by name: latencies, equity, and every table; of tables of one name the first has it alone.
    static func files(_ record: RunRecord) -> [(name: String, text: () -> String)] {
        var files: [(name: String, text: () -> String)] = [("latency.csv", { latency(record) })]
        if let equity = record.equity { files.append(("equity.csv", { text(equity) })) }
        var taken: Set<String> = ["latency.csv", "equity.csv"]
        for node in record.result.nodes {
            for table in node.report.tables {
                let plain = fileName(table.name)
                let name = taken.contains(plain) ? fileName("\(node.name)-\(table.name)") : plain
                guard taken.insert(name).inserted else { continue }
                files.append((name, { text(table) }))
            }
        }
        return files
    }

    /// A name that any file system takes.
    private static func fileName(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) || "-_".contains($0) ? $0 : "-" })
            + ".csv"
    }

    static func text(_ table: NodeReport.Table) -> String {
        var text = row(table.columns)
        for cells in table.rows { text += row(cells) }
        return text
    }

    static func text(_ series: NodeReport.Series) -> String {
        var text = row(["time", series.unit.isEmpty ? series.name : "\(series.name)_\(series.unit)"])
        for (time, value) in zip(series.times, series.values) {
            text += "\(TimeText.iso(time)),\(value)\n"
        }
        return text
    }

    static func latency(_ record: RunRecord) -> String {
        var text = row([
            "edge", "part", "events", "p50_ns", "p90_ns", "p99_ns", "p999_ns", "max_ns",
        ])
        for edge in record.result.edges {
            for (part, summary) in [("wait", edge.wait), ("work", edge.work), ("total", edge.total)] {
                text += row(
                    [edge.label, part]
                        + [summary.count, summary.p50, summary.p90, summary.p99, summary.p999, summary.max]
                        .map(String.init))
            }
        }
        return text
    }

    private static func row(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\n" }

    private static func cell(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) else {
            return text
        }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            quoted.unicodeScalars.append(scalar)
            if scalar == "\"" { quoted += "\"" }
        }
        return quoted + "\""
    }
}

extension RunRecord {
    /// The first series of a name, of any node.
    func series(_ names: [String]) -> NodeReport.Series? {
        for name in names {
            for node in result.nodes {
                if let found = node.report.series.first(where: { $0.name == name && !$0.times.isEmpty }) {
                    return found
                }
            }
        }
        return nil
    }

    /// The first table of a name, of any node.
    func table(_ name: String) -> NodeReport.Table? {
        for node in result.nodes {
            if let found = node.report.tables.first(where: { $0.name == name }) { return found }
        }
        return nil
    }

    var equity: NodeReport.Series? { series(["equity"]) }
    var trades: NodeReport.Table? { table("trades") }
}
