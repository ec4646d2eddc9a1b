import FlowGraph
import OperatorKit
import PipelineFormat

/// Builds checked graphs by hand, each time with fresh operators.
struct GraphBuilder {
    static let origin = Origin(position: SourcePosition(file: "test.yaml", line: 1, column: 1))
    var nodes: [(name: String, entry: OperatorEntry, arguments: [(String, Int64)])] = []
    var links: [(from: Int, to: Int, port: Int, feedback: Bool)] = []
    var capacity = 16
    var budgets: [GraphBudget] = []

    mutating func node(_ name: String, _ entry: OperatorEntry, _ arguments: [(String, Int64)] = []) -> Int {
        nodes.append((name, entry, arguments))
        return nodes.count - 1
    }

    mutating func link(_ from: Int, _ to: Int, port: Int = 0, feedback: Bool = false) {
        links.append((from, to, port, feedback))
    }

    func graph() throws -> Graph {
        let made = try nodes.enumerated().map { index, node in
            GraphNode(
                name: node.name, manual: node.entry.manual,
                instance: try node.entry.instance(
                    node.arguments.map { ($0.0, ArgumentValue(.integer($0.1))) }, NodeContext(name: node.name)
                ),
                rank: index, ownThread: false, arguments: [], origin: Self.origin)
        }
        let edges = links.map { link in
            let port = nodes[link.to].entry.manual.inputs[link.port]
            return GraphEdge(
                from: link.from, output: 0, to: link.to, input: link.port, member: 0,
                mergeRank: link.feedback ? 100 + link.port : port.isPassive ? link.port : 10 + link.port,
                isPassive: port.isPassive, isFeedback: link.feedback, capacity: capacity, origin: Self.origin)
        }
        return Graph(
            name: "test", nodes: made, edges: edges, order: Array(nodes.indices), budgets: budgets,
            results: [])
    }

    /// One stage a node, spread over workers as `workerOf` says.
    func plan(workers: Int, workerOf: (Int) -> Int, core: (Int) -> Int? = { _ in nil }) throws
        -> ExecutionPlan
    {
        let stages = nodes.indices.map { PlannedStage(name: nodes[$0].name, nodes: [$0], wait: .auto) }
        let planned = (0..<workers).map { worker in
            PlannedWorker(core: core(worker), stages: nodes.indices.filter { workerOf($0) == worker })
        }
        return ExecutionPlan(
            graph: try graph(), stages: stages, workers: planned.filter { !$0.stages.isEmpty })
    }
}

/// A generator for tests: SplitMix64.
struct Dice {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    mutating func below(_ n: Int) -> Int { Int(next() % UInt64(n)) }
}
