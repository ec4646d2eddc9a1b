public import FlowEngine
import OperatorKit

/// Everything that a report is made of: what was to run, how it was run, and what came of it.
public struct RunRecord: Sendable {
    /// What was run.
    public var graph: GraphSketch
    /// What came of it.
    public var result: RunResult
    /// With what, where and when.
    public var manifest: RunManifest

    /// Joins the parts of a report.
    public init(graph: GraphSketch, result: RunResult, manifest: RunManifest) {
        self.graph = graph
        self.result = result
        self.manifest = manifest
    }

    /// Writes the rows of all tables down, for files that look at them several times.
    public mutating func writeTables() {
        for node in result.nodes.indices {
            for table in result.nodes[node].report.tables.indices {
                result.nodes[node].report.tables[table].writeDown()
            }
        }
    }

    /// Whether the run saw all of its input.
    public var isPartial: Bool { result.outcome != .completed }

    /// The outcome in one word for machines.
    var outcomeWord: String {
        switch result.outcome {
        case .completed: "completed"
        case .interrupted: "interrupted"
        case .failed: "failed"
        case .stalled: "stalled"
        }
    }

    /// What marks a report of a run that did not see all of its input; nil for a complete one.
    var partialMark: String? {
        switch result.outcome {
        case .completed: nil
        case .interrupted(let drained):
            drained ? "PARTIAL: interrupted, drained" : "PARTIAL: interrupted, stopped before it was drained"
        case .failed(let node, _): "PARTIAL: \(node) failed"
        case .stalled: "PARTIAL: stalled"
        }
    }

    /// Why the run ended early, in lines; empty where the mark says it all.
    var partialDetails: [String] {
        switch result.outcome {
        case .completed, .interrupted: []
        case .failed(_, let error): [error.message] + (error.help.map { ["help: " + $0] } ?? [])
        case .stalled(let text): text.split(separator: "\n").map(String.init)
        }
    }

    /// Input of sources that did not go on, by node.
    var refusals: [(node: String, reason: String, count: Int, isLate: Bool, examples: [String])] {
        result.nodes.flatMap { node in
            node.report.refusals.filter { $0.count > 0 }
                .map { (node.name, $0.reason, $0.count, $0.isLate, $0.examples) }
        }
    }

    /// The last line of every report: where each event went.
    public var balanceLine: String {
        let balance = result.balance
        return
            "in \(balance.received) = out \(balance.out) + refused \(balance.refused) + late \(balance.late) "
            + "+ expired \(balance.expired) + dropped \(balance.dropped) + lost \(balance.lost)"
            + (balance.holds ? " (balanced)" : " (NOT BALANCED)")
    }
}

extension RunResult {
    /// Events per second on the clock, the run alone; nil when it took no time.
    var eventsPerSecond: Double? { run.wall > 0 ? Double(events) / run.wall : nil }

    /// Events per second of processor time, the run alone; nil when it took none.
    public var eventsPerProcessorSecond: Double? { run.cpu > 0 ? Double(events) / run.cpu : nil }
}
