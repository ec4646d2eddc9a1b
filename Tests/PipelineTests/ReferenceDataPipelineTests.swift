import Catalogue
import FlowEngine
import FlowGraph
import Foundation
import OperatorKit
import PipelineFormat
import ReferenceData
import Testing

/// Instruments and continuous futures as a pipeline uses them.
@Suite struct ReferenceDataPipelineTests {
    private func result(_ text: String) throws -> RunResult {
        let path = root.appendingPathComponent("Pipelines/text.yaml").path
        let read = PipelineReader().read(text: text, path: path)
        let spec = try #require(read.spec, "\(read.diagnostics.items)")
        let compiler = GraphCompiler(catalogue: catalogue, seed: 1)
        let compiled = compiler.graph(spec)
        let graph = try #require(compiled.graph, "\(compiled.diagnostics.items)")
        let planned = compiler.plan(graph, spec: spec, cores: [0])
        return Engine(try #require(planned.plan, "\(planned.diagnostics.items)"), options: RunOptions()).run()
    }

    private func errors(_ text: String) -> [String] {
        let path = root.appendingPathComponent("Pipelines/text.yaml").path
        let read = PipelineReader().read(text: text, path: path)
        guard let spec = read.spec else { return read.diagnostics.items.map(\.message) }
        return GraphCompiler(catalogue: catalogue, seed: 1).graph(spec).diagnostics.items
            .filter { $0.severity == .error }.map(\.message)
    }

    private func gold(_ more: String) throws -> String? {
        guard let data = recordedData() else { return nil }
        let file = "path: \(data)/lean/future/comex/tick/gc/20131007_trade.zip"
        return """
            pipeline: rolling
            nodes:
              october:  {op: ingest.lean, \(file), member: "*_201310.csv", repeat_last: drop}
              december: {op: ingest.lean, \(file), member: "*_201312.csv", repeat_last: drop}
              gold: {op: reference.continuous, from: [october, december]\(more)}
              bars: {op: bars.time, from: gold.adjusted, every: 5m}
            """
    }

    @Test func `two contracts are merged without on, and roll at the evening's open`() throws {
        guard let text = try gold(", roll: volume") else { return }
        let result = try result(text)
        #expect(result.outcome == .completed)
        let report = try #require(result.node("gold")).report
        #expect(report.value("rolls") == 1)
        // All trades of both contracts are told apart; none is lost.
        let trades = result.node("gold")?.produced
        #expect(report.value("mapped") == trades?.first { $0.port == "mapped" }.map { Double($0.count) })
        #expect(
            (report.value("mapped") ?? 0) + (report.value("ignored") ?? 0) == Double(result.balance.out))
        #expect(result.balance.holds && result.balance.lost == 0)
    }

    @Test func `what is no trade can't be a contract, by from or by on`() throws {
        let nodes = """
            pipeline: wrong
            nodes:
              a: {op: ingest.simulated, count: 10}
              b: {op: ingest.simulated, count: 10}
              bars: {op: bars.time, from: a, every: 1m}
              gold: {op: reference.continuous, roll: volume, FROM}
            """
        func found(_ from: String) -> [String] { errors(nodes.replacing("FROM", with: from)) }
        #expect(found("from: [a, bars]") == ["port `contracts` wants Trade, `bars` gives Bar"])
        #expect(
            found("from: [a, b], on: [a, b, bars]")
                == ["`on` names `bars`, which is not an input of the node"])
        #expect(found("from: [a, b], join: merge") == [])
        #expect(found("from: [a, b], on: a").count == 1)
    }

    @Test func `config's instruments are those of the table, by the names of execution's arguments`() throws {
        let symbols = Instrument.table.map { $0.symbol.lowercased() }
        let nodes = symbols.map { "  \($0): {op: execution.simulated, from: ticks, fee: 0, use: $\($0)}\n" }
            .joined()
        let head = "pipeline: use\ninclude: [../config/instruments.yaml]\nnodes:\n"
        let text = head + "  ticks: {op: ingest.simulated}\n" + nodes
        let path = root.appendingPathComponent("Pipelines/text.yaml").path
        let read = PipelineReader().read(text: text, path: path)
        let spec = try #require(read.spec, "\(read.diagnostics.items)")
        #expect(spec.parameters.map(\.name).sorted() == symbols.sorted())
        let known = Set(try #require(catalogue["execution.simulated"]).manual.parameters.map(\.name))
        for instrument in Instrument.table {
            let node = try #require(spec.nodes.first { $0.name.value == instrument.symbol.lowercased() })
            let arguments = Dictionary(
                uniqueKeysWithValues: node.arguments.map { ($0.key.value, $0.value.text) })
            let terms = Set(arguments.keys).subtracting(["fee"])
            #expect(instrumentTerms.isSuperset(of: terms) && known.contains("tick"))
            #expect(node.borrowed == terms)
            #expect(ExactDecimal(arguments["tick"] ?? "") == instrument.tick, "\(instrument.symbol)")
            #expect(ExactDecimal(arguments["multiplier"] ?? "") == instrument.multiplier)
            #expect(arguments["calendar"] == instrument.calendar, "\(instrument.symbol)")
            #expect(arguments["currency"] == instrument.currency, "\(instrument.symbol)")
            #expect(arguments["margin_initial"].flatMap(Double.init) == instrument.margin?.initial)
            #expect(arguments["margin_maintenance"].flatMap(Double.init) == instrument.margin?.maintenance)
        }
    }

    @Test func `a node takes of an instrument what its operator has an argument for`() throws {
        let head =
            "pipeline: use\ninclude: [../config/instruments.yaml]\nnodes:\n  ticks: {op: ingest.simulated}\n"
        func compile(_ node: String) -> [String] { errors(head + "  a: {from: ticks, \(node)}\n") }
        #expect(compile("op: bars.time, every: 5m, use: $es") == [])
        let own = compile("op: bars.time, every: 5m, tick: 0.1")
        #expect(own == ["`bars.time` has no argument `tick`"])
        let other = compile("op: bars.time, every: 5m, use: {calender: FX}")
        #expect(other == ["`bars.time` has no argument `calender`"])
        let path = root.appendingPathComponent("Pipelines/text.yaml").path
        let text = head + "  a: {from: ticks, op: bars.time, every: 5m, use: $es}\n"
        let spec = try #require(PipelineReader().read(text: text, path: path).spec)
        let graph = try #require(GraphCompiler(catalogue: catalogue, seed: 1).graph(spec).graph)
        let bars = try #require(graph.nodes.first { $0.name == "a" })
        #expect(bars.arguments.map(\.name) == ["every", "calendar"])
        // What `gm-flow expand` prints is read back as the same.
        let again = try #require(PipelineReader().read(text: expandedYAML(spec), path: path).spec)
        #expect(again.nodes[1].borrowed == spec.nodes[1].borrowed)
        #expect(GraphCompiler(catalogue: catalogue, seed: 1).graph(again).graph != nil)
    }
}
