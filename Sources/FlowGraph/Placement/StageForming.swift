import PipelineFormat

/// A stage while it is being placed.
struct FormedStage: Sendable {
    var planned: PlannedStage
    /// The core that `stages:` asks for.
    var core: Int?
    /// Whether it is a single node on a thread of its own.
    var ownThread = false
}

/// Groups nodes into stages: as `stages:` says, then one per family, in topological order.
struct StageForming {
    private let graph: Graph
    private var stageOf: [Int?]
    private var stages: [FormedStage] = []
    private var diagnostics = Diagnostics()

    /// The stages by their first node in topological order; nodes inside in topological order too.
    static func form(_ graph: Graph, _ spec: PipelineSpec, _ diagnostics: inout Diagnostics) -> [FormedStage]
    {
        var forming = StageForming(graph)
        for stage in spec.stages { forming.add(stage) }
        forming.addOwnThreads()
        forming.addFamilies()
        diagnostics.add(forming.diagnostics)
        return forming.ordered()
    }

    private init(_ graph: Graph) {
        self.graph = graph
        stageOf = [Int?](repeating: nil, count: graph.nodes.count)
    }

    private mutating func add(_ spec: StageSpec) {
        let index = stages.count
        stages.append(
            FormedStage(
                planned: PlannedStage(name: spec.name.value, nodes: [], wait: spec.wait),
                core: spec.core?.value))
        for pattern in spec.nodes {
            let glob = Glob(pattern.value)
            let matches = graph.nodes.indices.filter { glob.matches(graph.nodes[$0].name) }
            if matches.isEmpty {
                diagnostics.error(
                    .stageMatchesNothing, pattern.origin, "no node matches `\(pattern.value)`",
                    help: didYouMean(pattern.value, graph.nodes.map(\.name)))
            }
            for node in matches { add(node, to: index, pattern, glob) }
        }
    }

    private mutating func add(_ node: Int, to stage: Int, _ pattern: Located<String>, _ glob: Glob) {
        let name = graph.nodes[node].name
        if graph.nodes[node].ownThread {
            // A pattern may sweep over such a node; naming it means a misunderstanding.
            guard !glob.isWild else { return }
            diagnostics.error(
                .ownThreadInStage, pattern.origin, "`\(name)` has a thread of its own and is in no stage",
                help: "take it out of the stage, or its `thread: own` away")
            return
        }
        guard let other = stageOf[node], other != stage else {
            stageOf[node] = stage
            return
        }
        diagnostics.error(
            .nodeInTwoStages, pattern.origin,
            "`\(name)` is in the stage `\(stages[other].planned.name)` already",
            help: "a node runs in one stage: narrow one of the patterns")
    }

    private mutating func addOwnThreads() {
        for (index, node) in graph.nodes.enumerated() where node.ownThread {
            stageOf[index] = stages.count
            let planned = PlannedStage(name: free(node.name), nodes: [], wait: .auto)
            stages.append(FormedStage(planned: planned, core: nil, ownThread: true))
        }
    }

    private mutating func addFamilies() {
        var stageOfFamily: [String: Int] = [:]
        for node in graph.order where stageOf[node] == nil {
            let family = graph.nodes[node].family
            if stageOfFamily[family] == nil {
                stageOfFamily[family] = stages.count
                stages.append(
                    FormedStage(planned: PlannedStage(name: free(family), nodes: [], wait: .auto), core: nil))
            }
            stageOf[node] = stageOfFamily[family]
        }
    }

    /// A name that no stage has yet: the user may call one of his own like a family.
    private func free(_ name: String) -> String {
        var name = name
        while stages.contains(where: { $0.planned.name == name }) { name += "-rest" }
        return name
    }

    private func ordered() -> [FormedStage] {
        var filled = stages
        var sequence: [Int] = []
        for node in graph.order {
            guard let stage = stageOf[node] else { continue }
            if filled[stage].planned.nodes.isEmpty { sequence.append(stage) }
            filled[stage].planned.nodes.append(node)
        }
        return sequence.map { filled[$0] }
    }
}

/// Refuses cores that this process may not use.
func checkCores(_ spec: PipelineSpec, _ cores: [Int], _ diagnostics: inout Diagnostics) {
    for stage in spec.stages {
        guard let core = stage.core, !cores.contains(core.value) else { continue }
        diagnostics.error(
            .coreNotUsable, core.origin, "this process may not use core \(core.value)",
            help: "the cores are \(cores.map(String.init).joined(separator: ", "))")
    }
}
