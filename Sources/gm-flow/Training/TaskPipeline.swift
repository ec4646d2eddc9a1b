import Learning
import PipelineFormat
import Training

/// The pipeline that a task names in a training file, with its profile, parameters and nodes.
struct TaskPipeline: Sendable {
    /// A node that a task needs.
    struct Node: Sendable {
        /// The task's key for its name.
        var key: String
        /// Its name.
        var name: String
        /// What it is to be, for messages.
        var role: String
    }

    private var nodes: [Node]
    /// The file.
    let path: String
    /// Seed of simulated sources that have none of their own.
    let seed: UInt64
    private var profile: String?
    private var overrides: [(name: String, value: String)] = []

    /// Reads the keys `pipeline`, `profile`, `set`, `market_seed` and, by their names, those of the nodes; a node
    /// that the pipeline has not is told at its key.
    init(_ form: FormSection, nodes: [Node]) {
        self.nodes = nodes
        if form.value("pipeline") == nil { form.missing("pipeline", help: "pipeline: Pipelines/agents.yaml") }
        path = form.text("pipeline")?.value ?? ""
        seed = UInt64(form.integer("market_seed", in: 0...Int(Int32.max)) ?? 1)
        profile = form.text("profile")?.value
        if let section = form.section("set") {
            for key in section.keys {
                guard let value = section.value(key.value) else { continue }
                overrides.append((key.value, Self.text(value)))
            }
        }
        for index in nodes.indices {
            if let name = form.text(nodes[index].key)?.value { self.nodes[index].name = name }
        }
    }

    /// The name of a node by its key.
    func node(_ key: String) -> String { nodes.first { $0.key == key }?.name ?? key }

    /// Looks whether the pipeline has the nodes, where its file can be read: then a mistake has its place.
    func check(_ form: FormSection, _ use: (PipelineSpec) throws(EnvironmentFault) -> Void) {
        guard let whole = form.value("pipeline"), let spec = read().spec else { return }
        let there = spec.nodes.map(\.name.value)
        let missing = nodes.filter { !there.contains($0.name) }
        for node in missing {
            form.mistakes.report(
                "GF114", (form.value(node.key) ?? whole).origin,
                "`\(path)` has no node `\(node.name)` to be \(node.role)",
                help: nearest(to: node.name, among: there).map { "did you mean `\($0)`?" }
                    ?? "its nodes are \(there.joined(separator: ", "))")
        }
        guard missing.isEmpty else { return }
        do { try use(spec) } catch {
            form.mistakes.report("GF114", whole.origin, error.message, help: error.help)
        }
    }

    private func read() -> (spec: PipelineSpec?, diagnostics: Diagnostics) {
        var reader = PipelineReader()
        reader.overrides = overrides
        reader.profile = profile
        reader.environment = SystemFile.environment
        let read = reader.read(path: path)
        return (read.diagnostics.hasErrors ? nil : read.spec, read.diagnostics)
    }

    /// The pipeline, or its first mistake with its place.
    func spec() throws(EnvironmentFault) -> PipelineSpec {
        let (spec, diagnostics) = read()
        if let first = diagnostics.sorted.first(where: { $0.severity == .error }) {
            let place = first.origin.position
            throw EnvironmentFault(
                "\(place.file):\(place.line):\(place.column): \(first.message)", help: first.help)
        }
        guard let spec else { throw EnvironmentFault("\(path) holds no pipeline") }
        return spec
    }

    /// A value as one would write it after --set.
    private static func text(_ value: YAMLValue) -> String {
        if case .string(let text) = value.kind { return text }
        return flow(value)
    }

    /// A value within another one, as YAML writes it in a line.
    private static func flow(_ value: YAMLValue) -> String {
        switch value.kind {
        case .mapping(let entries):
            "{" + entries.map { "\($0.key.value): \(flow($0.value))" }.joined(separator: ", ") + "}"
        case .sequence(let items): "[" + items.map(flow).joined(separator: ", ") + "]"
        case .string(let text):
            "'"
                + text.split(separator: "'", omittingEmptySubsequences: false)
                .joined(separator: "''") + "'"
        default: value.text
        }
    }
}
