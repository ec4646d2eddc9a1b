import OperatorKit
import PipelineFormat

/// Pass 9: each edge's capacity, from `edges:`; later entries win, then `default`, then 1,024 events, or what
/// fits in a mebibyte where events are larger than a kibibyte.
func setCapacities(_ draft: Draft, _ spec: PipelineSpec, _ diagnostics: inout Diagnostics) -> Draft {
    var draft = draft
    let usual = spec.edges.last { $0.ends == nil && $0.capacity != nil }?.capacity?.value
    for index in draft.edges.indices {
        let edge = draft.edges[index]
        let stride = draft.output(of: edge)?.type.stride ?? 0
        draft.edges[index].capacity = powerOfTwo(
            usual ?? (stride > 1_024 ? (1 << 20) / stride / 2 + 1 : 1_024))
    }
    for setting in spec.edges {
        guard let ends = setting.ends else { continue }
        let (writers, readers) = (NodeMatch(ends.from.value, draft), NodeMatch(ends.to.value, draft))
        let matches = draft.edges.indices.filter {
            writers.nodes.contains(draft.edges[$0].from) && readers.nodes.contains(draft.edges[$0].to)
        }
        if matches.isEmpty {
            // A node with a bad input may yet turn out to have the edge.
            if !readers.hasBadNode, !writers.hasBadNode {
                sayNoEdge(ends, writers, readers, draft, &diagnostics)
            }
            continue
        }
        guard let capacity = setting.capacity?.value else { continue }
        for index in matches { draft.edges[index].capacity = powerOfTwo(capacity) }
    }
    return draft
}

/// The least power of two that is not below `count`.
private func powerOfTwo(_ count: Int) -> Int {
    guard count > 1 else { return 1 }
    return 1 << (Int.bitWidth - (count - 1).leadingZeroBitCount)
}

private func sayNoEdge(
    _ ends: (from: Located<String>, to: Located<String>), _ writers: NodeMatch, _ readers: NodeMatch,
    _ draft: Draft, _ diagnostics: inout Diagnostics
) {
    for (end, match) in [(ends.from, writers), (ends.to, readers)] where match.nodes.isEmpty {
        diagnostics.error(
            .edgeMatchesNothing, end.origin, "no node is named `\(end.value)`",
            help: didYouMean(end.value, draft.nodes.map(\.name)))
        return
    }
    let name = "\(ends.from.value) -> \(ends.to.value)"
    let edges = draft.edges.map { "\(draft.nodes[$0.from].name) -> \(draft.nodes[$0.to].name)" }
    diagnostics.error(
        .edgeMatchesNothing, ends.from.origin, "there is no edge `\(name)`",
        help: neighbours(of: writers, readers, draft) ?? didYouMean(name, edges))
}

/// The nodes that a pattern of `edges`, `budgets` or `stages` names.
struct NodeMatch {
    let nodes: Set<Int>
    /// Whether one of them was wrong, so that its edges are not all known.
    let hasBadNode: Bool

    init(_ pattern: String, _ draft: Draft) {
        let glob = Glob(pattern)
        nodes = Set(draft.nodes.indices.filter { glob.matches(draft.nodes[$0].name) })
        hasBadNode = nodes.contains { draft.nodes[$0].hasBadInputs || draft.nodes[$0].entry == nil }
    }
}

/// The real readers of the writers, or else the real writers of the readers, for a `help:` line.
func neighbours(of writers: NodeMatch, _ readers: NodeMatch, _ draft: Draft) -> String? {
    func names(_ nodes: [Int]) -> String { listed(Set(nodes).sorted().map { draft.nodes[$0].name }) }
    let next = draft.edges.filter { writers.nodes.contains($0.from) }.map(\.to)
    if !next.isEmpty { return "\(names(Array(writers.nodes))) feeds \(names(next))" }
    let before = draft.edges.filter { readers.nodes.contains($0.to) }.map(\.from)
    return before.isEmpty ? nil : "\(names(Array(readers.nodes))) is fed by \(names(before))"
}
