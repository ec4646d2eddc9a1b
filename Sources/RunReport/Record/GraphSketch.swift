public import FlowGraph
import OperatorKit

/// What reports show of a graph: names, places and wiring, without the operators themselves.
///
/// A graph's operators serve one run; its sketch can be written down and read again.
public struct GraphSketch: Sendable {
    /// One node.
    public struct Node: Sendable {
        /// Expanded name.
        public var name: String
        /// Operator, as `bars.time`.
        public var op: String
        /// The operator in one sentence.
        public var summary: String
        /// Longest path from a source.
        public var rank: Int
        /// Types of its outputs' events.
        public var outputs: [String]
        /// Arguments as written.
        public var arguments: [(name: String, text: String)]

        /// The operator's family, as `indicator`.
        public var family: String { String(op.prefix { $0 != "." }) }
    }

    /// One edge.
    public struct Edge: Sendable {
        /// Writing node's index.
        public var from: Int
        /// Index among the writer's outputs.
        public var output: Int
        /// Reading node's index.
        public var to: Int
        /// Only updates the reader's state.
        public var isPassive: Bool
        /// Delivered strictly later than its cause.
        public var isFeedback: Bool
        /// As people see it, `ticks.trades -> bars@5m.trades`.
        public var label: String
    }

    /// The pipeline's name.
    public var name: String
    /// Nodes in file order.
    public var nodes: [Node]
    /// Edges, by reader.
    public var edges: [Edge]
    /// Budgets with the edges of their paths.
    public var budgets: [(name: String, edges: [Int])]

    /// Takes what reports need from a graph.
    public init(_ graph: Graph) {
        name = graph.name
        nodes = graph.nodes.map { node in
            Node(
                name: node.name, op: node.manual.name, summary: node.manual.summary, rank: node.rank,
                outputs: node.manual.outputs.map(\.type.name), arguments: node.arguments)
        }
        edges = graph.edges.enumerated().map { index, edge in
            Edge(
                from: edge.from, output: edge.output, to: edge.to, isPassive: edge.isPassive,
                isFeedback: edge.isFeedback, label: graph.label(ofEdge: index))
        }
        budgets = graph.budgets.map { ($0.name, $0.edges) }
    }

    /// Makes a sketch of its parts.
    public init(name: String, nodes: [Node], edges: [Edge], budgets: [(name: String, edges: [Int])]) {
        self.name = name
        self.nodes = nodes
        self.edges = edges
        self.budgets = budgets
    }
}
