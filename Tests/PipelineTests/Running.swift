import Catalogue
import FlowEngine
import FlowGraph
import Foundation
import OperatorKit
import PipelineFormat
import Testing

/// The package's root folder.
let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

/// Recorded data: `$GMFLOW_DATA`, or `../shared/data` beside the package; nil, said once a test, where
/// absent.
func recordedData() -> String? {
    let path =
        ProcessInfo.processInfo.environment["GMFLOW_DATA"]
        ?? root.appendingPathComponent("../shared/data").standardized.path
    guard FileManager.default.fileExists(atPath: path + "/facts.json") else {
        print("SKIPPED: no recorded data at \(path); set GMFLOW_DATA to the folder that holds it")
        return nil
    }
    return path
}

/// Reads and compiles a pipeline, with text added at its end.
func compiled(
    _ pipeline: String, set: [(name: String, value: String)] = [], adding text: String = "",
    profile: String? = nil
) throws -> (graph: Graph, spec: PipelineSpec, compiler: GraphCompiler) {
    let path = root.appendingPathComponent("Pipelines/\(pipeline)").path
    var reader = PipelineReader()
    reader.overrides = set
    reader.profile = profile
    let read = reader.read(text: try String(contentsOfFile: path, encoding: .utf8) + text, path: path)
    try #require(!read.diagnostics.hasErrors, "\(read.diagnostics.items)")
    let spec = try #require(read.spec)
    let compiler = GraphCompiler(catalogue: catalogue, seed: 1)
    let compiled = compiler.graph(spec)
    return (try #require(compiled.graph, "\(compiled.diagnostics.items)"), spec, compiler)
}

/// Compiles and runs a pipeline, with text added at its end.
func run(
    _ pipeline: String, set: [(name: String, value: String)] = [], adding text: String = "",
    cores: [Int] = [0], profile: String? = nil,
    options: RunOptions = RunOptions()
) throws -> RunResult {
    let (graph, spec, compiler) = try compiled(pipeline, set: set, adding: text, profile: profile)
    let planned = compiler.plan(graph, spec: spec, cores: cores)
    return Engine(try #require(planned.plan, "\(planned.diagnostics.items)"), options: options).run()
}

extension RunResult {
    /// A headline number by name.
    func headline(_ name: String) -> Double? { headlines.first { $0.name == name }?.value ?? nil }

    /// Hash and count of every edge, by label.
    var edgeHashes: [String: String] {
        Dictionary(
            edges.map { ($0.label, "\($0.published) \(String($0.hash ?? 0, radix: 16))") },
            uniquingKeysWith: { first, _ in first })
    }

    func node(_ name: String) -> Node? { nodes.first { $0.name == name } }
}
