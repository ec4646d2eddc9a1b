import Learning
import PipelineFormat

/// Takes parts out of a pipeline: what stands before some nodes, without what comes back to them.
struct PipelineCut {
    private let spec: PipelineSpec
    private let byName: [String: NodeSpec]

    init(_ spec: PipelineSpec) {
        self.spec = spec
        byName = Dictionary(spec.nodes.map { ($0.name.value, $0) }) { first, _ in first }
    }

    /// A node by name; `role` is for the message.
    func node(_ name: String, _ role: String) throws(EnvironmentFault) -> NodeSpec {
        guard let node = byName[name] else {
            throw EnvironmentFault(
                "the pipeline has no node '\(name)' to be \(role)",
                help: "its nodes are \(spec.nodes.map(\.name.value).joined(separator: ", "))")
        }
        return node
    }

    /// What feeds a port of a node, or the node's first input where it names none.
    func source(_ port: String, of node: NodeSpec) throws(EnvironmentFault) -> NodeReference {
        let named = node.inputs.first { $0.port?.value == port }
        let unnamed = node.inputs.count == 1 && node.inputs[0].port == nil ? node.inputs[0] : nil
        guard let source = (named ?? unnamed)?.sources.first else {
            throw EnvironmentFault(
                at: node.name.origin, "'\(node.name.value)' has no input '\(port)'",
                help: "name it, as in from: {\(port): …}")
        }
        return source
    }

    /// The risk gate that a node takes its orders from.
    func gate(above node: NodeSpec) throws(EnvironmentFault) -> NodeSpec {
        let gate = try self.node(
            try source("order", of: node).node, "what feeds '\(node.name.value)'")
        guard gate.op.value == "risk.gate" else {
            throw EnvironmentFault(
                at: gate.op.origin,
                "'\(node.name.value)' takes its orders from '\(gate.name.value)', a \(gate.op.value)",
                help: "learn on a pipeline in which that is the risk gate itself")
        }
        return gate
    }

    /// Names of all that feeds these nodes, feedback aside, they themselves included.
    private func upstream(of names: [String]) -> Set<String> {
        var found: Set<String> = []
        var open = names
        while let name = open.popLast() {
            guard found.insert(name).inserted, let node = byName[name] else { continue }
            for input in node.inputs {
                for source in input.sources where !source.isFeedback { open.append(source.node) }
            }
            for trigger in node.on { open.append(trigger.node) }
        }
        return found
    }

    /// The node with only those inputs that come from `kept`.
    private func trimmed(_ node: NodeSpec, to kept: Set<String>) -> NodeSpec {
        var node = node
        node.inputs = node.inputs.compactMap { input in
            var input = input
            input.sources = input.sources.filter { kept.contains($0.node) }
            return input.sources.isEmpty ? nil : input
        }
        node.on = node.on.filter { kept.contains($0.node) }
        return node
    }

    private func part(_ nodes: [NodeSpec]) -> PipelineSpec {
        PipelineSpec(name: spec.name, nodes: nodes, parameters: spec.parameters, sources: spec.sources)
    }

    /// All that feeds the recorder's ports, and the recorder.
    func recording(of ports: [(port: String, source: NodeReference)]) -> PipelineSpec {
        let kept = upstream(of: ports.map(\.source.node))
        var nodes = spec.nodes.filter { kept.contains($0.name.value) }.map { trimmed($0, to: kept) }
        var inputs: [InputSpec] = []
        for (port, source) in ports {
            var forward = source
            forward.isFeedback = false
            inputs.append(InputSpec(port: Located(port, source.origin), sources: [forward]))
        }
        let origin = ports[0].source.origin
        nodes.append(
            NodeSpec(
                name: Located("training_recorder", origin), op: Located(TapeRecorder.name, origin),
                inputs: inputs))
        return part(nodes)
    }

    /// The market, the gate with an agent that says nothing, and what stands behind it.
    func market(_ trades: NodeReference, gate: NodeSpec, others: [NodeSpec]) -> PipelineSpec {
        let silence = "training_silence"
        let kept = upstream(of: [trades.node]).union([gate.name.value] + others.map(\.name.value))
        let origin = trades.origin
        var nodes: [NodeSpec] = []
        for node in spec.nodes where kept.contains(node.name.value) {
            var node = trimmed(node, to: kept)
            if node.name.value == gate.name.value {
                nodes.append(
                    NodeSpec(
                        name: Located(silence, origin), op: Located(SilentAgent.name, origin),
                        inputs: [InputSpec(port: Located("market", origin), sources: [trades])]))
                node.inputs.append(
                    InputSpec(
                        port: Located("signal", origin),
                        sources: [
                            NodeReference(node: silence, port: "signal", isFeedback: false, origin: origin)
                        ]))
            }
            nodes.append(node)
        }
        return part(nodes)
    }
}
