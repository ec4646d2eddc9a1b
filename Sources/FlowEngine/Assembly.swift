import FlowGraph
import Machine
import MarketModel
import OperatorKit
import PipelineFormat
import Rings

/// A plan made into rings, nodes and workers, ready to run.
struct Assembly {
    let plan: ExecutionPlan
    let control: RunControl
    private(set) var workers: [Worker] = []
    /// The running nodes by graph index.
    private(set) var runners: [NodeRunner] = []
    /// By node and output port.
    private(set) var rings: [[RingStorage]] = []
    /// Place among its reader's inputs, by graph edge.
    private(set) var inputPlace: [Int]
    /// Reader's index in its ring, by graph edge.
    private(set) var readerIndex: [Int]
    /// By budget: the path's events, where it does not begin at a source and has several edges.
    private(set) var paths: [PathWatch?]
    /// When the next event of each paced source is due.
    private var dues: [DueTime] = []

    /// - Parameter recording: gives every output one more reader, its last, and edits the sources' tape.
    init(_ plan: ExecutionPlan, options: RunOptions, recording: Recording? = nil) {
        self.plan = plan
        control = RunControl(watchesHangs: options.hangDeadline > 0)
        let edit = recording?.edit ?? options.window.map { .window($0) }
        let graph = plan.graph
        inputPlace = Array(repeating: 0, count: graph.edges.count)
        readerIndex = Array(repeating: 0, count: graph.edges.count)
        paths = graph.budgets.map { budget in
            guard !budget.startsAtSource, budget.edges.count > 1 else { return nil }
            return PathWatch(limit: budget.limits.map { UInt64($0.nanoseconds) }.min() ?? .max)
        }
        let parkers = plan.workers.map { _ in Parker() }
        let watches = plan.workers.map { _ in PreemptionWatch() }
        let workerOf = Self.workerOfNode(plan)
        makeRings(graph, recording, isEdited: recording != nil || edit != nil)
        let limits = Self.smallestLimits(graph)
        for index in graph.nodes.indices {
            let node = graph.nodes[index]
            let watch = watches[workerOf[index]]
            let outputs = makeOutputs(index, workerOf, parkers, options, keepsAll: recording != nil)
            let hangLimit = UInt64(max(0, node.hangAfter ?? options.hangDeadline))
            if node.manual.isSource {
                let source = SourceRunner(
                    name: node.name, instance: node.instance, outputs: outputs, options: options,
                    edit: edit, control: control, usage: watch, hangLimit: hangLimit)
                runners.append(source)
                if options.pace != .fast { dues.append(source.due) }
                continue
            }
            let edges = graph.edges.indices.filter { graph.edges[$0].to == index }
                .sorted { graph.edges[$0].mergeRank < graph.edges[$1].mergeRank }
            for (place, edge) in edges.enumerated() { inputPlace[edge] = place }
            let inputs = makeInputs(edges, limits, workerOf, parkers)
            runners.append(
                NodeRunner(
                    name: node.name, instance: node.instance, inputs: inputs, outputs: outputs,
                    batch: options.batch, telemetry: options.telemetry, usage: watch, control: control,
                    hangLimit: hangLimit))
        }
        makeWorkers(parkers, watches)
    }

    private static func workerOfNode(_ plan: ExecutionPlan) -> [Int] {
        var result = Array(repeating: 0, count: plan.graph.nodes.count)
        for (worker, planned) in plan.workers.enumerated() {
            for stage in planned.stages {
                for node in plan.stages[stage].nodes { result[node] = worker }
            }
        }
        return result
    }

    /// One ring per output port, as large as its most demanding edge.
    private mutating func makeRings(_ graph: Graph, _ recording: Recording?, isEdited: Bool) {
        for (index, node) in graph.nodes.enumerated() {
            rings.append(
                node.manual.outputs.indices.map { port in
                    let edges = graph.edges.indices.filter {
                        graph.edges[$0].from == index && graph.edges[$0].output == port
                    }
                    for (reader, edge) in edges.enumerated() { readerIndex[edge] = reader }
                    var capacity = edges.map { graph.edges[$0].capacity }.max() ?? 1024
                    var readers = edges.count
                    if isEdited, node.manual.isSource { capacity = max(capacity, Recording.sourceCapacity) }
                    if recording != nil { readers += 1 }
                    return RingStorage(
                        stride: node.manual.outputs[port].type.stride, capacity: capacity, readers: readers)
                })
        }
    }

    private func makeOutputs(
        _ index: Int, _ workerOf: [Int], _ parkers: [Parker], _ options: RunOptions, keepsAll: Bool
    ) -> HeldArray<OutputPort> {
        let graph = plan.graph
        let node = graph.nodes[index]
        return HeldArray(count: node.manual.outputs.count) { port in
            let readers = Set(
                graph.edges.filter { $0.from == index && $0.output == port }.map { workerOf[$0.to] })
            let others = readers.subtracting([workerOf[index]]).sorted()
            // What nobody reads is no edge, and only edges have hashes to show.
            let ring = rings[index][port]
            let writer = RingWriter(ring, hashes: options.hashes && ring.readerCount > 0)
            if keepsAll || !isIdle(graph, index, port) { node.instance.bind(output: port, writer) }
            return OutputPort(writer: writer, readers: others.map { parkers[$0] })
        }
    }

    /// Whether what a source's output says is for nobody: then it isn't even written.
    private func isIdle(_ graph: Graph, _ node: Int, _ port: Int) -> Bool {
        let name = graph.nodes[node].name
        let output = graph.nodes[node].manual.outputs[port].name
        return graph.nodes[node].manual.isSource && graph.edges.contains { $0.from == node }
            && !graph.edges.contains { $0.from == node && $0.output == port }
            && !graph.results.contains { $0.node == name && $0.metric == output }
    }

    private func makeInputs(
        _ edges: [Int], _ limits: [UInt64], _ workerOf: [Int], _ parkers: [Parker]
    ) -> HeldArray<InputPort> {
        let graph = plan.graph
        return HeldArray(count: edges.count) { place in
            let edge = edges[place]
            let link = graph.edges[edge]
            let endsPath = graph.budgets.contains {
                $0.startsAtSource && $0.edges.count > 1 && $0.edges.last == edge
            }
            func watches(where isHere: (GraphBudget) -> Bool) -> [PathWatch] {
                zip(graph.budgets, paths).compactMap { isHere($0) ? $1 : nil }
            }
            return InputPort(
                reader: RingReader(rings[link.from][link.output], index: readerIndex[edge]),
                delivery: graph.nodes[link.to].instance.delivery(port: link.input), member: link.member,
                rank: link.mergeRank, isPassive: link.isPassive, isFeedback: link.isFeedback,
                type: graph.nodes[link.from].manual.outputs[link.output].type,
                writerParker: crosses(edge, workerOf) ? parkers[workerOf[link.from]] : nil,
                limit: limits[edge], measuresAge: endsPath,
                heads: watches { $0.edges.first == edge }, tails: watches { $0.edges.last == edge })
        }
    }

    private func crosses(_ edge: Int, _ workerOf: [Int]) -> Bool {
        workerOf[plan.graph.edges[edge].from] != workerOf[plan.graph.edges[edge].to]
    }

    /// The smallest limit of the one-edge budgets of each edge, in nanoseconds.
    private static func smallestLimits(_ graph: Graph) -> [UInt64] {
        var limits = Array(repeating: UInt64.max, count: graph.edges.count)
        for budget in graph.budgets where budget.edges.count == 1 {
            for limit in budget.limits {
                limits[budget.edges[0]] = min(limits[budget.edges[0]], UInt64(limit.nanoseconds))
            }
        }
        return limits
    }

    private mutating func makeWorkers(_ parkers: [Parker], _ watches: [PreemptionWatch]) {
        let rankOf = Dictionary(
            plan.graph.order.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let coreUsers = Dictionary(plan.workers.compactMap(\.core).map { ($0, 1) }, uniquingKeysWith: +)
        let hasUnpinned = plan.workers.contains { $0.core == nil }
        for (index, planned) in plan.workers.enumerated() {
            let nodes = planned.stages.flatMap { plan.stages[$0].nodes }
                .sorted { (rankOf[$0] ?? 0) < (rankOf[$1] ?? 0) }
            let waits = planned.stages.map { plan.stages[$0].wait }
            let wait = waits.first { $0 != .auto } ?? .auto
            let places = Dictionary(
                nodes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
            // An unpinned thread may land on any core, so nobody's core is exclusive then.
            let exclusive = planned.core.map { coreUsers[$0] == 1 && !hasUnpinned } ?? false
            workers.append(
                Worker(
                    nodes: nodes.map { runners[$0] }, core: planned.core,
                    stages: planned.stages.map { plan.stages[$0].name }, parker: parkers[index],
                    wait: WaitStrategy(rawValue: wait.rawValue) ?? .auto, control: control,
                    usage: watches[index],
                    exclusiveCore: exclusive, loops: loops(places), isAlone: plan.workers.count == 1,
                    dues: dues))
        }
    }

    /// The feedback loops among a worker's nodes, as ranges of places in its order; those that overlap are one.
    private func loops(_ places: [Int: Int]) -> [ClosedRange<Int>] {
        var loops: [ClosedRange<Int>] = []
        let spans = plan.graph.edges.filter(\.isFeedback).compactMap { edge -> ClosedRange<Int>? in
            guard let from = places[edge.from], let to = places[edge.to], to <= from else { return nil }
            return to...from
        }
        for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = loops.last, last.overlaps(span) {
                loops[loops.count - 1] = last.lowerBound...max(last.upperBound, span.upperBound)
            } else {
                loops.append(span)
            }
        }
        return loops
    }
}
