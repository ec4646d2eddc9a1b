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
          exec:  {op: execution.simulated, from: {order: risk.approved, market: ticks}, fee: 0}
        stages:
          all: {nodes: ["*"]}
        """

    /// The five indicators and two matrices; the reference of mmd is renewed some twenty times.
    static let indicators = """
        pipeline: allocations
        params:
          count: {default: 1000}
        nodes:
          ticks: {op: test.tape, count: $count}
          bars:  {op: bars.time, from: ticks, every: 10s}
          smooth: {op: bars.heikin_ashi, from: bars}
          mlmi:  {op: indicator.mlmi, from: smooth, k: 20}
          fvg:   {op: indicator.fvg, from: bars, tick: 0.001}
          nwrqk: {op: indicator.nwrqk, from: bars}
          lvn:   {op: indicator.lvn, from: bars, tick: 0.001}
          mmd:   {op: indicator.mmd, from: bars, refresh: 30m}
          stats: {op: matrix.statistics, from: bars}
          rows:
            op: matrix.window
            from: [mlmi, nwrqk, lvn, stats]
            on: bars
            rows: 48
            columns: [mlmi.value, nwrqk.value, lvn.skew, stats.momentum_5]
            normalise: zscore
          regime: {op: matrix.window, from: mmd, on: bars, rows: 48, columns: [mmd.score, mmd.regime_bull]}
        stages:
          all: {nodes: ["*"]}
        results:
          gaps: fvg.row
          rows: rows.window
          regimes: regime.window
        """

    /// Runs `count` trades through the engine on this thread; returns its allocations and what happened.
    static func run(
        _ count: Int, of pipeline: String = pipeline, hashes: Bool = true, telemetry: Bool = true
    ) throws -> (
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

    @Test func `a longer run through all indicators allocates no more`() throws {
        #if DEBUG
            print("SKIPPED: allocations are counted in release only, as debug builds make their own")
            return
        #else
            _ = try Self.run(400_000, of: Self.indicators)
            let short = try Self.run(400_000, of: Self.indicators)
            let long = try Self.run(800_000, of: Self.indicators)
            guard let fewer = short.allocations, let more = long.allocations else {
                print("SKIPPED: allocations can't be counted under a sanitizer")
                return
            }
            let regimes = long.result.nodes.first { $0.name == "regime" }?.produced.first
            #expect((regimes?.count ?? 0) > 3000, "the run should warm up")
            print("\(fewer) allocations for 400,000 trades through all indicators, \(more) for 800,000")
            #expect(more - fewer <= Self.slack, "\(more - fewer) more")
        #endif
    }
}
