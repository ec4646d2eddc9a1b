/// One member of a family: its label, as `5m`, and what `$tf` is in it.
struct FamilyMember {
    var label: String
    var bindings: [String: YAMLValue]
}

/// Reads `each: {tf: [5m, 30m]}`.
struct EachReader {
    let context: ReadingContext
    private static let memberLimit = 1_000

    /// The members in order, the product of several keys; nil, reported, when there are none to be had.
    func members(_ value: YAMLValue) -> [FamilyMember]? {
        guard let entries = context.mapping(value, "`each`") else { return nil }
        guard !entries.isEmpty else {
            context.report(
                .badEach, value.origin, "`each` names no key", help: "write `each: {tf: [5m, 30m]}`")
            return nil
        }
        var members = [FamilyMember(label: "", bindings: [:])]
        for (key, value) in entries {
            guard let choices = choices(key, value) else { return nil }
            guard members.count * choices.count <= Self.memberLimit else {
                context.report(.badEach, key.origin, "the family has more than \(Self.memberLimit) members")
                return nil
            }
            members = members.flatMap { member in
                choices.map { choice in
                    var next = member
                    next.label += (next.label.isEmpty ? "" : ",") + choice.label
                    next.bindings[key.value] = choice.value
                    return next
                }
            }
        }
        return members
    }

    /// The values of one key: a list labels them by their text, a mapping by its keys.
    private func choices(_ key: Located<String>, _ value: YAMLValue) -> [(label: String, value: YAMLValue)]? {
        guard !value.containsBroken else { return nil }
        guard isParameterName(key.value) else {
            context.report(
                .badName, key.origin, "the key \(shown(key.value)) is not letters, digits, `_` and `-`")
            return nil
        }
        var choices: [(label: String, value: YAMLValue)]
        switch value.kind {
        case .sequence(let items): choices = items.map { ($0.text, $0) }
        case .mapping(let entries): choices = entries.map { ($0.key.value, $0.value) }
        default: choices = [(value.text, value)]
        }
        if choices.isEmpty {
            context.report(.badEach, value.origin, "\(shown(key.value)) has no values")
            return nil
        }
        var seen: Set<String> = []
        for (label, value) in choices {
            if !value.isScalar {
                context.report(.badEach, value.origin, "a family's values are scalars, not \(value.kindName)")
                return nil
            }
            if label.isEmpty || !label.allSatisfy(isNameCharacter) {
                context.report(
                    .badEach, value.origin, "\(shown(label)) cannot be part of a node's name",
                    help: "give it a label: `each: {\(key.value): {slow: \(value.text)}}`")
                return nil
            }
            if !seen.insert(label).inserted {
                context.report(.badEach, value.origin, "the family's value \(shown(label)) stands twice")
                return nil
            }
        }
        return choices
    }
}
