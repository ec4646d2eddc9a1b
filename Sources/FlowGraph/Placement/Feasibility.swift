import OperatorKit
import PipelineFormat

/// Warns of budgets that their path's hops between threads alone can use up.
///
/// A hop costs about 0.2 µs when both sides are awake; below 1 µs for each, nothing is left for the work, the
/// wait behind other events, and the clock's own error. What the work takes is only known by running.
func checkFeasibility(_ plan: ExecutionPlan, _ diagnostics: inout Diagnostics) {
    let leastPerHop: Int64 = 1_000
    let workers = plan.workerByNode
    for budget in plan.graph.budgets where !budget.isDefault {
        let hops = budget.edges.count {
            workers[plan.graph.edges[$0].from] != workers[plan.graph.edges[$0].to]
        }
        guard hops > 0, let limit = budget.limits.map(\.nanoseconds).min(), limit < Int64(hops) * leastPerHop
        else { continue }
        diagnostics.warn(
            .cannotBeMet, budget.origin,
            "`\(budget.name)` cannot be met: \(durationText(limit)) for "
                + "\(hops == 1 ? "1 hop" : "\(hops) hops") between "
                + "threads, each about 0.2 us before any work",
            help: "put its nodes into one stage, or give each hop at least 1 us")
    }
}

extension ExecutionPlan {
    /// The stage of each node, by node index.
    public var stageByNode: [Int] {
        var result = [Int](repeating: 0, count: graph.nodes.count)
        for (index, stage) in stages.enumerated() {
            for node in stage.nodes { result[node] = index }
        }
        return result
    }

    /// The worker of each node, by node index.
    public var workerByNode: [Int] {
        var workerOfStage = [Int](repeating: 0, count: stages.count)
        for (index, worker) in workers.enumerated() {
            for stage in worker.stages { workerOfStage[stage] = index }
        }
        return stageByNode.map { workerOfStage[$0] }
    }
}
