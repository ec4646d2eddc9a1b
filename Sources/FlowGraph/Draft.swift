import OperatorKit
import PipelineFormat

/// A node between the passes: its specification and what is known of it so far.
struct DraftNode: Sendable {
    var spec: NodeSpec
    /// Nil when the operator is unknown: nothing more is said of the node or its readers.
    var entry: OperatorEntry?
    /// Checked arguments; nil when one was wrong.
    var arguments: [(name: String, value: ArgumentValue)]?
    var origins: ArgumentOrigins
    /// Whether an input was wrong, so that what follows from it is not reported too.
    var hasBadInputs = false

    var name: String { spec.name.value }
    var manual: OperatorManual? { entry?.manual }
}

/// An edge between the passes.
struct DraftEdge: Sendable {
    var from: Int
    var output: Int
    var to: Int
    var input: Int
    var member = 0
    var isFeedback: Bool
    var isPassive: Bool
    /// Named in `on` but not in `from`: there only to trigger.
    var onlyTriggers = false
    var mergeRank = 0
    var capacity = 0
    var origin: Origin
}

/// Nodes and edges between the passes.
struct Draft: Sendable {
    var nodes: [DraftNode]
    var edges: [DraftEdge] = []

    /// Node indices by name; the reader has made names unique.
    var indexByName: [String: Int] {
        Dictionary(nodes.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }

    func output(of edge: DraftEdge) -> OutputManual? { nodes[edge.from].manual?.outputs[edge.output] }
    func input(of edge: DraftEdge) -> InputManual? { nodes[edge.to].manual?.inputs[edge.input] }
}
