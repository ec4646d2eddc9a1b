import OperatorKit
import PipelineFormat

/// Pass 3: turns each node's `from` into typed edges.
struct PortWiring {
    private var draft: Draft
    private let indexByName: [String: Int]
    private var diagnostics = Diagnostics()

    /// Wires all nodes; those with a bad input are marked.
    static func wire(_ nodes: [DraftNode], _ diagnostics: inout Diagnostics) -> Draft {
        var wiring = PortWiring(Draft(nodes: nodes))
        for node in nodes.indices { wiring.wire(node) }
        diagnostics.add(wiring.diagnostics)
        return wiring.draft
    }

    private init(_ draft: Draft) {
        self.draft = draft
        indexByName = draft.indexByName
    }

    private mutating func wire(_ node: Int) {
        guard let manual = draft.nodes[node].manual else { return }
        let spec = draft.nodes[node].spec
        if manual.isSource || manual.inputs.isEmpty {
            guard let first = spec.inputs.first?.sources.first ?? spec.on.first else { return }
            fail(
                node, .sourceWithInput, first.origin, "`\(manual.name)` is a source and takes no inputs",
                help: "leave `from` out")
            return
        }
        var ports = [[DraftEdge]](repeating: [], count: manual.inputs.count)
        for input in spec.inputs {
            if let port = input.port { named(port, input.sources, of: node, manual, &ports) }
        }
        let unnamed = spec.inputs.filter { $0.port == nil }.flatMap(\.sources)
        // One port that takes any number, and at least one, takes all that is unnamed; among several the type decides.
        if let variadic = manual.inputs.firstIndex(where: \.isVariadic),
            manual.inputs.count(where: \.isVariadic) == 1, !manual.inputs[variadic].isOptional
        {
            for reference in unnamed { connect(reference, to: variadic, of: node, manual, &ports) }
        } else {
            for reference in unnamed { chosen(reference, of: node, manual, &ports) }
        }
        requireInputs(node, manual, ports)
        for port in ports {
            for (member, edge) in port.enumerated() {
                var edge = edge
                edge.member = member
                draft.edges.append(edge)
            }
        }
    }

    private mutating func fail(
        _ node: Int, _ code: GraphCode, _ origin: Origin, _ message: String, help: String? = nil
    ) {
        draft.nodes[node].hasBadInputs = true
        diagnostics.error(code, origin, message, help: help)
    }

    /// The output that a reference means; nil, reported or a consequence of what was, when it means none.
    private mutating func output(_ reference: NodeReference, for node: Int) -> (node: Int, port: Int)? {
        guard let writer = indexByName[reference.node] else {
            fail(
                node, .unknownNode, reference.origin, "no node is named `\(reference.node)`",
                help: didYouMean(reference.node, indexByName.keys.sorted()))
            return nil
        }
        guard let manual = draft.nodes[writer].manual else {
            draft.nodes[node].hasBadInputs = true
            return nil
        }
        let names = manual.outputs.map(\.name)
        guard let wanted = reference.port else {
            if !names.isEmpty { return (writer, 0) }
            fail(node, .unknownPort, reference.origin, "`\(reference.node)` (\(manual.name)) has no output")
            return nil
        }
        if let port = names.firstIndex(of: wanted) { return (writer, port) }
        fail(
            node, .unknownPort, reference.origin,
            "`\(reference.node)` (\(manual.name)) has no output `\(wanted)`",
            help: didYouMean(wanted, names)
                ?? (names.isEmpty ? "it has no outputs" : "its outputs are \(listed(names))"))
        return nil
    }

    private mutating func named(
        _ port: Located<String>, _ references: [NodeReference], of node: Int, _ manual: OperatorManual,
        _ ports: inout [[DraftEdge]]
    ) {
        let names = manual.inputs.map(\.name)
        guard let index = names.firstIndex(of: port.value) else {
            fail(
                node, .unknownPort, port.origin, "`\(manual.name)` has no input `\(port.value)`",
                help: didYouMean(port.value, names) ?? "its inputs are \(listed(names))")
            return
        }
        for reference in references { connect(reference, to: index, of: node, manual, &ports) }
    }

    /// Finds the port for a reference that names none: the one required port that fits, else the one that may
    /// trigger, else the one at all.
    private mutating func chosen(
        _ reference: NodeReference, of node: Int, _ manual: OperatorManual, _ ports: inout [[DraftEdge]]
    ) {
        guard let source = output(reference, for: node), let type = type(of: source) else { return }
        let fitting = manual.inputs.indices.filter { manual.inputs[$0].accepts(type) }
        let free = fitting.filter { ports[$0].isEmpty || manual.inputs[$0].isVariadic }
        let preferred = free.filter {
            let port = manual.inputs[$0]
            return reference.isFeedback ? port.isPassive : !port.isPassive && !port.isOptional
        }
        let active = reference.isFeedback ? [] : free.filter { !manual.inputs[$0].isPassive }
        let candidates = [preferred, active, free].first { !$0.isEmpty } ?? []
        let names = candidates.map { manual.inputs[$0].name }
        if candidates.count > 1 {
            let example = names.map { "\($0): …" }.joined(separator: ", ")
            fail(
                node, .ambiguousPort, reference.origin,
                "`\(manual.name)` could take `\(reference.text)` at \(listed(names, word: "or"))",
                help: "name the ports: from: {\(example)}")
            return
        }
        // Where no port is free or fits, the port that comes nearest takes it, for its own message.
        let required = manual.inputs.indices.filter {
            !manual.inputs[$0].isOptional && !manual.inputs[$0].isPassive
        }
        if let port = candidates.first ?? fitting.first {
            connect(reference, to: port, of: node, manual, &ports)
        } else if manual.inputs.count == 1 || required.count == 1 {
            connect(reference, to: required.first ?? 0, of: node, manual, &ports)
        } else {
            let takes = manual.inputs.map { "\($0.name): \($0.type?.name ?? "any")" }.joined(separator: ", ")
            fail(
                node, .wrongType, reference.origin,
                "no port of `\(manual.name)` wants \(type.name), which `\(reference.text)` gives",
                help: "its ports are \(takes)")
        }
    }

    private func type(of output: (node: Int, port: Int)) -> EventType? {
        draft.nodes[output.node].manual?.outputs[output.port].type
    }

    private mutating func connect(
        _ reference: NodeReference, to port: Int, of node: Int, _ manual: OperatorManual,
        _ ports: inout [[DraftEdge]]
    ) {
        guard let source = output(reference, for: node), let type = type(of: source) else { return }
        let input = manual.inputs[port]
        if let wanted = input.type, wanted != type {
            let givers = outputs(of: wanted, except: node)
            fail(
                node, .wrongType, reference.origin,
                "port `\(input.name)` wants \(wanted.name), `\(reference.text)` gives \(type.name)",
                help: givers.isEmpty ? nil : "\(wanted.name) comes from \(listed(givers, word: "or"))")
            return
        }
        if !input.isVariadic, let first = ports[port].first {
            fail(
                node, .portTwice, reference.origin,
                "port `\(input.name)` of `\(manual.name)` takes one input",
                help: "it has `\(draft.nodes[first.from].name)` already")
            return
        }
        ports[port].append(
            DraftEdge(
                from: source.node, output: source.port, to: node, input: port,
                isFeedback: reference.isFeedback, isPassive: input.isPassive, origin: reference.origin))
    }

    private mutating func requireInputs(_ node: Int, _ manual: OperatorManual, _ ports: [[DraftEdge]]) {
        // A reference that led nowhere may have been meant for any port: nothing more is said.
        guard !draft.nodes[node].hasBadInputs else { return }
        for (index, port) in manual.inputs.enumerated() where ports[index].isEmpty && !port.isOptional {
            missing(node, "port `\(port.name)` of `\(manual.name)` is not connected", wants: port.type)
        }
        if ports.allSatisfy(\.isEmpty), !draft.nodes[node].hasBadInputs {
            missing(node, "`\(manual.name)` has no input", wants: manual.inputs.first?.type)
        }
    }

    private mutating func missing(_ node: Int, _ message: String, wants type: EventType?) {
        let givers = type.map { outputs(of: $0, except: node) } ?? []
        let from = type.map {
            givers.isEmpty ? "no node gives \($0.name)" : "\($0.name) comes from \(listed(givers))"
        }
        fail(node, .missingInput, draft.nodes[node].spec.name.origin, message, help: from)
    }

    /// Outputs that give a type, as a reference would name them.
    private func outputs(of type: EventType, except node: Int) -> [String] {
        draft.nodes.enumerated().flatMap { index, other -> [String] in
            guard index != node, let manual = other.manual else { return [] }
            return manual.outputs.enumerated().filter { $1.type == type }.map { port, output in
                port == 0 ? other.name : "\(other.name).\(output.name)"
            }
        }
    }
}

extension InputManual {
    /// Whether events of `type` may come in here.
    func accepts(_ type: EventType) -> Bool { self.type.map { $0 == type } ?? true }

    /// Any number of inputs of any type, of which `on` says what triggers; those of one type are merged.
    var takesAnything: Bool { isVariadic && type == nil }
}

extension NodeReference {
    /// The reference as written.
    var text: String { port.map { "\(node).\($0)" } ?? node }
}
