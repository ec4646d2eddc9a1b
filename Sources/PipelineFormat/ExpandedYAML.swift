/// The expanded pipeline as YAML text, which reads back to an equal specification.
///
/// Families stand as single nodes, references and parameters are resolved, merges and includes are gone.
/// Parameters are written with their final values, for the record: nothing refers to them any more.
public func expandedYAML(_ spec: PipelineSpec) -> String {
    var lines = ["pipeline: \(valueText(spec.name.value))"]
    func section(_ name: String, _ entries: [String]) {
        guard !entries.isEmpty else { return }
        lines.append("\n\(name):")
        lines += entries.map { "  \($0)" }
    }
    section("params", spec.parameters.map { "\(scalarText($0.name)): {default: \(parameterText($0.value))}" })
    section("nodes", spec.nodes.flatMap(nodeLines))
    section("edges", spec.edges.map(edgeText))
    section("budgets", spec.budgets.map(budgetText))
    section("stages", spec.stages.map(stageText))
    section(
        "results",
        spec.results.map { "\(scalarText($0.name.value)): \(valueText("\($0.node).\($0.metric)"))" })
    return lines.joined(separator: "\n") + "\n"
}

private func valueText(_ text: String) -> String { scalarText(doubledDollars(text)) }

/// A parameter's value is known as text only: a plain scalar stays of its type, all else is quoted.
private func parameterText(_ text: String) -> String {
    switch CoreScalar.kind(of: text) {
    case .bool?, .integer?, .real?: text
    case .null? where !text.isEmpty: text
    default: valueText(text)
    }
}

private func nodeLines(_ node: NodeSpec) -> [String] {
    var lines = ["\(scalarText(node.name.value)):"]
    func add(_ key: String, _ value: String) { lines.append("  \(key): \(value)") }
    add("op", valueText(node.op.value))
    if let only = node.inputs.first, only.port == nil {
        add("from", listText(only.sources))
    } else if !node.inputs.isEmpty {
        let ports = node.inputs.map { "\(scalarText($0.port?.value ?? "")): \(listText($0.sources))" }
        add("from", "{\(ports.joined(separator: ", "))}")
    }
    if !node.on.isEmpty { add("on", listText(node.on)) }
    if let join = node.join { add("join", join.value.rawValue) }
    if node.ownThread { add("thread", "own") }
    if let limit = node.hangAfter { add("hang_after", Units.text(nanoseconds: limit)) }
    if let doc = node.doc { add("doc", valueText(doc)) }
    var borrowed: [String] = []
    for (key, value) in node.arguments {
        let text = flowText(value, escapingDollars: true)
        if node.borrowed.contains(key.value) {
            borrowed.append("\(scalarText(key.value)): \(text)")
        } else {
            add(scalarText(key.value), text)
        }
    }
    if !borrowed.isEmpty { add("use", "{\(borrowed.joined(separator: ", "))}") }
    return lines
}

private func listText(_ references: [NodeReference]) -> String {
    let texts = references.map { reference -> String in
        let name = valueText(reference.node + (reference.port.map { ".\($0)" } ?? ""))
        return reference.isFeedback ? "{prev: \(name)}" : name
    }
    return texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
}

private func edgeText(_ edge: EdgeSpec) -> String {
    var parts: [String] = []
    if let capacity = edge.capacity { parts.append("capacity: \(capacity.value)") }
    if let full = edge.full { parts.append("full: \(valueText(full.value))") }
    if let expire = edge.expire { parts.append("expire: \(Units.text(nanoseconds: expire.value))") }
    let key = edge.ends.map { "\($0.from.value) -> \($0.to.value)" } ?? "default"
    return "\(scalarText(key)): {\(parts.joined(separator: ", "))}"
}

private func budgetText(_ budget: BudgetSpec) -> String {
    var parts = budget.limits.map { limit -> String in
        // Quantiles are written with at most four decimals of a percent, so this is exact.
        let millionths = Int((limit.quantile * 1_000_000).rounded())
        var percent = "\(millionths / 10_000)"
        var decimals = String(10_000 + millionths % 10_000).dropFirst()
        while decimals.hasSuffix("0") { decimals = decimals.dropLast() }
        if !decimals.isEmpty { percent += ".\(decimals)" }
        return "p\(percent): \(Units.text(nanoseconds: limit.nanoseconds))"
    }
    if budget.miss != .count { parts.append("miss: \(budget.miss.rawValue)") }
    let path = budget.path.map(\.value).joined(separator: " -> ")
    return
        "\(scalarText(path)): {\(parts.joined(separator: ", "))}"
}

private func stageText(_ stage: StageSpec) -> String {
    var parts = ["nodes: [\(stage.nodes.map { valueText($0.value) }.joined(separator: ", "))]"]
    if let core = stage.core { parts.append("core: \(core.value)") }
    if stage.wait != .auto { parts.append("wait: \(stage.wait.rawValue)") }
    return "\(scalarText(stage.name.value)): {\(parts.joined(separator: ", "))}"
}
