import FlowEngine
public import JSON
import OperatorKit
import Telemetry

/// A run as JSON: the keys and their order don't change from run to run.
public struct JSONReport {
    private let record: RunRecord

    /// Prepares the report of a run.
    public init(_ record: RunRecord) { self.record = record }

    /// The report.
    public var value: JSONValue {
        let result = record.result
        return .object([
            ("pipeline", .string(result.pipeline)),
            ("outcome", .string(record.outcomeWord)),
            ("partial", .bool(record.isPartial)),
            (
                "note",
                record.partialMark.map { mark in
                    .string(([mark] + record.partialDetails).joined(separator: "\n"))
                } ?? .null
            ),
            ("results", .object(result.headlines.map { ($0.name, .plain($0.value.map(headline))) })),
            ("nodes", .array(result.nodes.map(node))),
            ("edges", .array(result.edges.map(edge))),
            ("budgets", .array(result.budgets.map(budget))),
            ("workers", .array(result.workers.map(worker))),
            ("balance", balance),
            ("load", phase(result.load)),
            ("run", phase(result.run)),
            ("ticks", .integer(result.events)),
            ("ticks_per_s_run", .optional(result.eventsPerSecond)),
            ("ticks_per_cpu_s", .optional(result.eventsPerProcessorSecond)),
            ("rss_mb", .number(Double(result.residentBytes) / 1e6)),
            ("market_from", time(result.marketTime?.lowerBound)),
            ("market_to", time(result.marketTime?.upperBound)),
            ("manifest", record.manifestJSON),
        ])
    }

    private func time(_ time: Int64?) -> JSONValue { time.map { .string(TimeText.iso($0)) } ?? .null }

    /// A headline to nine decimals: sums of money carry the last bits of their additions beyond that.
    private func headline(_ value: Double) -> Double {
        abs(value) < 1e6 ? (value * 1e9).rounded() / 1e9 : value
    }

    private func phase(_ phase: RunResult.Phase) -> JSONValue {
        .object([("wall_s", .number(phase.wall)), ("cpu_s", .number(phase.cpu))])
    }

    private func node(_ node: RunResult.Node) -> JSONValue {
        .object([
            ("name", .string(node.name)),
            ("op", .string(node.op)),
            ("consumed", .integer(node.consumed)),
            ("produced", .object(node.produced.map { ($0.port, .integer($0.count)) })),
            ("work_s", .number(Double(node.workNanoseconds) / 1e9)),
            ("metrics", .object(node.report.metrics.map { ($0.name, .plain($0.value)) })),
            (
                "units",
                .object(
                    node.report.metrics.filter { !$0.unit.isEmpty }.map { ($0.name, .string($0.unit)) })
            ),
            ("received", node.report.received.map { .integer($0) } ?? .null),
            ("refusals", .array(node.report.refusals.map(refusal))),
            (
                "inputs",
                .array(
                    node.report.inputs.map { input in
                        .object([("name", .string(input.name)), ("hash", .string(input.hash))])
                    })
            ),
        ])
    }

    private func refusal(_ refusal: NodeReport.Refusal) -> JSONValue {
        .object([
            ("reason", .string(refusal.reason)), ("count", .integer(refusal.count)),
            ("late", .bool(refusal.isLate)), ("examples", .array(refusal.examples.map { .string($0) })),
        ])
    }

    private func edge(_ edge: RunResult.Edge) -> JSONValue {
        .object([
            ("label", .string(edge.label)),
            ("from", .string(edge.from)),
            ("to", .string(edge.to)),
            ("published", .integer(edge.published)),
            ("consumed", .integer(edge.consumed)),
            ("spilled", .integer(edge.spilled)),
            ("hash", edge.hash.map { .string(hexadecimal($0)) } ?? .null),
            ("crosses_threads", .bool(edge.crossesThreads)),
            ("wait_ns", summary(edge.wait)),
            ("work_ns", summary(edge.work)),
            ("total_ns", summary(edge.total)),
        ])
    }

    private func summary(_ summary: LatencySummary) -> JSONValue {
        .object([
            ("n", .unsigned(summary.count)), ("p50", .unsigned(summary.p50)), ("p90", .unsigned(summary.p90)),
            ("p99", .unsigned(summary.p99)), ("p999", .unsigned(summary.p999)),
            ("max", .unsigned(summary.max)),
        ])
    }

    private func budget(_ budget: RunResult.Budget) -> JSONValue {
        .object([
            ("name", .string(budget.name)),
            ("quantile", .number(budget.quantile)),
            ("limit_ns", .integer(Int(budget.limit))),
            ("p50_ns", .unsigned(budget.p50)),
            ("measured_ns", .unsigned(budget.verdict.value)),
            ("n", .unsigned(budget.verdict.count)),
            ("over", .unsigned(budget.verdict.over)),
            ("preempted", .unsigned(budget.verdict.preempted)),
            ("verdict", .string(budget.verdict.outcome.rawValue)),
            ("reason", .string(budget.verdict.reason)),
            ("default", .bool(budget.isDefault)),
        ])
    }

    private func worker(_ worker: RunResult.Worker) -> JSONValue {
        .object([
            ("core", worker.core.map { .integer($0) } ?? .null),
            ("pinned", .bool(worker.pinned)),
            ("stages", .array(worker.stages.map { .string($0) })),
            ("cpu_s", .number(Double(worker.cpuNanoseconds) / 1e9)),
            ("involuntary_switches", .integer(worker.involuntarySwitches)),
        ])
    }

    private var balance: JSONValue {
        let balance = record.result.balance
        return .object([
            ("in", .integer(balance.received)), ("out", .integer(balance.out)),
            ("refused", .integer(balance.refused)), ("late", .integer(balance.late)),
            ("expired", .integer(balance.expired)), ("dropped", .integer(balance.dropped)),
            ("lost", .integer(balance.lost)), ("balanced", .bool(balance.holds)),
        ])
    }
}
