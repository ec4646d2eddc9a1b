import OperatorKit
import PipelineFormat

/// Pass 1: finds each node's operator.
func resolveOperators(
    _ spec: PipelineSpec, in catalogue: OperatorCatalogue, _ diagnostics: inout Diagnostics
) -> [DraftNode] {
    spec.nodes.map { node in
        let entry = catalogue[node.op.value]
        if entry == nil {
            let names = catalogue.entries.map(\.manual.name)
            let family = node.op.value.prefix { $0 != "." } + "."
            let siblings = names.filter { $0.hasPrefix(family) }
            let others = siblings.isEmpty ? nil : "the operators of that family are \(listed(siblings))"
            diagnostics.error(
                .unknownOperator, node.op.origin, "there is no operator `\(node.op.value)`",
                help: didYouMean(node.op.value, names) ?? others ?? "`gm-flow ops` lists all operators")
        }
        return DraftNode(
            spec: node, entry: entry, arguments: nil, origins: ArgumentOrigins(node: node.name.origin))
    }
}
