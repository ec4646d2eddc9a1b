import FlowEngine
import OperatorKit
import Telemetry

/// A run as a quant reads it in a terminal, at most 100 columns wide; its last line is the balance.
public struct TextReport {
    static let width = 100
    let record: RunRecord
    let style: TextStyle
    let isVerbose: Bool
    private let files: String?
    private var result: RunResult { record.result }

    /// Prepares the report of a run; `verbose` shows every edge and every number of every node.
    ///
    /// `files` is the folder that it names as the place of the other reports.
    public init(_ record: RunRecord, style: TextStyle, verbose: Bool = false, files: String? = nil) {
        self.files = files
        self.record = record
        self.style = style
        isVerbose = verbose
    }

    /// The report, with a newline at its end.
    public var text: String {
        var lines = head
        for section in [results, metrics, tables, budgets, edges, workers, refusals] where !section.isEmpty {
            lines += [""] + section
        }
        lines += ["", record.balanceLine]
        return lines.joined(separator: "\n") + "\n"
    }

    private var head: [String] {
        var lines: [String] = []
        if let mark = record.partialMark {
            lines.append(
                style.paint(TextLayout.shortened("\(result.pipeline): \(mark)", to: Self.width), .red))
        } else {
            lines.append(style.paint("\(result.pipeline): completed", .bold))
        }
        if let market = result.marketTime {
            lines.append(
                "  market   \(TimeText.plain(market.lowerBound)) to \(TimeText.plain(market.upperBound)) UTC"
                    + " (\(TimeText.span(market.upperBound - market.lowerBound)))")
        }
        var events = "  events   \(NumberText.grouped(result.events))"
        if let rate = result.eventsPerProcessorSecond {
            events += ", \(NumberText.short(rate)) per CPU-second"
        }
        lines.append(events)
        lines.append(
            "  time     \(NumberText.seconds(result.run.wall)) on the clock, \(NumberText.seconds(result.run.cpu)) "
                + "of CPU, after \(NumberText.seconds(result.load.wall)) of loading")
        lines.append("  memory   \(NumberText.bytes(result.residentBytes)) at most")
        if let files { lines.append("  files    \(files)/") }
        return lines
    }

    private func title(_ text: String) -> String { style.paint(text, .bold) }

    private func body(_ table: TextTable, title text: String) -> [String] {
        let lines = table.lines(width: Self.width, indent: "  ")
        return [title(text), style.paint(lines.header, .faint)] + lines.rows
    }

    private var results: [String] {
        pairs(
            title: "Results",
            result.headlines.map { ($0.name, $0.value.map(NumberText.value) ?? "not defined", "") })
    }

    private var metrics: [String] {
        result.nodes.flatMap { node -> [String] in
            let shown = node.report.metrics.filter { isVerbose || $0.isHeadline }
            let lines = pairs(
                title: "\(node.name) (\(node.op))",
                shown.map { ($0.name, $0.value.map(NumberText.value) ?? "not defined", $0.unit) })
            return lines.isEmpty ? [] : lines + [""]
        }.dropLast()
    }

    /// Names and numbers, in two columns of pairs where they fit.
    private func pairs(title text: String, _ pairs: [(name: String, value: String, unit: String)]) -> [String]
    {
        guard !pairs.isEmpty else { return [] }
        let nameWidth = min(40, pairs.map(\.name.count).max() ?? 0)
        let valueWidth = pairs.map(\.value.count).max() ?? 0
        let unitWidth = pairs.map(\.unit.count).max() ?? 0
        let cells = pairs.map { pair in
            let name = TextLayout.shortened(pair.name, to: nameWidth)
            return name + String(repeating: " ", count: nameWidth - name.count + 2)
                + String(repeating: " ", count: valueWidth - pair.value.count) + pair.value
                + (unitWidth > 0
                    ? " " + pair.unit + String(repeating: " ", count: unitWidth - pair.unit.count) : "")
        }
        let cellWidth = cells.first?.count ?? 0
        let isDouble = pairs.count > 8 && 2 * cellWidth + 6 <= Self.width
        let half = isDouble ? (cells.count + 1) / 2 : cells.count
        return [title(text)]
            + (0..<half).map { row in
                var line = "  " + cells[row]
                if isDouble, row + half < cells.count { line += "    " + cells[row + half] }
                while line.last == " " { line.removeLast() }
                return line
            }
    }

    private var budgets: [String] {
        guard !result.budgets.isEmpty else { return [] }
        var table = TextTable([
            ("path", .left), ("", .left), ("limit", .right), ("p50", .right), ("measured", .right),
            ("n", .right), ("verdict", .left),
        ])
        for budget in result.budgets {
            let verdict = budget.verdict
            let isEmpty = verdict.count == 0
            table.add([
                budget.name + (budget.isDefault ? " *" : ""), NumberText.quantile(budget.quantile),
                NumberText.limit(budget.limit), isEmpty ? "–" : NumberText.latency(budget.p50),
                isEmpty ? "–" : NumberText.latency(verdict.value), NumberText.grouped(Int(verdict.count)),
                verdict.outcome.rawValue,
            ])
        }
        let lines = table.lines(width: Self.width, indent: "  ")
        var shown = [title("Budgets"), style.paint(lines.header, .faint)]
        for (line, budget) in zip(lines.rows, result.budgets) {
            let word = budget.verdict.outcome.rawValue
            shown.append(line.dropLast(word.count) + style.paint(word, tint(budget.verdict.outcome)))
            if budget.verdict.outcome != .met, !budget.verdict.reason.isEmpty {
                shown += TextLayout.wrapped(budget.verdict.reason, width: Self.width - 8).map {
                    "        " + $0
                }
            }
        }
        let counts: [Verdict.Outcome] = [.met, .missed, .inconclusive]
        let sums = counts.map { outcome in
            "\(result.budgets.count { $0.verdict.outcome == outcome }) \(outcome.rawValue)"
        }
        let hasDefaults = result.budgets.contains(where: \.isDefault)
        return shown + [
            "  " + sums.joined(separator: ", ") + (hasDefaults ? "   (* the family's default)" : "")
        ]
    }

    private func tint(_ outcome: Verdict.Outcome) -> TextStyle.Tint {
        switch outcome {
        case .met: .green
        case .missed: .red
        case .inconclusive: .yellow
        }
    }

    private var edges: [String] {
        let measured = result.edges.filter { $0.total.count > 0 }
        let shown =
            isVerbose ? result.edges : Array(measured.sorted { $0.total.p99 > $1.total.p99 }.prefix(5))
        guard !shown.isEmpty else { return [] }
        var table = TextTable([
            ("edge", .left), ("events", .right), ("wait p50", .right), ("p99", .right), ("work p50", .right),
            ("p99", .right), ("total p50", .right), ("p99", .right),
        ])
        for edge in shown {
            let summaries = [edge.wait, edge.work, edge.total]
            table.add(
                [edge.label, NumberText.grouped(edge.published)]
                    + summaries.flatMap { summary in
                        summary.count == 0
                            ? ["–", "–"] : [NumberText.latency(summary.p50), NumberText.latency(summary.p99)]
                    })
        }
        return body(table, title: isVerbose ? "Edges" : "Slowest edges")
    }

    private var workers: [String] {
        guard !result.workers.isEmpty else { return [] }
        var table = TextTable([
            ("stages", .left), ("core", .right), ("pinned", .left), ("CPU", .right), ("switched out", .right),
        ])
        for worker in result.workers {
            table.add([
                worker.stages.joined(separator: " "), worker.core.map { "\($0)" } ?? "–",
                worker.pinned ? "yes" : "no", NumberText.seconds(Double(worker.cpuNanoseconds) / 1e9),
                NumberText.grouped(worker.involuntarySwitches),
            ])
        }
        return body(table, title: "Workers")
    }

    private var refusals: [String] {
        let refusals = record.refusals
        guard !refusals.isEmpty else { return [] }
        var lines = [title("Refused input")]
        for refusal in refusals {
            lines.append(
                TextLayout.shortened(
                    "  \(NumberText.grouped(refusal.count))  \(refusal.node): \(refusal.reason)"
                        + (refusal.isLate ? " (late)" : ""), to: Self.width))
            for example in refusal.examples.prefix(isVerbose ? 20 : 3) {
                lines.append(TextLayout.shortened("       \(example)", to: Self.width))
            }
        }
        return lines
    }
}
