import PipelineFormat

/// A small seeded generator: the same seed, the same cases.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// The folder of this module's fixtures.
let fixtures: String = {
    let parts = #filePath.split(separator: "/").dropLast(2)
    return "/" + parts.joined(separator: "/") + "/Fixtures/format/"
}()

/// Reads a text as `p.yaml`.
func read(
    _ text: String, set: [(String, String)] = [], profile: String? = nil, environment: [String: String] = [:]
) -> (spec: PipelineSpec?, diagnostics: Diagnostics) {
    var reader = PipelineReader()
    reader.overrides = set.map { (name: $0.0, value: $0.1) }
    reader.profile = profile
    reader.environment = environment
    return reader.read(text: text, path: "p.yaml")
}

/// A pipeline of two nodes, `a` and `b`, on four lines; `more` begins on line 5.
func twoNodes(_ more: String = "") -> String {
    "pipeline: p\nnodes:\n  a: {op: x}\n  b: {op: y, from: a}\n" + more
}

/// `code line:column`, for comparing whole lists at once.
func brief(_ diagnostics: Diagnostics) -> [String] {
    diagnostics.items.map { "\($0.code) \($0.origin.position.line):\($0.origin.position.column)" }
}

/// A specification as text without positions and sources: equal texts are equal specifications.
func plain(_ spec: PipelineSpec) -> String {
    var lines = ["pipeline \(spec.name.value)"]
    for parameter in spec.parameters { lines.append("param \(parameter.name) = \(parameter.value)") }
    for node in spec.nodes {
        lines.append("node \(node.name.value) \(node.op.value) own=\(node.ownThread) doc=\(node.doc ?? "-")")
        for input in node.inputs {
            lines.append(
                "  in \(input.port?.value ?? "-"): \(input.sources.map(plain).joined(separator: " "))")
        }
        lines.append("  on \(node.on.map(plain).joined(separator: " ")) \(node.join?.value.rawValue ?? "-")")
        for (key, value) in node.arguments { lines.append("  arg \(key.value): \(plain(value))") }
    }
    for edge in spec.edges {
        let ends = edge.ends.map { "\($0.from.value)>\($0.to.value)" } ?? "default"
        lines.append(
            "edge \(ends) \(edge.capacity?.value ?? -1) \(edge.full?.value ?? "-")"
        )
    }
    for budget in spec.budgets {
        let path = budget.path.map(\.value).joined(separator: ">")
        let limits = budget.limits.map { "\($0.quantile):\($0.nanoseconds)" }.joined(separator: " ")
        lines.append("budget \(path) \(limits) \(budget.miss)")
    }
    for stage in spec.stages {
        let nodes = stage.nodes.map(\.value).joined(separator: ",")
        lines.append("stage \(stage.name.value) \(nodes) \(stage.core?.value ?? -1) \(stage.wait)")
    }
    for result in spec.results { lines.append("result \(result.name.value) \(result.node) \(result.metric)") }
    return lines.joined(separator: "\n")
}

func plain(_ reference: NodeReference) -> String {
    (reference.isFeedback ? "prev:" : "") + reference.node + (reference.port.map { ".\($0)" } ?? "")
}

func plain(_ value: YAMLValue) -> String {
    switch value.kind {
    case .null: "null(\(value.text))"
    case .bool(let flag): "bool(\(flag),\(value.text))"
    case .integer(let number): "int(\(number),\(value.text))"
    case .real(let number): "real(\(number.bitPattern),\(value.text))"
    case .string(let text): "text(\(text),\(value.text))"
    case .sequence(let items): "[\(items.map { plain($0) }.joined(separator: ","))]"
    case .mapping(let entries):
        "{\(entries.map { "\($0.key.value):\(plain($0.value))" }.joined(separator: ","))}"
    }
}

extension PipelineSpec {
    /// A node by its expanded name.
    subscript(name: String) -> NodeSpec? { nodes.first { $0.name.value == name } }
}

extension NodeSpec {
    /// An argument, without positions.
    func argument(_ key: String) -> String? {
        arguments.first { $0.key.value == key }.map { plain($0.value) }
    }

    /// What feeds it, without positions.
    var feeds: [String] { inputs.flatMap { $0.sources.map(plain) } }
}
