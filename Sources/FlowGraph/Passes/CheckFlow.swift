import OperatorKit
import PipelineFormat

/// Pass 5: what the flow must keep to: a source, passive feedback, and a gate that nobody avoids.
func checkFlow(
    _ draft: Draft, _ spec: PipelineSpec, catalogue: OperatorCatalogue, _ diagnostics: inout Diagnostics
) {
    checkSources(draft, spec, &diagnostics)
    let passage = GatePassage(draft)
    for edge in draft.edges {
        checkFeedback(edge, draft, &diagnostics)
        checkGate(edge, draft, passage, catalogue, &diagnostics)
    }
    checkResults(draft, spec, &diagnostics)
    warnOfDeadEnds(draft, spec, &diagnostics)
}

private func checkSources(_ draft: Draft, _ spec: PipelineSpec, _ diagnostics: inout Diagnostics) {
    // A node whose operator is unknown may have been meant as the source.
    let isKnown = draft.nodes.allSatisfy { $0.entry != nil }
    guard isKnown, !draft.nodes.contains(where: { $0.manual?.isSource == true }) else { return }
    diagnostics.error(
        .noSource, spec.name.origin, "the pipeline has no source, so nothing would ever happen",
        help: "add a node that makes events, as `ticks: {op: ingest.csv, path: …}`")
}

private func checkFeedback(_ edge: DraftEdge, _ draft: Draft, _ diagnostics: inout Diagnostics) {
    guard edge.isFeedback, !edge.isPassive, let input = draft.input(of: edge),
        !draft.nodes[edge.to].hasBadInputs
    else { return }
    let passive = draft.nodes[edge.to].manual?.inputs.filter(\.isPassive).map(\.name) ?? []
    let other = passive.isEmpty ? "" : "; of its ports, \(listed(passive)) may take feedback"
    diagnostics.error(
        .activeFeedback, edge.origin,
        "feedback enters port `\(input.name)`, which triggers: "
            + "an output may not wait for its own consequences",
        help: "name the inputs that trigger by `on`, which makes the others only update state\(other)")
}

private func checkGate(
    _ edge: DraftEdge, _ draft: Draft, _ passage: GatePassage, _ catalogue: OperatorCatalogue,
    _ diagnostics: inout Diagnostics
) {
    guard let input = draft.input(of: edge), let output = draft.output(of: edge), input.isGated else {
        return
    }
    guard !output.isGate else {
        checkPassage(edge, output, draft, passage, &diagnostics)
        return
    }
    let writer = draft.nodes[edge.from].name
    let (reader, gates) = (draft.nodes[edge.to].name, gates(draft, of: output.type))
    let kinds = catalogue.entries.filter { $0.manual.outputs.contains(where: \.isGate) }.map(\.manual.name)
    let help =
        gates.isEmpty
        ? kinds.first.map { "put a gate between them, as {op: \($0), from: \(writer)}" }
        : "feed it from \(listed(gates, word: "or"))"
    diagnostics.error(
        .aroundGate, edge.origin,
        "`\(writer).\(output.name)` reaches `\(reader).\(input.name)` without passing a risk gate", help: help
    )
}

/// What a gate-marked output passes on must have come from a risk gate; where it did not, the cause is told.
private func checkPassage(
    _ edge: DraftEdge, _ output: OutputManual, _ draft: Draft, _ passage: GatePassage,
    _ diagnostics: inout Diagnostics
) {
    // What goes around the gate further up is told there, once; a bad input may have been meant for the gate.
    guard passage.isUngrounded(edge.from), !draft.nodes[edge.from].hasBadInputs else { return }
    let (writer, reader) = (draft.nodes[edge.from].name, draft.nodes[edge.to].name)
    let ports = draft.nodes[edge.from].manual?.inputs.filter(\.isGated).map(\.name) ?? []
    diagnostics.error(
        .aroundGate, edge.origin,
        "`\(writer).\(output.name)` reaches `\(reader)`, but no risk gate reaches `\(writer)`: it passes on "
            + "what comes in by \(listed(ports)), and nothing there comes from a gate",
        help: "connect the gate, as `from: {\(ports.first ?? "order"): risk.approved}` in `\(writer)`")
}

private func gates(_ draft: Draft, of type: EventType) -> [String] {
    draft.nodes.flatMap { node in
        (node.manual?.outputs ?? []).filter { $0.isGate && $0.type == type }.map { "\(node.name).\($0.name)" }
    }
}

private func checkResults(_ draft: Draft, _ spec: PipelineSpec, _ diagnostics: inout Diagnostics) {
    let names = Set(draft.nodes.map(\.name))
    for result in spec.results where !names.contains(result.node) {
        diagnostics.error(
            .unknownNode, result.origin, "no node is named `\(result.node)`",
            help: didYouMean(result.node, draft.nodes.map(\.name)))
    }
}

private func warnOfDeadEnds(_ draft: Draft, _ spec: PipelineSpec, _ diagnostics: inout Diagnostics) {
    // A reader that was not understood may have read it.
    let isWhole = draft.nodes.allSatisfy { $0.entry != nil && !$0.hasBadInputs }
    guard isWhole, !diagnostics.hasErrors else { return }
    let read = Set(draft.edges.map(\.from))
    let reported = Set(spec.results.map(\.node))
    for (index, node) in draft.nodes.enumerated() {
        guard let manual = node.manual, !manual.outputs.isEmpty, !read.contains(index) else { continue }
        guard !FamilyProfile.reports(manual.family), !reported.contains(node.name) else { continue }
        diagnostics.warn(
            .deadEnd, node.spec.name.origin, "nobody reads what `\(node.name)` makes",
            help: "read it, name it in `results`, or take the node out")
    }
}
