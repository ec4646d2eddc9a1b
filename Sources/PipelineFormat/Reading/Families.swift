/// The nodes of a pipeline by name: spreads families along the wires and resolves every reference.
struct Families {
    let context: ReadingContext
    private(set) var groups: [NodeGroup]
    private var index: [String: Int] = [:]
    /// Expanded name to group, for nodes that run.
    private var running: [String: Int] = [:]

    init(_ groups: [NodeGroup], context: ReadingContext) {
        self.context = context
        self.groups = groups
        for (i, group) in groups.enumerated() { index[group.name.value] = i }
        spread()
        nameMembers()
        runningNames = self.groups.flatMap { group in
            group.isBroken ? [] : group.running.map { group.name(of: $0) }
        }
        names = self.groups.map(\.name.value) + runningNames
    }

    /// Every name that a reference may use.
    private(set) var names: [String] = []
    /// The names of the nodes that run, families expanded in place.
    private(set) var runningNames: [String] = []

    /// What a name is.
    enum Target {
        case node(String)
        case family([String])
        case off
        /// Wrong and reported, or not known for want of a file: nothing more is to be said.
        case silent
        case unknown
    }

    /// What a name is: of a node, a member, a family, or all members (`bars@*`).
    func target(_ name: String) -> Target {
        let wantsAll = name.hasSuffix("@*")
        let base = wantsAll ? String(name.dropLast(2)) : name
        if let i = index[base] {
            let group = groups[i]
            if group.isBroken { return .silent }
            if group.isOff { return .off }
            if group.labels != nil { return .family(group.running.map { group.name(of: $0) }) }
            if !wantsAll { return .node(base) }
            if group.isDoubtful { return .silent }
        }
        if wantsAll {
            let members = runningNames.filter { $0.hasPrefix("\(base)@") }
            return members.isEmpty ? missing : .family(members)
        }
        if running[name] != nil { return .node(name) }
        guard let at = name.firstIndex(of: "@"), let i = index[String(name[..<at])] else { return missing }
        if groups[i].isBroken || groups[i].isDoubtful { return .silent }
        return groups[i].off.contains(String(name[name.index(after: at)...])) ? .off : missing
    }

    private var missing: Target { context.isIncomplete ? .silent : .unknown }

    /// Passes families on from a node to those it feeds, until nothing changes.
    private mutating func spread() {
        var readers: [Int: [(reader: Int, origin: Origin)]] = [:]
        for (i, group) in groups.enumerated() {
            for draft in group.drafts.sorted(by: { $0.key < $1.key }).map(\.value) {
                for reference in draft.inputs.flatMap(\.sources) + draft.on {
                    guard let source = index[reference.node] else { continue }
                    readers[source, default: []].append((i, reference.origin))
                }
            }
        }
        var waiting = groups.indices.filter { groups[$0].labels != nil }
        var next = 0
        while next < waiting.count {
            let source = waiting[next]
            next += 1
            for (reader, origin) in readers[source] ?? [] where join(reader, to: source, origin) {
                waiting.append(reader)
            }
        }
        doubt(readers)
    }

    /// Marks what a broken node feeds: it may be a family or not, so its members are not called unknown.
    private mutating func doubt(_ readers: [Int: [(reader: Int, origin: Origin)]]) {
        var waiting = groups.indices.filter { groups[$0].isBroken }
        while let source = waiting.popLast() {
            for (reader, _) in readers[source] ?? [] where !groups[reader].isDoubtful {
                groups[reader].isDoubtful = true
                waiting.append(reader)
            }
        }
    }

    /// Makes a node that a family feeds a family; whether it is one only now.
    private mutating func join(_ reader: Int, to source: Int, _ origin: Origin) -> Bool {
        guard let labels = groups[source].labels, !groups[source].isBroken, !groups[reader].isBroken
        else { return false }
        guard let own = groups[reader].labels else {
            if groups[reader].isOff { return false }
            let extent = groups[reader].drafts[""].map(extent) ?? 1
            guard context.mayExpand(extent * labels.count, at: origin) else {
                groups[reader].isBroken = true
                return false
            }
            groups[reader].labels = labels
            groups[reader].off = groups[source].off
            return true
        }
        if Set(own) != Set(labels) {
            let (name, other) = (groups[reader].name.value, groups[source].name.value)
            context.report(
                .familiesDiffer, origin,
                "\(shown(name)) has the members \(list(own)), its input \(shown(other)) has \(list(labels))",
                help: "name one member, as `\(other)@\(labels[0])`, or all of them, as `\(other)@*`")
            groups[reader].isBroken = true
        }
        return false
    }

    private func extent(_ draft: NodeDraft) -> Int {
        draft.arguments.reduce(1) { $0 + $1.value.extent.count }
    }

    private func list(_ labels: [String]) -> String {
        labels.prefix(6).map { "@\($0)" }.joined(separator: " ") + (labels.count > 6 ? " …" : "")
    }

    /// Gives every running node its name, and reports names that two have.
    private mutating func nameMembers() {
        var count = 0
        for i in groups.indices where !groups[i].isBroken {
            for label in groups[i].running {
                count += 1
                let name = groups[i].name(of: label)
                if let other = running[name] {
                    context.report(
                        .nameTwice, groups[i].name.origin, "two nodes are named \(shown(name))",
                        help: "the other one is at \(groups[other].name.origin.place)")
                    groups[i].isBroken = true
                    break
                }
                running[name] = i
            }
            if count > ReadingContext.nodeLimit {
                context.report(
                    .expandsTooFar, groups[i].name.origin,
                    "the pipeline has more than \(ReadingContext.nodeLimit) nodes")
                context.isIncomplete = true
                for later in groups.indices where later >= i { groups[later].isBroken = true }
                return
            }
        }
    }
}

extension Families {
    /// The nodes in file order, families in place; references that lead nowhere are reported and left out.
    func nodes() -> [NodeSpec] {
        groups.flatMap { group -> [NodeSpec] in
            guard !group.isBroken else { return [] }
            return group.running.compactMap { label in
                (group.drafts[label] ?? group.drafts[""]).map { node(group, label, $0) }
            }
        }
    }

    private func node(_ group: NodeGroup, _ label: String, _ draft: NodeDraft) -> NodeSpec {
        let name = group.name(of: label)
        let link = group.labels == nil ? nil : "in family member \(name)"
        func linked(_ origin: Origin) -> Origin {
            guard let link else { return origin }
            return origin.rebased(cut: 0, path: "", link: link)
        }
        var spec = NodeSpec(
            name: Located(name, linked(group.name.origin)),
            op: Located(draft.op.value, linked(draft.op.origin)))
        spec.inputs = draft.inputs.map { input in
            let port = input.port.map { Located($0.value, linked($0.origin)) }
            return InputSpec(port: port, sources: resolve(input.sources, label, group, linked))
        }
        spec.on = resolve(draft.on, label, group, linked)
        spec.join = draft.join.map { Located($0.value, linked($0.origin)) }
        spec.ownThread = draft.ownThread
        spec.hangAfter = draft.hangAfter
        spec.doc = draft.doc
        spec.borrowed = draft.borrowed
        spec.arguments = draft.arguments.map { key, value in
            guard let link else { return (key, value) }
            let place = Located(key.value, linked(key.origin))
            return (place, value.rebased(path: value.origin.path, link: link))
        }
        return spec
    }

    private func resolve(
        _ references: [DraftReference], _ label: String, _ group: NodeGroup, _ linked: (Origin) -> Origin
    ) -> [NodeReference] {
        references.flatMap { reference in
            resolve(reference, label, group).map {
                NodeReference(
                    node: $0, port: reference.port, isFeedback: reference.isFeedback,
                    origin: linked(reference.origin))
            }
        }
    }

    private func resolve(_ reference: DraftReference, _ label: String, _ group: NodeGroup) -> [String] {
        switch target(reference.node) {
        case .node(let name): return [name]
        case .silent: return []
        case .family(let members):
            if reference.node.hasSuffix("@*") { return members }
            let member = "\(reference.node)@\(label)"
            if members.contains(member) { return [member] }
            reportOff(member, reference.origin)
            return []
        case .off:
            reportOff(reference.node, reference.origin)
            return []
        case .unknown:
            context.reportUnknown(
                .unknownNode, reference.origin, "no node is named \(shown(reference.node))",
                name: reference.node,
                among: names)
            return []
        }
    }

    private func reportOff(_ name: String, _ origin: Origin) {
        context.report(
            .switchedOff, origin, "the node \(shown(name)) is switched off by its `when`",
            help: "take the reference out, or switch its node off as well")
    }
}
