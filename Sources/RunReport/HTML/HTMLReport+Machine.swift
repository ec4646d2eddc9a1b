import FlowEngine
import JSON
import OperatorKit
import Telemetry

/// The lower half of the page: latencies, graph, nodes, threads, manifest.
extension HTMLReport {
    var latency: String {
        let chart = LatencyChart(record)
        guard !chart.isEmpty else { return "" }
        return HTMLPage.figure(
            ChartSize.both { chart.element($0) },
            "Each edge from publishing to done. Dot: p50, diamond: p99, stroke: the longest; upright bar: the "
                + "budget, green when met, red when missed, amber when inconclusive. A path is judged as a whole."
        )
    }

    var budgets: String {
        var table = HTMLTable([
            ("path", false), ("quantile", false), ("limit", true), ("p50", true), ("measured", true),
            ("events", true),
            ("verdict", false), ("why", false),
        ])
        for budget in result.budgets {
            let verdict = budget.verdict
            let isEmpty = verdict.count == 0
            table.add([
                escaped(budget.name) + (budget.isDefault ? " <span class=\"soft\">default</span>" : ""),
                NumberText.quantile(budget.quantile), NumberText.limit(budget.limit),
                isEmpty ? "–" : NumberText.latency(budget.p50),
                isEmpty ? "–" : NumberText.latency(verdict.value),
                NumberText.grouped(Int(verdict.count)),
                "<span class=\"badge \(verdict.outcome.rawValue)\">\(verdict.outcome.rawValue)</span>",
                "<span class=\"soft\">\(escaped(verdict.reason))</span>",
            ])
        }
        return table.isEmpty ? "" : "<h3>Budgets</h3>\n" + table.element
    }

    var picture: String {
        guard !record.graph.nodes.isEmpty else { return "" }
        let note =
            "Boxes are nodes, coloured by family; the pill under a box is the type of its events. "
            + "Dashed edges only update state, dotted ones are feedback. Point at a box or an edge for its numbers."
        return "<div class=\"scroll\">" + HTMLPage.figure(GraphPicture(record).element(), note) + "</div>\n"
    }

    var nodes: String {
        var table = HTMLTable([
            ("node", false), ("operator", false), ("read", true), ("written", true), ("work", true),
            ("numbers", false),
        ])
        for node in result.nodes {
            let numbers = node.report.metrics.filter(\.isHeadline).map { metric in
                let value = metric.value.map(NumberText.value) ?? "not defined"
                return escaped(
                    "\(metric.name.replacingUnderscores) \(value)\(metric.unit.isEmpty ? "" : " " + metric.unit)"
                )
            }
            table.add([
                escaped(node.name), "<code class=\"op\">\(escaped(node.op))</code>",
                NumberText.grouped(node.consumed),
                node.produced.map { output in
                    NumberText.grouped(output.count)
                        + (node.produced.count > 1
                            ? " <span class=\"soft\">\(escaped(output.port))</span>" : "")
                }.joined(separator: "<br>"),
                NumberText.latency(node.workNanoseconds),
                "<span class=\"soft\">\(numbers.joined(separator: " · "))</span>",
            ])
        }
        return table.isEmpty ? "" : table.element
    }

    var workers: String {
        var table = HTMLTable([
            ("core", true), ("pinned", false), ("stages", false), ("CPU", true), ("switched out", true),
        ])
        for worker in result.workers {
            table.add([
                worker.core.map { "\($0)" } ?? "–", worker.pinned ? "yes" : "no",
                escaped(worker.stages.joined(separator: ", ")),
                NumberText.seconds(Double(worker.cpuNanoseconds) / 1e9),
                NumberText.grouped(worker.involuntarySwitches),
            ])
        }
        return table.isEmpty ? "" : "<h3>Threads</h3>\n" + table.element
    }

    var refusals: String {
        var table = HTMLTable([("count", true), ("node", false), ("reason", false), ("examples", false)])
        for refusal in record.refusals {
            table.add([
                NumberText.grouped(refusal.count), escaped(refusal.node),
                escaped(refusal.reason + (refusal.isLate ? " (late)" : "")),
                refusal.examples.map { "<code>\(escaped($0))</code>" }.joined(separator: "<br>"),
            ])
        }
        return table.isEmpty ? "" : "<h3>Refused input</h3>\n" + table.element
    }

    var manifest: String {
        let manifest = record.manifest
        var rows: [(String, String)] = [("pipeline", manifest.pipelineHash)]
        rows += manifest.files.map { ($0.path, $0.hash) }
        rows += record.inputs.map { ("\($0.node): \($0.name)", $0.hash) }
        rows += manifest.parameters.map { ("parameter \($0.name)", $0.value) }
        rows.append(("seed", "\(manifest.seed)"))
        if let window = manifest.window {
            rows.append(
                ("window", "\(TimeText.iso(window.lowerBound)) to \(TimeText.iso(window.upperBound))"))
        }
        rows.append(("command", manifest.command.joined(separator: " ")))
        rows.append(("gm-flow", "\(manifest.version), \(manifest.compiler)"))
        rows += manifest.machine.map { entry in
            if case .string(let text) = entry.value { return (entry.name, text) }
            return (entry.name, entry.value.compactText())
        }
        rows.append(("started", TimeText.iso(manifest.started)))
        rows.append(("ended", TimeText.iso(manifest.ended)))
        var table = HTMLTable([("what", false), ("value", false)])
        for row in rows { table.add([escaped(row.0), "<code>\(escaped(row.1))</code>"]) }
        return table.element
    }
}
