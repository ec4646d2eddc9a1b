/// A node as written, with parameters put in, before its references are resolved.
struct NodeDraft {
    var op: Located<String>
    var inputs: [DraftInput] = []
    var on: [DraftReference] = []
    var join: Located<NodeSpec.Join>?
    var ownThread = false
    var hangAfter: Int64?
    var doc: String?
    var arguments: [(key: Located<String>, value: YAMLValue)] = []
    /// Which of them came by `use`.
    var borrowed: Set<String> = []
}

/// One entry of `nodes:`: a single node or a family.
struct NodeGroup {
    var name: Located<String>
    /// The family's members in order; nil for a single node.
    var labels: [String]?
    /// Members that `when` switched off; "" for a single node.
    var off: Set<String> = []
    /// A draft for each member; "" for a single node, and for a family that is one by its inputs.
    var drafts: [String: NodeDraft] = [:]
    /// Something in it was wrong and reported: references to it say nothing more.
    var isBroken = false
    /// Something that feeds it is broken, so whether it is a family is not known.
    var isDoubtful = false

    /// Whether nothing of it is left.
    var isOff: Bool { !isBroken && (labels?.allSatisfy { off.contains($0) } ?? off.contains("")) }

    /// The expanded name of a member.
    func name(of label: String) -> String { labels == nil ? name.value : "\(name.value)@\(label)" }

    /// The members that run.
    var running: [String] { (labels ?? [""]).filter { !off.contains($0) } }
}

/// Reads the entries of `nodes:`.
struct NodeReader {
    /// The keys of a node that are not arguments.
    static let keys = ["op", "from", "on", "join", "each", "when", "thread", "hang_after", "doc", "use"]

    let context: ReadingContext
    let parameters: Parameters

    /// Reads one entry; mistakes leave a broken group, so that its name is known.
    func group(_ entry: Entry) -> NodeGroup {
        var group = NodeGroup(name: entry.key)
        if !isNodeName(entry.key.value) {
            context.report(
                .badName, entry.key.origin,
                "the node name \(shown(entry.key.value)) is not letters, digits, `_`, `-` and `@`",
                help: entry.key.value.contains(".") ? "a dot separates a node from its port" : nil)
            group.isBroken = true
        }
        guard !entry.value.isBroken, let entries = context.mapping(entry.value, "a node") else {
            group.isBroken = true
            return group
        }
        guard let each = entries.first(where: { $0.key.value == "each" }) else {
            read(entries, FamilyMember(label: "", bindings: [:]), into: &group)
            return group
        }
        guard let members = EachReader(context: context).members(parameters.substitution.apply(each.value))
        else {
            group.isBroken = true
            return group
        }
        group.labels = members.map(\.label)
        let extent = entry.value.extent.count
        for member in members {
            guard context.mayExpand(extent, at: entry.key.origin) else {
                group.isBroken = true
                break
            }
            read(entries, member, into: &group)
        }
        return group
    }

    private func read(_ entries: [Entry], _ member: FamilyMember, into group: inout NodeGroup) {
        var reader = NodeMemberReader(context: context, substitution: substitution(member))
        guard let draft = reader.read(entries, group.name) else {
            group.isBroken = true
            return
        }
        if reader.isOff { group.off.insert(member.label) }
        group.drafts[member.label] = draft
    }

    private func substitution(_ member: FamilyMember) -> Substitution {
        guard !member.bindings.isEmpty else { return parameters.substitution }
        return Substitution(
            context: context,
            lookup: { name in
                guard let value = member.bindings[name] else { return parameters.lookup(name) }
                return .found(value, link: "$\(name) is \(value.text) in the family member @\(member.label)")
            },
            names: { member.bindings.keys.sorted() + parameters.names })
    }
}

/// Reads the keys of one node, or of one member of a family.
private struct NodeMemberReader {
    let context: ReadingContext
    let substitution: Substitution
    var isOff = false
    private var isBroken = false
    private var uses: [Entry] = []

    init(context: ReadingContext, substitution: Substitution) {
        self.context = context
        self.substitution = substitution
    }

    /// The node, or nil, reported, when something in it is wrong.
    mutating func read(_ entries: [Entry], _ name: Located<String>) -> NodeDraft? {
        var draft = NodeDraft(op: Located("", name.origin))
        for (key, raw) in entries where key.value != "each" {
            let value = substitution.apply(raw)
            if value.containsBroken {
                isBroken = true
                // What is whole inside is still worth reading: its own mistakes are other causes.
                if value.isBroken { continue }
            }
            read(key, value, into: &draft)
        }
        if !entries.contains(where: { $0.key.value == "op" }) {
            context.report(
                .missingKey, name.origin, "the node \(shown(name.value)) has no `op`",
                help: "`op` names the operator, as `op: bars.time`")
            isBroken = true
        }
        let own = Set(draft.arguments.map(\.key.value))
        var used: Set<String> = own
        for entry in uses where used.insert(entry.key.value).inserted { draft.arguments.append(entry) }
        draft.borrowed = used.subtracting(own)
        return isBroken ? nil : draft
    }

    private mutating func read(_ key: Located<String>, _ value: YAMLValue, into draft: inout NodeDraft) {
        switch key.value {
        case "op": readOperator(value, into: &draft)
        case "from":
            var reader = ReferenceReader(context: context)
            draft.inputs = reader.inputs(value)
            isBroken = isBroken || reader.isBroken
        case "on":
            var reader = ReferenceReader(context: context)
            draft.on = reader.references(value)
            isBroken = isBroken || reader.isBroken
            if let feedback = draft.on.first(where: \.isFeedback) {
                context.report(.badReference, feedback.origin, "`on` names what triggers, without `prev`")
                isBroken = true
            }
        case "join":
            let words = ["merge", "latest", "align"]
            draft.join = word(value, "`join`", words).flatMap(NodeSpec.Join.init).map {
                Located($0, value.origin)
            }
        case "thread": draft.ownThread = word(value, "`thread`", ["own", "pinned"]) == "own"
        case "hang_after": draft.hangAfter = duration(value, "`hang_after`")
        case "doc":
            draft.doc = string(value, "`doc`")?.value
        case "when": readWhen(value)
        case "use": readUse(value)
        default: draft.arguments.append((key, value))
        }
    }

    private mutating func word(_ value: YAMLValue, _ what: String, _ words: [String]) -> String? {
        let word = context.word(value, what, words)
        isBroken = isBroken || word == nil
        return word
    }

    private mutating func duration(_ value: YAMLValue, _ what: String) -> Int64? {
        if let nanoseconds = value.string.flatMap(Units.nanoseconds), nanoseconds >= 0 { return nanoseconds }
        isBroken = true
        if !value.isBroken {
            context.wrongKind(
                value, "\(what) is a duration, not \(value.shownValue)", help: Units.durationHelp)
        }
        return nil
    }

    private mutating func string(_ value: YAMLValue, _ what: String) -> Located<String>? {
        let string = context.string(value, what)
        isBroken = isBroken || string == nil
        return string
    }

    private mutating func readOperator(_ value: YAMLValue, into draft: inout NodeDraft) {
        guard let op = string(value, "`op`") else { return }
        if op.value.hasSuffix(".yaml") || op.value.hasSuffix(".yml") {
            context.report(
                .template, op.origin,
                "templates are not implemented yet, so \(shown(op.value)) cannot be an operator",
                help: "`include` the file and name its nodes")
            isBroken = true
        }
        draft.op = op
    }

    private mutating func readWhen(_ value: YAMLValue) {
        switch (value.kind, value.text) {
        case (.bool(let isOn), _): isOff = !isOn
        case (.integer(1), _), (.string, "true"): isOff = false
        case (.integer(0), _), (.string, "false"): isOff = true
        default: _ = word(value, "`when`", ["true", "false"])
        }
    }

    private mutating func readUse(_ value: YAMLValue) {
        for source in context.items(value) {
            guard case .mapping(let entries) = source.kind else {
                if !source.isBroken {
                    context.report(
                        .badUse, source.origin, "`use` is a mapping of arguments, not \(source.kindName)",
                        help: "name a parameter that is a mapping: `use: $limits`")
                }
                isBroken = true
                continue
            }
            for entry in entries {
                if NodeReader.keys.contains(entry.key.value) {
                    context.report(
                        .badUse, entry.key.origin,
                        "`use` gives arguments; \(shown(entry.key.value)) stands in the node")
                    isBroken = true
                }
                uses.append(entry)
            }
        }
    }
}
