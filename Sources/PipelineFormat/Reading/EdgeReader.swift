/// Reads `edges:`.
struct EdgeReader {
    private static let keys = ["capacity", "full", "expire"]
    private static let planned = ["drop_new", "drop_old", "conflate", "spill", "fail"]
    private static let largestCapacity: Int64 = 1 << 24

    let context: ReadingContext
    let patterns: Patterns
    let substitution: Substitution

    /// The settings of one edge, or nil when it names none.
    func edge(_ entry: Entry) -> EdgeSpec? {
        guard !entry.value.isBroken else { return nil }
        var edge = EdgeSpec(ends: nil)
        var isWrong = false
        if entry.key.value != "default" {
            let path = patterns.path(entry.key, .edgeName, nodes: 2...2, "the edge")
            isWrong = path == nil
            if let path { edge.ends = (path[0], path[1]) }
        }
        let value = substitution.apply(entry.value)
        guard !value.isBroken, let entries = context.mapping(value, "an edge's settings") else { return nil }
        for (key, value) in entries {
            switch key.value {
            case "capacity": edge.capacity = capacity(value)
            case "full": edge.full = policy(value)
            case "expire":
                context.report(
                    .edgePolicyMissing, key.origin, "the policy `expire` is not implemented yet",
                    help: "`full: block` is the only policy; leave `expire` out")
            default: context.unknownKey(key, in: "an edge", known: Self.keys)
            }
        }
        return isWrong ? nil : edge
    }

    private func capacity(_ value: YAMLValue) -> Located<Int>? {
        guard !value.isBroken else { return nil }
        var count: Int64?
        if case .integer(let number) = value.kind { count = number }
        if let text = value.string { count = Units.count(text) }
        guard let count, (1...Self.largestCapacity).contains(count) else {
            context.report(
                .edgeCapacity, value.origin,
                "`capacity` is a count from 1 to \(Self.largestCapacity), not \(value.shownValue)"
            )
            return nil
        }
        return Located(Int(count), value.origin)
    }

    private func policy(_ value: YAMLValue) -> Located<String>? {
        var named = value
        // `full: {conflate: key}` names its policy by the key.
        if case .mapping(let entries) = value.kind, entries.count == 1 {
            named = YAMLValue(
                kind: .string(entries[0].key.value), text: entries[0].key.value, origin: entries[0].key.origin
            )
        }
        guard let policy = context.string(named, "`full`") else { return nil }
        if policy.value == "block", value.isScalar { return policy }
        if Self.planned.contains(policy.value) {
            context.report(
                .edgePolicyMissing, policy.origin,
                "the policy `\(policy.value)` is not implemented yet; `block` is the only one")
        } else {
            let near = nearest(to: policy.value, among: ["block"] + Self.planned).map {
                "did you mean `\($0)`?"
            }
            context.report(
                .edgePolicyUnknown, policy.origin,
                "\(shown(policy.value)) is not a policy; `block` is the only one",
                help: near)
        }
        return nil
    }
}
