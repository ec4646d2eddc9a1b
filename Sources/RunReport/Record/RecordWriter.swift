import FlowEngine
import JSON
import OperatorKit
import Telemetry

/// Everything that reports are made of as JSON, so that they can be made again: what `record.json` holds.
///
/// Numbers come back to the bit. Those that JSON lacks are texts: `"nan"`, `"inf"`, `"-inf"`.
struct RecordWriter {
    /// What the file says it is.
    static let format = "gm-flow record"
    /// Changes when a reader of the old form would misread the new one.
    static let version = 1

    let record: RunRecord

    var value: JSONValue {
        let result = record.result
        return .object([
            ("format", .string(Self.format)),
            ("version", .integer(Self.version)),
            ("pipeline", .string(result.pipeline)),
            ("outcome", outcome),
            ("load", phase(result.load)),
            ("run", phase(result.run)),
            ("market", result.marketTime.map { pair($0.lowerBound, $0.upperBound) } ?? .null),
            ("resident_bytes", .unsigned(result.residentBytes)),
            ("headlines", list(result.headlines) { ["name": .string($0.name), "value": number($0.value)] }),
            ("balance", balance(result.balance)),
            ("nodes", .array(result.nodes.map(node))),
            ("edges", .array(result.edges.map(edge))),
            ("budgets", .array(result.budgets.map(budget))),
            ("workers", .array(result.workers.map(worker))),
            ("graph", graph),
            ("manifest", manifest),
        ])
    }

    private func list<Item>(
        _ items: [Item], _ entries: (Item) -> KeyValuePairs<String, JSONValue>
    ) -> JSONValue {
        .array(items.map { item in .object(entries(item).map { ($0.key, $0.value) }) })
    }

    private func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

    private func pair(_ first: Int64, _ second: Int64) -> JSONValue {
        .array([.integer(Int(first)), .integer(Int(second))])
    }

    private func number(_ value: Double?) -> JSONValue {
        guard let value else { return .null }
        return value.isFinite ? .number(value) : .string("\(value)")
    }

    private var outcome: JSONValue {
        var entries: [(key: String, value: JSONValue)] = [("kind", .string(record.outcomeWord))]
        switch record.result.outcome {
        case .completed: break
        case .interrupted(let drained): entries.append(("drained", .bool(drained)))
        case .stalled(let text): entries.append(("text", .string(text)))
        case .failed(let node, let error):
            entries += [
                ("node", .string(node)), ("message", .string(error.message)),
                ("help", error.help.map { .string($0) } ?? .null),
            ]
        }
        return .object(entries)
    }

    private func phase(_ phase: RunResult.Phase) -> JSONValue {
        .array([number(phase.wall), number(phase.cpu)])
    }

    private func balance(_ balance: RunResult.Balance) -> JSONValue {
        .object([
            ("in", .integer(balance.received)), ("out", .integer(balance.out)),
            ("refused", .integer(balance.refused)), ("late", .integer(balance.late)),
            ("expired", .integer(balance.expired)), ("dropped", .integer(balance.dropped)),
            ("lost", .integer(balance.lost)),
        ])
    }

    private func edge(_ edge: RunResult.Edge) -> JSONValue {
        .object([
            ("label", .string(edge.label)), ("from", .string(edge.from)), ("to", .string(edge.to)),
            ("published", .integer(edge.published)), ("consumed", .integer(edge.consumed)),
            ("spilled", .integer(edge.spilled)),
            ("hash", edge.hash.map { .string(hexadecimal($0)) } ?? .null),
            ("crosses_threads", .bool(edge.crossesThreads)), ("wait", summary(edge.wait)),
            ("work", summary(edge.work)), ("total", summary(edge.total)),
        ])
    }

    private func summary(_ summary: LatencySummary) -> JSONValue {
        .array(
            [summary.count, summary.p50, summary.p90, summary.p99, summary.p999, summary.max]
                .map { .unsigned($0) })
    }

    private func budget(_ budget: RunResult.Budget) -> JSONValue {
        let verdict = budget.verdict
        return .object([
            ("name", .string(budget.name)), ("quantile", number(budget.quantile)),
            ("limit", .integer(Int(budget.limit))), ("p50", .unsigned(budget.p50)),
            ("verdict", .string(verdict.outcome.rawValue)), ("value", .unsigned(verdict.value)),
            ("count", .unsigned(verdict.count)), ("over", .unsigned(verdict.over)),
            ("preempted", .unsigned(verdict.preempted)), ("reason", .string(verdict.reason)),
            ("default", .bool(budget.isDefault)),
        ])
    }

    private func worker(_ worker: RunResult.Worker) -> JSONValue {
        .object([
            ("core", worker.core.map { .integer($0) } ?? .null), ("pinned", .bool(worker.pinned)),
            ("stages", texts(worker.stages)), ("cpu_ns", .unsigned(worker.cpuNanoseconds)),
            ("switches", .integer(worker.involuntarySwitches)),
        ])
    }

    private var graph: JSONValue {
        let graph = record.graph
        return .object([
            ("name", .string(graph.name)),
            (
                "nodes",
                list(graph.nodes) { node in
                    [
                        "name": .string(node.name), "op": .string(node.op),
                        "summary": .string(node.summary), "rank": .integer(node.rank),
                        "outputs": texts(node.outputs),
                        "arguments": .array(node.arguments.map { texts([$0.name, $0.text]) }),
                    ]
                }
            ),
            (
                "edges",
                list(graph.edges) { edge in
                    [
                        "from": .integer(edge.from), "output": .integer(edge.output),
                        "to": .integer(edge.to), "passive": .bool(edge.isPassive),
                        "feedback": .bool(edge.isFeedback), "label": .string(edge.label),
                    ]
                }
            ),
            (
                "budgets",
                list(graph.budgets) { budget in
                    ["name": .string(budget.name), "edges": .array(budget.edges.map { .integer($0) })]
                }
            ),
        ])
    }

    private var manifest: JSONValue {
        let manifest = record.manifest
        return .object([
            ("version", .string(manifest.version)), ("compiler", .string(manifest.compiler)),
            ("command", texts(manifest.command)),
            (
                "sources",
                .object(manifest.sources.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
            ),
            ("parameters", .object(manifest.parameters.map { ($0.name, .string($0.value)) })),
            ("seed", .unsigned(manifest.seed)),
            ("window", manifest.window.map { pair($0.lowerBound, $0.upperBound) } ?? .null),
            ("machine", .object(manifest.machine.map { ($0.name, $0.value) })),
            ("started", .integer(Int(manifest.started))), ("ended", .integer(Int(manifest.ended))),
        ])
    }
}

extension RecordWriter {
    private func node(_ node: RunResult.Node) -> JSONValue {
        let report = node.report
        // Most lines of a node have the same times, which are written once.
        var times: [[Int64]] = []
        let series = report.series.map { line -> JSONValue in
            let index = times.firstIndex(of: line.times) ?? times.count
            if index == times.count { times.append(line.times) }
            return .object([
                ("name", .string(line.name)), ("unit", .string(line.unit)), ("times", .integer(index)),
                ("values", .array(line.values.map(number))),
            ])
        }
        return .object([
            ("name", .string(node.name)), ("op", .string(node.op)), ("consumed", .integer(node.consumed)),
            (
                "produced",
                list(node.produced) { ["port": .string($0.port), "count": .integer($0.count)] }
            ),
            ("work_ns", .unsigned(node.workNanoseconds)),
            (
                "metrics",
                list(report.metrics) { metric in
                    [
                        "name": .string(metric.name), "value": number(metric.value),
                        "unit": .string(metric.unit), "headline": .bool(metric.isHeadline),
                    ]
                }
            ),
            ("times", .array(times.map { line in .array(line.map { .integer(Int($0)) }) })),
            ("series", .array(series)),
            (
                "tables",
                list(report.tables) { table in
                    [
                        "name": .string(table.name), "columns": texts(table.columns),
                        "rows": .array(table.rows.map(texts)),
                    ]
                }
            ),
            (
                "refusals",
                list(report.refusals) { refusal in
                    [
                        "reason": .string(refusal.reason), "count": .integer(refusal.count),
                        "late": .bool(refusal.isLate), "examples": texts(refusal.examples),
                    ]
                }
            ),
            ("received", report.received.map { .integer($0) } ?? .null),
            (
                "inputs",
                list(report.inputs) { ["name": .string($0.name), "hash": .string($0.hash)] }
            ),
        ])
    }
}
