/// Reads `results:`.
struct ResultReader {
    let context: ReadingContext
    let families: Families
    let substitution: Substitution

    /// One headline, or nil when it is wrong or its node is switched off.
    func result(_ entry: Entry) -> ResultSpec? {
        let value = substitution.apply(entry.value)
        guard let text = context.string(value, "a result") else { return nil }
        guard let parts = splitReference(text.value), let metric = parts.port, !parts.node.hasSuffix("@*")
        else {
            context.report(
                .badReference, text.origin, "\(shown(text.value)) is not `node.metric`",
                help: "as `orders: exec.orders`")
            return nil
        }
        switch families.target(parts.node) {
        case .node(let node):
            return ResultSpec(name: entry.key, node: node, metric: metric, origin: text.origin)
        case .family(let members):
            context.report(
                .familyNotNode, text.origin, "\(shown(parts.node)) is a family; a result is of one node",
                help: "pick one, as `\(members[0]).\(metric)`")
        case .off:
            context.warn(
                .switchedOff, entry.key.origin,
                "the result \(shown(entry.key.value)) is left out: `when` switched its node off")
        case .silent: break
        case .unknown:
            context.reportUnknown(
                .unknownNode, text.origin, "no node is named \(shown(parts.node))", name: parts.node,
                among: families.names)
        }
        return nil
    }
}
