import MarketModel
import OperatorKit
import PipelineFormat

/// Pass 8: makes each node's operator, writers before readers, since readers want to know the columns.
///
/// A node stays nil when something about it or about the columns it reads was wrong.
func makeInstances(
    _ draft: Draft, order: [Int], seed: UInt64, _ diagnostics: inout Diagnostics
) -> [(any OperatorInstance)?] {
    var made = [(any OperatorInstance)?](repeating: nil, count: draft.nodes.count)
    var edges = [[DraftEdge]](repeating: [], count: draft.nodes.count)
    for edge in draft.edges { edges[edge.to].append(edge) }
    for index in order {
        let node = draft.nodes[index]
        guard let entry = node.entry, let arguments = node.arguments, !node.hasBadInputs else { continue }
        let ordered = edges[index].sorted { ($0.input, $0.member) < ($1.input, $1.member) }
        let inputs = ordered.compactMap { input($0, draft, made) }
        guard inputs.count == ordered.count else { continue }
        let context = NodeContext(name: node.name, inputs: inputs, seed: nodeSeed(seed, node.name))
        do {
            made[index] = try entry.instance(arguments, context)
        } catch {
            for mistake in [error] + error.others {
                diagnostics.error(
                    .operatorRefuses, node.origins.origin(of: mistake), mistake.message, help: mistake.help)
            }
        }
    }
    return made
}

/// What a node learns of one input; nil when the columns are not known because the writer was not made.
private func input(
    _ edge: DraftEdge, _ draft: Draft, _ made: [(any OperatorInstance)?]
) -> NodeContext.Input? {
    guard let port = draft.input(of: edge), let output = draft.output(of: edge) else { return nil }
    let writer = made[edge.from]
    // A feedback writer comes later in the order; its columns, if any, are read by index.
    guard writer != nil || edge.isFeedback || output.type.name != FeatureRow.typeName else { return nil }
    let hasSchema = [FeatureRow.typeName, MatrixWindow.typeName].contains(output.type.name)
    return NodeContext.Input(
        port: port.name, source: draft.nodes[edge.from].name, sourcePort: output.name, type: output.type,
        columns: output.type.name == FeatureRow.typeName ? writer?.columns ?? [] : [],
        schema: hasSchema ? writer?.schema ?? 0 : 0, triggers: !edge.isPassive,
        onlyTriggers: edge.onlyTriggers)
}

/// A node's own seed: the run's, stirred with the name, so that a new node changes no other one's numbers.
func nodeSeed(_ seed: UInt64, _ name: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    var mixed = (seed ^ hash) &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
}
