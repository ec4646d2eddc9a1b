import FlowGraph
import Glibc
import MarketModel
import OperatorKit
import PipelineFormat
import Testing

func compiler(seed: UInt64 = 1) -> GraphCompiler { GraphCompiler(catalogue: testCatalogue, seed: seed) }

/// Reads a pipeline that is well formed.
func specification(_ text: String, path: String = "test.yaml") throws -> PipelineSpec {
    let read = PipelineReader().read(text: text, path: path)
    try #require(read.diagnostics.items.isEmpty, "\(read.diagnostics.items)")
    return try #require(read.spec)
}

/// All that the compiler says of a text, from graph and, where there is one, plan.
func diagnostics(_ text: String, cores: [Int] = [0, 1]) throws -> [Diagnostic] {
    let spec = try specification(text)
    let compiled = compiler().graph(spec)
    guard let graph = compiled.graph else { return compiled.diagnostics.items }
    return compiled.diagnostics.items + compiler().plan(graph, spec: spec, cores: cores).diagnostics.items
}

func graph(_ text: String) throws -> Graph {
    let compiled = compiler().graph(try specification(text))
    return try #require(compiled.graph, "\(compiled.diagnostics.items)")
}

func plan(_ text: String, cores: [Int]) throws -> ExecutionPlan {
    let spec = try specification(text)
    let compiled = compiler().graph(spec)
    let graph = try #require(compiled.graph, "\(compiled.diagnostics.items)")
    let planned = compiler().plan(graph, spec: spec, cores: cores)
    return try #require(planned.plan, "\(planned.diagnostics.items)")
}

/// A pipeline of every family with a feedback loop.
let goldTrend = """
    pipeline: gold-trend
    nodes:
      ticks:  {op: ingest.ticks}
      bars:   {op: bars.time, from: ticks, each: {tf: [5m, 30m]}, every: $tf}
      fast:   {op: indicator.ema, from: bars@5m}
      slow:   {op: indicator.ema, from: bars@30m, length: 20}
      matrix: {op: matrix.features, from: [fast, slow], on: bars@30m, join: latest}
      trend:  {op: agent.rules, from: matrix}
      risk:   {op: risk.gate, from: {signal: trend, fills: {prev: exec.fills}}}
      exec:   {op: execution.simulated, from: {order: risk.approved, market: ticks}}
      report: {op: analytics.performance, from: exec.fills}
    budgets:
      ticks -> bars@5m: 1ms
      risk -> exec: {p99: 40ms, p50: 10ms}
      ticks -> bars@5m -> fast: 6ms

    """

/// Lends a new file with this content, and takes it away again.
func withFile<Result>(_ content: String, _ body: (_ path: String) throws -> Result) throws -> Result {
    var name = Array((P_tmpdir + "/flowgraph-XXXXXX").utf8CString)
    // SAFETY: both arrays are lent to calls that keep nothing of them.
    let file = unsafe mkstemp(&name)
    try #require(file >= 0)
    let path = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer {
        close(file)
        unsafe unlink(path)
    }
    let bytes = Array(content.utf8)
    let written = unsafe write(file, bytes, bytes.count)
    try #require(written == bytes.count)
    return try body(path)
}
