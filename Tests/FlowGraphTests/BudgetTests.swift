import FlowGraph
import PipelineFormat
import Testing

@Suite struct BudgetTests {
    @Test func `the user's budgets come first and replace the defaults of their edges`() throws {
        let graph = try graph(goldTrend)
        let lines = graph.budgets.map { budget in
            let limits = budget.limits.map { "\($0.quantile)=\($0.nanoseconds / 1_000)us" }.joined(
                separator: " ")
            return "\(budget.name) \(limits)" + (budget.isDefault ? " default" : "")
                + (budget.startsAtSource ? " source" : "")
        }
        #expect(
            lines == [
                "ticks -> bars@5m 0.99=1000us source",
                "risk -> exec 0.99=40000us 0.5=10000us",
                "ticks -> bars@5m -> fast 0.99=6000us source",
                "ticks -> bars@30m 0.99=1000us default source",
                "bars@5m -> fast 0.99=5000us default",
                "bars@30m -> slow 0.99=5000us default",
                "fast -> matrix 0.99=5000us default",
                "slow -> matrix 0.99=5000us default",
                "bars@30m -> matrix 0.99=5000us default",
                "matrix -> trend 0.99=100000us default",
                "trend -> risk 0.99=10000us default",
                "ticks -> exec 0.99=50000us default source",
            ])
        #expect(graph.budgets[2].edges == [0, 2])
    }

    @Test func `patterns give one budget for each concrete path`() throws {
        let graph = try graph(goldTrend.replacing("ticks -> bars@5m: 1ms", with: "ticks -> bars*: 2ms"))
        #expect(graph.budgets.prefix(2).map(\.name) == ["ticks -> bars@5m", "ticks -> bars@30m"])
        #expect(graph.budgets.prefix(2).allSatisfy { $0.limits[0].nanoseconds == 2_000_000 && !$0.isDefault })
    }

    @Test func `a later budget of the same edge wins quantile by quantile`() throws {
        let text = goldTrend.replacing(
            "ticks -> bars@5m: 1ms", with: "ticks -> bars*: {p99: 2ms, p50: 3us}\n  ticks -> bars@5m: 1ms")
        let own = try graph(text).budgets.filter { $0.name == "ticks -> bars@5m" }
        #expect(own.map { $0.limits.map(\.quantile) } == [[0.5], [0.99]])
    }

    @Test func `parallel edges are told apart by their ports`() throws {
        let graph = try graph(
            """
            pipeline: p
            nodes:
              t: {op: ingest.ticks}
              b: {op: bars.time, from: t, every: 1m}
              v: {op: indicator.ema, from: b}
              x: {op: custom.pair, from: {left: v, right: v}}
              r: {op: analytics.record, from: x}
            budgets:
              v -> x: 1ms
            """)
        #expect(graph.budgets.prefix(2).map(\.name) == ["v.values -> x.left", "v.values -> x.right"])
    }

    @Test func `a missing path is answered with the way there is`() throws {
        func help(_ budget: String) throws -> String? {
            try diagnostics(goldTrend + "  \(budget): 1ms\n").first { $0.code == "GF601" }?.help
        }
        #expect(try help("ticks -> fast") == "write the whole path: ticks -> bars@5m -> fast")
        #expect(
            try help("exec -> risk")
                == "the only edge is feedback, which is later by design and has no latency")
        #expect(try help("report -> trend") == "`trend` is fed by `matrix`")
        #expect(try help("fast -> slow") == "`fast` feeds `matrix`")
    }
}
