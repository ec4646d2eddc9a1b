public import OperatorKit
public import PipelineFormat

/// A checked graph: nodes in file order with their operators made, and typed edges.
public struct Graph: Sendable {
    /// The pipeline's name.
    public var name: String
    /// Nodes in file order.
    public var nodes: [GraphNode]
    /// Edges, by reader then merge rank.
    public var edges: [GraphEdge]
    /// Node indices in rank order: every non-feedback edge goes forward; file order where free.
    public var order: [Int]
    /// Budgets resolved to edges.
    public var budgets: [GraphBudget]
    /// Headline numbers.
    public var results: [ResultSpec]

    /// Makes a graph.
    public init(
        name: String, nodes: [GraphNode], edges: [GraphEdge], order: [Int], budgets: [GraphBudget],
        results: [ResultSpec]
    ) {
        self.name = name
        self.nodes = nodes
        self.edges = edges
        self.order = order
        self.budgets = budgets
        self.results = results
    }
}

/// One node of a checked graph.
public struct GraphNode: Sendable {
    /// Expanded name.
    public var name: String
    /// The operator's documentation and ports.
    public var manual: OperatorManual
    /// The operator itself, made and ready to open; used by one run.
    public var instance: any OperatorInstance
    /// Longest path from a source.
    public var rank: Int
    /// Whether it runs on a thread of its own, off the pinned cores.
    public var ownThread: Bool
    /// After how long at one piece of work it counts as hung, ns; 0 for never, nil for what the run says.
    public var hangAfter: Int64?
    /// Arguments as written, for the graph's picture and the manifest.
    public var arguments: [(name: String, text: String)]
    /// Where it stands.
    public var origin: Origin
    /// Where its arguments stand.
    public var argumentOrigins: ArgumentOrigins

    /// Makes a node.
    public init(
        name: String, manual: OperatorManual, instance: any OperatorInstance, rank: Int, ownThread: Bool,
        arguments: [(name: String, text: String)], origin: Origin
    ) {
        self.name = name
        self.manual = manual
        self.instance = instance
        self.rank = rank
        self.ownThread = ownThread
        self.arguments = arguments
        self.origin = origin
        argumentOrigins = ArgumentOrigins(node: origin)
    }

    /// The operator's family, as `indicator`.
    public var family: String { manual.family }

    /// An error of this node's operator, as in opening a file, at the value it speaks of.
    public func diagnostic(_ error: OperatorError) -> Diagnostic {
        Diagnostic(
            GraphCode.operatorRefuses.rawValue, argumentOrigins.origin(of: error), error.message,
            help: error.help)
    }
}

/// One edge of a checked graph.
public struct GraphEdge: Sendable {
    /// Writing node's index.
    public var from: Int
    /// Index of the writer's output port.
    public var output: Int
    /// Reading node's index.
    public var to: Int
    /// Index of the reader's input port.
    public var input: Int
    /// Index among the inputs of a variadic port; 0 otherwise.
    public var member: Int
    /// Merge rank among the reader's inputs: at equal sequence the lower one is delivered first.
    public var mergeRank: Int
    /// Only updates the reader's state: does not hold back or cause its output.
    public var isPassive: Bool
    /// Delivered strictly later than the event that caused it.
    public var isFeedback: Bool
    /// Events that the ring holds, a power of two.
    public var capacity: Int
    /// Where the reference stands.
    public var origin: Origin

    /// Makes an edge.
    public init(
        from: Int, output: Int, to: Int, input: Int, member: Int, mergeRank: Int, isPassive: Bool,
        isFeedback: Bool, capacity: Int, origin: Origin
    ) {
        self.from = from
        self.output = output
        self.to = to
        self.input = input
        self.member = member
        self.mergeRank = mergeRank
        self.isPassive = isPassive
        self.isFeedback = isFeedback
        self.capacity = capacity
        self.origin = origin
    }
}

/// One latency budget, resolved.
public struct GraphBudget: Sendable {
    /// As shown, `risk -> exec`.
    public var name: String
    /// Edges of the path in order (indices into `Graph.edges`); one edge for a plain budget.
    public var edges: [Int]
    /// Whether the path begins at a source: then it is measured exactly, from ingress to done.
    public var startsAtSource: Bool
    /// Quantile 0…1 and its limit in nanoseconds.
    public var limits: [(quantile: Double, nanoseconds: Int64)]
    /// Whether it is a family's default rather than the user's own.
    public var isDefault: Bool
    /// What a miss does.
    public var miss: BudgetSpec.Miss
    /// Where it stands; the reader's node for defaults.
    public var origin: Origin

    /// Makes a budget.
    public init(
        name: String, edges: [Int], startsAtSource: Bool, limits: [(quantile: Double, nanoseconds: Int64)],
        isDefault: Bool, miss: BudgetSpec.Miss, origin: Origin
    ) {
        self.name = name
        self.edges = edges
        self.startsAtSource = startsAtSource
        self.limits = limits
        self.isDefault = isDefault
        self.miss = miss
        self.origin = origin
    }
}

extension Graph {
    /// An edge as people see it, `ticks.trades -> bars@5m.trades`.
    public func label(ofEdge index: Int) -> String {
        let edge = edges[index]
        let writer = nodes[edge.from]
        let reader = nodes[edge.to]
        return "\(writer.name).\(writer.manual.outputs[edge.output].name) -> "
            + "\(reader.name).\(reader.manual.inputs[edge.input].name)"
            + (reader.manual.inputs[edge.input].isVariadic ? "[\(edge.member)]" : "")
    }
}
