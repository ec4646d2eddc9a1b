public import PipelineFormat

/// Which stage runs where: the last value of the compiler, the first of the engine.
public struct ExecutionPlan: Sendable {
    /// The checked graph.
    public var graph: Graph
    /// Stages in topological order; every node is in exactly one.
    public var stages: [PlannedStage]
    /// Threads; every stage is on exactly one.
    public var workers: [PlannedWorker]

    /// Makes a plan.
    public init(graph: Graph, stages: [PlannedStage], workers: [PlannedWorker]) {
        self.graph = graph
        self.stages = stages
        self.workers = workers
    }
}

/// A group of nodes that run fused, in rank order.
public struct PlannedStage: Sendable {
    /// Name: the family, or what `stages:` says.
    public var name: String
    /// Node indices in rank order.
    public var nodes: [Int]
    /// How it waits when idle.
    public var wait: StageSpec.Wait

    /// Makes a stage.
    public init(name: String, nodes: [Int], wait: StageSpec.Wait) {
        self.name = name
        self.nodes = nodes
        self.wait = wait
    }
}

/// A thread with its stages.
public struct PlannedWorker: Sendable {
    /// The core it is pinned to; nil is not pinned (`thread: own`).
    public var core: Int?
    /// Stage indices in topological order.
    public var stages: [Int]

    /// Makes a worker.
    public init(core: Int?, stages: [Int]) {
        self.core = core
        self.stages = stages
    }
}
