import OperatorKit

/// Which nodes pass on only what a risk gate let through.
///
/// An operator with an output marked `gate` and no gated input is a gate: orders begin there. One with gated
/// inputs too (an execution algorithm) passes on what came in by them, so its output is worth what feeds it:
/// `tainted` follows, along all edges and feedback, what entered past a gate; `grounded` follows what began
/// at one. Only a node that is grounded and not tainted may feed a gated input.
struct GatePassage {
    private var isPassing: [Bool]
    private var isGrounded: [Bool]
    private var isTainted: [Bool]

    init(_ draft: Draft) {
        isPassing = draft.nodes.map { node in
            guard let manual = node.manual else { return false }
            return manual.outputs.contains(where: \.isGate) && manual.inputs.contains(where: \.isGated)
        }
        isGrounded = draft.nodes.map { node in
            guard let manual = node.manual else { return false }
            return manual.outputs.contains(where: \.isGate) && !manual.inputs.contains(where: \.isGated)
        }
        isTainted = [Bool](repeating: false, count: draft.nodes.count)
        let edges = draft.edges.filter { draft.input(of: $0)?.isGated == true && isPassing[$0.to] }
        var changed = true
        while changed {
            changed = false
            for edge in edges {
                let isGate = draft.output(of: edge)?.isGate == true
                let taints = !isGate || isTainted[edge.from]
                if taints, !isTainted[edge.to] { (isTainted[edge.to], changed) = (true, true) }
                let grounds = isGate && isGrounded[edge.from]
                if grounds, !isGrounded[edge.to] { (isGrounded[edge.to], changed) = (true, true) }
            }
        }
    }

    /// Whether it passes on what never saw a gate, although no edge into it is wrong by itself.
    func isUngrounded(_ node: Int) -> Bool { isPassing[node] && !isGrounded[node] && !isTainted[node] }
}
