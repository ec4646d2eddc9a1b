import OperatorKit
import PipelineFormat

/// Prints a plan for people: who runs where, what joins them, and what is measured.
public struct PlanRenderer: Sendable {
    /// Stages by core, edges with kind, capacity and memory, and budgets with their edges.
    public static func text(_ plan: ExecutionPlan) -> String {
        PlanText(plan: plan).lines().joined(separator: "\n") + "\n"
    }
}

private struct PlanText {
    let plan: ExecutionPlan
    let stageOf: [Int]
    let workerOf: [Int]
    let rings: [RingKey: Ring]

    struct RingKey: Hashable {
        var node: Int
        var output: Int
    }

    struct Ring {
        var firstEdge: Int
        var capacity: Int
        var byteCount: Int
    }

    init(plan: ExecutionPlan) {
        self.plan = plan
        stageOf = plan.stageByNode
        workerOf = plan.workerByNode
        var rings: [RingKey: Ring] = [:]
        for (index, edge) in plan.graph.edges.enumerated() {
            let key = RingKey(node: edge.from, output: edge.output)
            // One ring serves all readers of an output: the largest capacity that any of them asks for.
            let capacity = max(rings[key]?.capacity ?? 1, edge.capacity)
            let stride = plan.graph.nodes[edge.from].manual.outputs[edge.output].type.stride
            // Each slot has an eight-byte stamp beside the event.
            let first = rings[key]?.firstEdge ?? index
            rings[key] = Ring(firstEdge: first, capacity: capacity, byteCount: capacity * (stride + 8))
        }
        self.rings = rings
    }

    func lines() -> [String] {
        let graph = plan.graph
        var lines = [
            "\(graph.name): \(counted(graph.nodes.count, "node")), \(counted(graph.edges.count, "edge")), "
                + "\(counted(plan.stages.count, "stage")) on \(counted(plan.workers.count, "thread"))",
            "", "Stages",
        ]
        var rows: [[String]] = []
        for worker in plan.workers {
            for (index, stage) in worker.stages.enumerated() {
                let planned = plan.stages[stage]
                let wait = planned.wait == .auto ? "" : " (wait: \(planned.wait.rawValue))"
                let nodes = planned.nodes.map { graph.nodes[$0].name }.joined(separator: " ")
                rows.append([index == 0 ? worker.title : "", planned.name, nodes + wait])
            }
        }
        lines += aligned(rows)
        lines += ["", "Edges"] + aligned(graph.edges.indices.map(edge))
        lines += ["", "Rings: \(bytes(rings.values.reduce(0) { $0 + $1.byteCount }))"]
        lines += ["", "Budgets"]
        lines += graph.budgets.isEmpty ? ["  none"] : aligned(graph.budgets.map(budget))
        return lines
    }

    private func edge(_ index: Int) -> [String] {
        let edge = plan.graph.edges[index]
        let ring = rings[RingKey(node: edge.from, output: edge.output)]
        let memory = ring?.firstEdge == index ? bytes(ring?.byteCount ?? 0) : "shared"
        let marks = edge.isFeedback ? "feedback" : edge.isPassive ? "passive" : ""
        return [
            plan.graph.label(ofEdge: index), plan.graph.typeName(ofEdge: index), kind(edge),
            "\(ring?.capacity ?? edge.capacity)", memory, marks,
        ]
    }

    private func kind(_ edge: GraphEdge) -> String {
        if stageOf[edge.from] == stageOf[edge.to] { return "fused" }
        let (writer, reader) = (workerOf[edge.from], workerOf[edge.to])
        if writer == reader { return "ring on \(plan.workers[writer].title)" }
        return "ring \(plan.workers[writer].title) -> \(plan.workers[reader].title)"
    }

    private func budget(_ budget: GraphBudget) -> [String] {
        let limits = budget.limits.map { "\(quantileText($0.quantile)) <= \(durationText($0.nanoseconds))" }
        let path = budget.edges.map(plan.graph.label(ofEdge:)).joined(separator: ", ")
        return [budget.name, limits.joined(separator: ", "), budget.isDefault ? "default" : "yours", path]
    }

    private func bytes(_ count: Int) -> String {
        let units: [(size: Int, name: String)] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
        for unit in units where count >= unit.size {
            let tenths = (count * 10 + unit.size / 2) / unit.size
            return tenths % 10 == 0
                ? "\(tenths / 10) \(unit.name)" : "\(tenths / 10).\(tenths % 10) \(unit.name)"
        }
        return "\(count) B"
    }

    private func counted(_ count: Int, _ word: String) -> String {
        "\(count) \(word)\(count == 1 ? "" : "s")"
    }

    /// Rows as columns of equal width, two spaces in and two between.
    private func aligned(_ rows: [[String]]) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = "  "
            for (cell, width) in zip(row, widths) {
                line += cell + String(repeating: " ", count: width - cell.count + 2)
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }
}
