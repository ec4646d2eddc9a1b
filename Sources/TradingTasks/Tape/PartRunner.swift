import FlowEngine
import FlowGraph
import Learning
import OperatorKit
import PipelineFormat

/// Compiles parts of a pipeline, and runs one to its end for what it records.
struct PartRunner: Sendable {
    private let catalogue: OperatorCatalogue
    private let seed: UInt64

    /// With the operators of a pipeline and those that recordings need.
    init(_ catalogue: OperatorCatalogue, seed: UInt64) {
        self.catalogue = OperatorCatalogue(
            catalogue.entries + [OperatorEntry(TapeRecorder.self), OperatorEntry(SilentAgent.self)])
        self.seed = seed
    }

    /// A part, compiled: its operators have seen nothing.
    func graph(_ spec: PipelineSpec) throws(EnvironmentFault) -> Graph {
        let compiled = GraphCompiler(catalogue: catalogue, seed: seed).graph(spec)
        guard let graph = compiled.graph else { throw Self.fault(compiled.diagnostics) }
        return graph
    }

    /// A node of a part that is compiled for it.
    func node(_ name: String, of graph: Graph) throws(EnvironmentFault) -> GraphNode {
        guard let node = graph.nodes.first(where: { $0.name == name }) else {
            throw EnvironmentFault("there is no node '\(name)'")
        }
        return node
    }

    /// Runs a part that ends in a recorder, and returns what that kept.
    func record(_ spec: PipelineSpec, before agent: String) throws(EnvironmentFault) -> NodeReport {
        let graph = try graph(spec)
        let placed = GraphCompiler(catalogue: catalogue, seed: seed).plan(graph, spec: spec, cores: [0])
        guard let plan = placed.plan else { throw Self.fault(placed.diagnostics) }
        var options = RunOptions()
        options.hashes = false
        options.telemetry = false
        let result = Engine(plan, options: options).step { _ in 0 }
        guard result.outcome == .completed else {
            throw EnvironmentFault(
                "the pipeline before '\(agent)' did not run to its end: \(result.outcome)")
        }
        guard let node = result.nodes.first(where: { $0.op == TapeRecorder.name }) else {
            throw EnvironmentFault("the recording has no recorder")
        }
        return node.report
    }

    private static func fault(_ diagnostics: Diagnostics) -> EnvironmentFault {
        guard let first = diagnostics.sorted.first(where: { $0.severity == .error }) else {
            return EnvironmentFault("the pipeline can't be placed")
        }
        return EnvironmentFault(at: first.origin, first.message, help: first.help)
    }
}
