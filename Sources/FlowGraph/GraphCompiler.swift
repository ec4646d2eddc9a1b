public import OperatorKit
public import PipelineFormat

/// The compiler's second half: from a pipeline's specification to a checked graph, and from that to a plan.
///
/// Each pass takes and returns values and collects all mistakes, one for each cause: what follows from a
/// mistake already reported is not reported again.
public struct GraphCompiler: Sendable {
    private let catalogue: OperatorCatalogue
    private let seed: UInt64

    /// Compiles with the operators of `catalogue`; `seed` is the run's, from which each node has its own.
    public init(catalogue: OperatorCatalogue, seed: UInt64) {
        self.catalogue = catalogue
        self.seed = seed
    }

    /// Checks a pipeline and makes its operators, which serve one run; nil when there are errors.
    public func graph(_ spec: PipelineSpec) -> (graph: Graph?, diagnostics: Diagnostics) {
        var diagnostics = Diagnostics()
        diagnostics.sources = spec.sources
        let graph = compile(spec, &diagnostics)
        let told = onePerCause(diagnostics)
        return (told.hasErrors ? nil : graph, told)
    }

    /// Places a graph on cores, given by their numbers; nil when there are errors.
    public func plan(
        _ graph: Graph, spec: PipelineSpec, cores: [Int]
    ) -> (plan: ExecutionPlan?, diagnostics: Diagnostics) {
        var diagnostics = Diagnostics()
        diagnostics.sources = spec.sources
        let stages = StageForming.form(graph, spec, &diagnostics)
        checkCores(spec, cores, &diagnostics)
        guard !diagnostics.hasErrors else { return (nil, onePerCause(diagnostics)) }
        let workers = CoreAssignment(graph: graph, stages: stages, cores: cores).workers()
        let plan = ExecutionPlan(graph: graph, stages: stages.map(\.planned), workers: workers)
        checkFeasibility(plan, &diagnostics)
        return (plan, onePerCause(diagnostics))
    }

    private func compile(_ spec: PipelineSpec, _ diagnostics: inout Diagnostics) -> Graph? {
        let resolved = resolveOperators(spec, in: catalogue, &diagnostics)
        let checked = checkArguments(
            resolved, pipelineFile: spec.name.origin.position.file, &diagnostics)
        var draft = PortWiring.wire(checked, &diagnostics)
        draft = setTriggers(draft, &diagnostics)
        let topology = Topology.of(draft, &diagnostics)
        checkFlow(draft, spec, catalogue: catalogue, &diagnostics)
        draft = setMergeRanks(draft)
        draft = setCapacities(draft, spec, &diagnostics)
        let budgets = BudgetResolver.resolve(draft, spec, &diagnostics)
        guard let topology else { return nil }
        let instances = makeInstances(draft, order: topology.order, seed: seed, &diagnostics)
        return finished(draft, topology, instances, budgets, spec)
    }

    private func finished(
        _ draft: Draft, _ topology: Topology, _ instances: [(any OperatorInstance)?],
        _ budgets: [GraphBudget],
        _ spec: PipelineSpec
    ) -> Graph? {
        var nodes: [GraphNode] = []
        for (index, node) in draft.nodes.enumerated() {
            guard let manual = node.manual, let instance = instances[index] else { return nil }
            var made = GraphNode(
                name: node.name, manual: manual, instance: instance, rank: topology.ranks[index],
                ownThread: node.spec.ownThread,
                arguments: node.spec.arguments.map { ($0.key.value, argumentText($0.value)) },
                origin: node.spec.name.origin)
            made.argumentOrigins = node.origins
            made.hangAfter = node.spec.hangAfter
            nodes.append(made)
        }
        let edges = draft.edges.map { edge in
            GraphEdge(
                from: edge.from, output: edge.output, to: edge.to, input: edge.input, member: edge.member,
                mergeRank: edge.mergeRank, isPassive: edge.isPassive, isFeedback: edge.isFeedback,
                capacity: edge.capacity, origin: edge.origin)
        }
        return Graph(
            name: spec.name.value, nodes: nodes, edges: edges, order: topology.order, budgets: budgets,
            results: spec.results)
    }
}

/// The members of a family share their text: a mistake in it is told once.
private func onePerCause(_ diagnostics: Diagnostics) -> Diagnostics {
    struct Cause: Hashable {
        var code: String
        var position: SourcePosition
        var message: String
    }
    var seen: Set<Cause> = []
    var result = Diagnostics(
        diagnostics.sorted.filter {
            seen.insert(Cause(code: $0.code, position: $0.origin.position, message: $0.message)).inserted
        })
    result.sources = diagnostics.sources
    return result
}

/// A value in one line, as in YAML's flow style.
private func argumentText(_ value: YAMLValue) -> String {
    switch value.kind {
    case .sequence(let items): "[\(items.map(argumentText).joined(separator: ", "))]"
    case .mapping(let entries):
        "{\(entries.map { "\($0.key.value): \(argumentText($0.value))" }.joined(separator: ", "))}"
    case .null: "null"
    default: value.text
    }
}
