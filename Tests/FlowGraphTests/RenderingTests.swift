import FlowGraph
import Glibc
import Testing

@Suite struct RenderingTests {
    @Test func `pictures are the same bytes each time`() throws {
        func all() throws -> [String] {
            let plan = try plan(goldTrend, cores: [0, 1])
            return [
                GraphRenderer.dot(plan.graph, plan), GraphRenderer.mermaid(plan.graph, plan),
                GraphRenderer.json(plan.graph, plan), GraphRenderer.dot(plan.graph),
                GraphRenderer.mermaid(plan.graph), GraphRenderer.json(plan.graph), PlanRenderer.text(plan),
            ]
        }
        #expect(try all() == all())
    }

    @Test func `a picture shows feedback dashed, passive dotted and budgets on the edges`() throws {
        let dot = GraphRenderer.dot(try graph(goldTrend))
        let feedback = try #require(dot.split(separator: "\n").first { $0.contains("n8 -> n7") })
        #expect(feedback.contains("style=dashed"))
        let passive = try #require(dot.split(separator: "\n").first { $0.contains("n3 -> n5") })
        #expect(passive.contains("style=dotted"))
        #expect(dot.contains("<i>p99 ≤ 40ms, p50 ≤ 10ms</i>"))
    }

    @Test func `names are escaped`() throws {
        var graph = try graph(goldTrend)
        graph.name = "a \"b\" \\ <c> & d"
        graph.nodes[0].name = "<\"&>"
        #expect(GraphRenderer.dot(graph).contains("<b>&lt;&quot;&amp;&gt;</b>"))
        #expect(GraphRenderer.dot(graph).contains(#"digraph "a \"b\" \\ <c> & d""#))
        #expect(GraphRenderer.json(graph).contains(##""pipeline": "a \"b\" \\ <c> & d""##))
        #expect(GraphRenderer.mermaid(graph).contains("<b>#lt;#quot;&#gt;</b>"))
        try checkWithGraphviz(GraphRenderer.dot(graph))
    }

    @Test func `graphviz accepts the picture`() throws {
        let plan = try plan(goldTrend, cores: [0, 1])
        try checkWithGraphviz(GraphRenderer.dot(plan.graph, plan))
        try checkWithGraphviz(GraphRenderer.dot(plan.graph))
    }

    @Test func `a plan in words names cores, kinds, memory and budgets`() throws {
        let text = PlanRenderer.text(try plan(goldTrend, cores: [0, 1]))
        #expect(text.hasPrefix("gold-trend: 10 nodes, 13 edges, 8 stages on 2 threads\n"))
        #expect(text.contains("core 0  ingest     ticks\n"))
        #expect(text.contains("bars@5m.bars -> fast.bars            Bar         ring core 0 -> core 1"))
        #expect(text.contains("ticks.trades -> bars@5m.trades       Trade       ring on core 0"))
        #expect(
            text.contains(
                "risk -> exec              p99 <= 40ms, p50 <= 10ms  yours    risk.approved -> exec.order"))
        let fused = PlanRenderer.text(try plan(goldTrend + "stages:\n  all: {nodes: '*'}\n", cores: [0, 1]))
        #expect(fused.contains("fused") && !fused.contains("ring "))
    }

    /// Runs `dot -Tsvg`; says so and passes where Graphviz is not installed.
    private func checkWithGraphviz(_ dot: String) throws {
        let status = try withFile(dot) { path in
            // SAFETY: the command is lent to the call, which keeps nothing of it.
            unsafe system(
                "command -v dot >/dev/null || exit 77; dot -Tsvg \(path) 2>&1 >/dev/null | (! grep .)")
        }
        if status == 77 << 8 {
            print("skipped: Graphviz is not installed")
            return
        }
        #expect(status == 0, "dot refuses: \(dot)")
    }
}
