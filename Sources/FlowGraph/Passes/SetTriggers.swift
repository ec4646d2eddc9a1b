import OperatorKit
import PipelineFormat

/// Pass 4: which inputs trigger a node (`on`), and whether `join` has a meaning there.
func setTriggers(_ draft: Draft, _ diagnostics: inout Diagnostics) -> Draft {
    var edgesByReader = [[DraftEdge]](repeating: [], count: draft.nodes.count)
    for edge in draft.edges { edgesByReader[edge.to].append(edge) }
    var result = Draft(nodes: draft.nodes)
    let indexByName = draft.indexByName
    for node in draft.nodes.indices {
        var pass = NodeTriggers(
            node: node, draft: draft, indexByName: indexByName, edges: edgesByReader[node])
        pass.run()
        diagnostics.add(pass.diagnostics)
        if pass.isBad { result.nodes[node].hasBadInputs = true }
        result.edges += pass.edges
    }
    return result
}

private struct NodeTriggers {
    let node: Int
    let draft: Draft
    let indexByName: [String: Int]
    var edges: [DraftEdge]
    var diagnostics = Diagnostics()
    var isBad = false

    init(node: Int, draft: Draft, indexByName: [String: Int], edges: [DraftEdge]) {
        self.node = node
        self.draft = draft
        self.indexByName = indexByName
        self.edges = edges
    }

    mutating func run() {
        guard let manual = draft.nodes[node].manual else { return }
        checkJoin(manual)
        let spec = draft.nodes[node].spec
        guard !manual.isSource, !manual.inputs.isEmpty else { return }
        let variadic = manual.inputs.firstIndex(where: \.takesAnything)
        if spec.on.isEmpty {
            if !draft.nodes[node].hasBadInputs { requireTrigger(manual, variadic) }
            return
        }
        var triggers: Set<Int> = []
        for reference in spec.on {
            if let edge = trigger(reference, manual, variadic) { triggers.insert(edge) }
        }
        for index in edges.indices where !triggers.contains(index) { edges[index].isPassive = true }
    }

    private mutating func fail(_ code: GraphCode, _ origin: Origin, _ message: String, help: String? = nil) {
        isBad = true
        diagnostics.error(code, origin, message, help: help)
    }

    /// The index of the edge that a reference of `on` makes a trigger.
    private mutating func trigger(
        _ reference: NodeReference, _ manual: OperatorManual, _ variadic: Int?
    ) -> Int? {
        guard let writer = indexByName[reference.node] else {
            fail(
                .unknownNode, reference.origin, "no node is named `\(reference.node)`",
                help: didYouMean(reference.node, indexByName.keys.sorted()))
            return nil
        }
        guard let outputs = draft.nodes[writer].manual?.outputs else {
            isBad = true
            return nil
        }
        let port = reference.port.map { wanted in outputs.firstIndex { $0.name == wanted } } ?? 0
        guard let port, outputs.indices.contains(port) else {
            fail(
                .unknownPort, reference.origin,
                "`\(reference.node)` has no output\(reference.port.map { " `\($0)`" } ?? "")",
                help: outputs.isEmpty ? nil : "its outputs are \(listed(outputs.map(\.name)))")
            return nil
        }
        if let found = edges.firstIndex(where: { $0.from == writer && $0.output == port }) {
            return canTrigger(found, reference, manual) ? found : nil
        }
        guard let variadic else {
            // After a bad input the reference may well be among those that were not understood.
            if draft.nodes[node].hasBadInputs { return nil }
            fail(
                .badTrigger, reference.origin,
                "`on` names `\(reference.text)`, which is not an input of the node",
                help: "the inputs that can trigger are \(listed(candidates(manual), word: "or"))")
            return nil
        }
        edges.append(
            DraftEdge(
                from: writer, output: port, to: node, input: variadic,
                member: edges.count { $0.input == variadic }, isFeedback: false, isPassive: false,
                onlyTriggers: true, origin: reference.origin))
        return edges.count - 1
    }

    private mutating func canTrigger(_ edge: Int, _ reference: NodeReference, _ manual: OperatorManual)
        -> Bool
    {
        let port = manual.inputs[edges[edge].input]
        if port.isPassive {
            fail(
                .badTrigger, reference.origin, "port `\(port.name)` only updates state, so it cannot trigger",
                help: "the inputs that can trigger are \(listed(candidates(manual), word: "or"))")
            return false
        }
        if edges[edge].isFeedback {
            fail(
                .badTrigger, reference.origin, "feedback cannot trigger the node that causes it",
                help: "the inputs that can trigger are \(listed(candidates(manual), word: "or"))")
            return false
        }
        return true
    }

    /// References that `on` could name.
    private func candidates(_ manual: OperatorManual) -> [String] {
        edges.filter { !$0.isFeedback && !manual.inputs[$0.input].isPassive }.map { edge in
            let name = draft.nodes[edge.from].name
            guard edge.output > 0, let output = draft.output(of: edge) else { return name }
            return "\(name).\(output.name)"
        }
    }

    private mutating func requireTrigger(_ manual: OperatorManual, _ variadic: Int?) {
        // What makes nothing has nothing to trigger: a recorder takes all its inputs as they come.
        guard let variadic, !manual.outputs.isEmpty else { return }
        let members = edges.filter { $0.input == variadic }
        guard members.count > 1 else { return }
        let names = candidates(manual)
        fail(
            .noTrigger, draft.nodes[node].spec.name.origin,
            "several inputs and no `on`: say which one triggers \(draft.nodes[node].name)",
            help: names.first.map { "write `on: \($0)`; the inputs are \(listed(names))" })
    }

    private mutating func checkJoin(_ manual: OperatorManual) {
        guard let join = draft.nodes[node].spec.join else { return }
        let isVariadic = manual.inputs.contains(where: \.takesAnything)
        switch join.value {
        case .align:
            fail(
                .badJoin, join.origin, "`join: align` is not implemented yet",
                help: "`join: latest` with `on` takes the newest event of each input when one triggers")
        case _ where manual.isSource || manual.inputs.isEmpty:
            fail(.badJoin, join.origin, "`\(manual.name)` has no inputs to join", help: "leave `join` out")
        case .latest where !isVariadic:
            fail(
                .badJoin, join.origin, "`\(manual.name)` merges its inputs by time and cannot take `latest`",
                help: "leave `join` out, or name the inputs that trigger by `on`")
        case .merge where isVariadic:
            fail(
                .badJoin, join.origin, "`\(manual.name)` takes the latest of its inputs and cannot `merge`",
                help: "leave `join` out")
        case .latest, .merge: break
        }
    }
}
