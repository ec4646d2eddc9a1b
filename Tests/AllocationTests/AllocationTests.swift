import Catalogue
import FlowEngine
import FlowGraph
import OperatorKit
import PipelineFormat
import TestSupport
import Testing

@Suite(.serialized) struct AllocationTests {
    /// For what depends on the run's length without being per event: the report's texts and tables.
    static let slack = 16

    /// The same-work benchmark without the nodes that keep every bar or trade: those grow by design.
    static let pipeline = """
        pipeline: allocations
        params:
          count: {default: 1000}
        nodes:
          ticks: {op: test.tape, count: $count}
          bars:  {op: bars.time, from: ticks, each: {tf: [1s, 5m]}, every: $tf}
          fast:  {op: indicator.ema, from: bars@1s, length: 12}
          slow:  {op: indicator.ema, from: bars@1s, length: 26}
          rsi:   {op: indicator.rsi, from: bars@5m, length: 14}
          row:   {op: matrix.features, from: [fast, slow], on: bars@1s, join: latest}
          cross:
            op: agent.rules
            from: row
            rules: [{when: fast.value > slow.value, target: 1}, {else: -1}]
          risk:
            op: risk.gate
            from: {signal: cross, fills: {prev: exec.fills}}
            size: 1
            max_position: 1
            max_order: 2
            order_rate: 0
          exec:  {op: execution.simulated, from: {order: risk.approved, market: ticks}}
        stages:
          all: {nodes: ["*"]}
        """

    /// Runs `count` trades through the engine on this thread; returns its allocations and what happened.
    static func run(_ count: Int, hashes: Bool, telemetry: Bool) throws -> (
        allocations: Int?, result: RunResult
    ) {
        var reader = PipelineReader()
        reader.overrides = [("count", "\(count)")]
        let read = reader.read(text: pipeline, path: "allocations.yaml")
        let spec = try #require(read.spec, "\(read.diagnostics.items)")
        let compiler = GraphCompiler(
            catalogue: OperatorCatalogue(catalogue.entries + [OperatorEntry(source: TapeSource.self)]),
            seed: 1)
        let compiled = compiler.graph(spec)
        let graph = try #require(compiled.graph, "\(compiled.diagnostics.items)")
        let plan = try #require(compiler.plan(graph, spec: spec, cores: [0]).plan)
        var options = RunOptions()
        options.hashes = hashes
        options.telemetry = telemetry
        let engine = Engine(plan, options: options)
        var result: RunResult?
        let allocations = allocations { result = engine.step { _ in 0 } }
        return (allocations, try #require(result))
    }

    /// Twice as many trades, bars, orders and fills must not mean a single allocation more.
    @Test(arguments: [(true, true), (false, false)])
    func `a longer run allocates no more than a shorter one`(hashes: Bool, telemetry: Bool) throws {
        #if DEBUG
            print("SKIPPED: allocations are counted in release only, as debug builds make their own")
            return
        #else
            // Once for what is made at first use: type metadata, tables, the clock's calibration.
            _ = try Self.run(400_000, hashes: hashes, telemetry: telemetry)
            let short = try Self.run(400_000, hashes: hashes, telemetry: telemetry)
            let long = try Self.run(800_000, hashes: hashes, telemetry: telemetry)
            guard let fewer = short.allocations, let more = long.allocations else {
                print("SKIPPED: allocations can't be counted under a sanitizer")
                return
            }
            #expect(short.result.outcome == .completed && long.result.outcome == .completed)
            #expect(long.result.events == 800_000)
            let fills = long.result.nodes.first { $0.name == "exec" }?.produced.first { $0.port == "fills" }
            #expect((fills?.count ?? 0) > 20, "the run should trade")
            #expect(fewer > 0, "the counter should see the engine's start")
            print("\(fewer) allocations for 400,000 trades, \(more) for 800,000")
            #expect(more - fewer <= Self.slack, "\(more - fewer) more")
        #endif
    }
}
