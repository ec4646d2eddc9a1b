import FlowGraph
import OperatorKit
import PipelineFormat
import Testing

@Suite struct GraphTests {
    @Test func `edges carry ports, members, ranks and flags`() throws {
        let graph = try graph(goldTrend)
        let lines = graph.edges.indices.map { index -> String in
            let edge = graph.edges[index]
            return "\(graph.label(ofEdge: index)) #\(edge.mergeRank)"
                + (edge.isPassive ? " passive" : "") + (edge.isFeedback ? " feedback" : "")
        }
        #expect(
            lines == [
                "ticks.trades -> bars@5m.trades #0",
                "ticks.trades -> bars@30m.trades #0",
                "bars@5m.bars -> fast.bars #0",
                "bars@30m.bars -> slow.bars #0",
                "fast.values -> matrix.features[0] #0 passive",
                "slow.values -> matrix.features[1] #1 passive",
                "bars@30m.bars -> matrix.features[2] #2",
                "matrix.rows -> trend.rows #0",
                "trend.signals -> risk.signal #0",
                "exec.fills -> risk.fills #1 passive feedback",
                "risk.approved -> exec.order #0",
                "ticks.trades -> exec.market #1",
                "exec.fills -> report.fills #0",
            ])
        #expect(graph.nodes.map(\.rank) == [0, 1, 1, 2, 2, 3, 4, 5, 6, 7])
        #expect(graph.edges.allSatisfy { $0.capacity == 1_024 })
    }

    @Test func `a node learns its inputs, and which of them trigger`() throws {
        let graph = try graph(goldTrend)
        let matrix = try #require(graph.nodes.first { $0.name == "matrix" })
        var report = NodeReport()
        matrix.instance.report(into: &report)
        #expect(report.metrics.map(\.name) == ["fast:false:false", "slow:false:false", "bars@30m:true:true"])
        #expect(matrix.instance.columns == ["fast", "slow"])
    }

    @Test func `a reference of on that is in from becomes the trigger`() throws {
        let graph = try graph(goldTrend.replacing("on: bars@30m", with: "on: slow"))
        let inputs = graph.edges.filter { graph.nodes[$0.to].name == "matrix" }
        #expect(inputs.map(\.isPassive) == [true, false])
        #expect(inputs.map(\.mergeRank) == [0, 1])
    }

    @Test func `on makes the other typed inputs passive, and passive comes first`() throws {
        let graph = try graph(
            goldTrend.replacing("market: ticks}", with: "market: ticks}, on: risk.approved"))
        let inputs = graph.edges.filter { graph.nodes[$0.to].name == "exec" }
        #expect(inputs.map { graph.nodes[$0.from].name } == ["ticks", "risk"])
        #expect(inputs.map(\.isPassive) == [true, false])
    }

    @Test func `unnamed references find their ports by type`() throws {
        let graph = try graph(
            goldTrend.replacing("{order: risk.approved, market: ticks}", with: "[ticks, risk]")
                .replacing("{signal: trend, fills: {prev: exec.fills}}", with: "[{prev: exec}, trend]"))
        #expect(
            graph.edges.indices.map(graph.label(ofEdge:)).suffix(5) == [
                "trend.signals -> risk.signal", "exec.fills -> risk.fills", "risk.approved -> exec.order",
                "ticks.trades -> exec.market", "exec.fills -> report.fills",
            ])
    }

    @Test func `feedback may enter an input that on makes passive`() throws {
        let graph = try graph(
            """
            pipeline: p
            nodes:
              t: {op: ingest.ticks}
              x: {op: custom.mix, from: [t, {prev: x}], on: t}
            """)
        #expect(graph.edges.map(\.isFeedback) == [false, true])
        #expect(graph.edges.map(\.mergeRank) == [0, 1])
    }

    @Test func `arguments are converted by their kinds`() throws {
        let graph = try graph(
            """
            pipeline: p
            nodes:
              t:
                op: ingest.ticks
                count: 10k
                share: 5%
                gap: 90ms
                loud: true
                label: 7
                mode: slow
                tags: [a, b]
                limits: {most: 3}
                tree: [1, {x: y}]
                path: nowhere/t.csv
            """)
        var report = NodeReport()
        graph.nodes[0].instance.report(into: &report)
        #expect(report.metrics.map(\.value) == [10_000, 0.05, 90_000_000, 3, 2])
        #expect(report.metrics.map(\.unit) == ["", "", "nowhere/t.csv", "most", "a+b"])
        #expect(graph.nodes[0].arguments.map(\.text).suffix(2) == ["[1, {x: y}]", "nowhere/t.csv"])
    }

    @Test func `a path is found beside the pipeline when it is not under the current folder`() throws {
        let here = String(#filePath.dropLast("/GraphTests.swift".count))
        let text = "pipeline: p\nnodes:\n  t: {op: ingest.ticks, path: GraphTests.swift}\n"
        let compiled = compiler().graph(try specification(text, path: here + "/p.yaml"))
        var report = NodeReport()
        try #require(compiled.graph).nodes[0].instance.report(into: &report)
        #expect(report.metrics[2].unit == here + "/GraphTests.swift")
    }

    @Test func `a file of rules is read, and its mistakes lie in it`() throws {
        try withFile("# Columns to read.\n- fast\n- slwo\n") { path in
            let text = goldTrend.replacing("from: matrix}", with: "from: matrix, file: \(path)}")
            let found = compiler().graph(try specification(text)).diagnostics
            #expect(found.items.map(\.code) == ["GF132"])
            #expect(found.items.first?.origin.position == SourcePosition(file: path, line: 3, column: 3))
            #expect(found.sources[path]?.contains("- slwo") == true)
        }
    }

    @Test func `a file of rules that is not there is reported where it is named`() throws {
        let text = goldTrend.replacing("from: matrix}", with: "from: matrix, file: nowhere.yaml}")
        let found = compiler().graph(try specification(text)).diagnostics
        #expect(found.items.map(\.code) == ["GF001"])
        #expect(found.items.first?.origin.position.file == "test.yaml")
    }

    @Test func `an operator's later error is mapped to its argument`() throws {
        let graph = try graph("pipeline: p\nnodes:\n  t: {op: ingest.ticks, path: x}\n")
        let found = graph.nodes[0].diagnostic(OperatorError("cannot be opened", argument: "path"))
        #expect(found.origin.position == SourcePosition(file: "test.yaml", line: 3, column: 31))
        let whole = graph.nodes[0].diagnostic(OperatorError("broke"))
        #expect(whole.origin.position == SourcePosition(file: "test.yaml", line: 3, column: 3))
    }

    @Test func `capacities round up, and later entries win`() throws {
        let text =
            goldTrend
            + "edges:\n  default: {capacity: 100}\n  ticks -> bars: {capacity: 5k}\n"
            + "  ticks -> bars@30m: {capacity: 64}\n"
        let graph = try graph(text)
        #expect(graph.edges.prefix(3).map(\.capacity) == [8_192, 64, 128])
    }

    @Test func `a node's seed depends on the run's seed and its name only`() throws {
        func seeds(_ nodes: String, _ seed: UInt64) throws -> [Double?] {
            let spec = try specification("pipeline: p\nnodes:\n  t: {op: ingest.ticks}\n" + nodes)
            return try #require(compiler(seed: seed).graph(spec).graph).nodes.dropFirst().map { node in
                var report = NodeReport()
                node.instance.report(into: &report)
                return report.value("seed")
            }
        }
        let (a, b) = ("  a: {op: custom.mix, from: t}\n", "  b: {op: custom.mix, from: t}\n")
        let one = try seeds(a + b, 1)
        #expect(one[0] != one[1])
        #expect(try seeds(b + a, 1) == one.reversed())
        #expect(try seeds(a, 2) != [one[0]])
    }
}
