import ArgumentParser
import Catalogue
import FlowGraph
import MarketModel
import OperatorKit
import PipelineFormat
import Rings
import Testing

@testable import gm_flow

/// A moving average that is told of the next bar: it knows the future, and promises no more than it must.
private struct Clairvoyant: Operator {
    struct Settings: OperatorSettings {
        static let parameters: [Parameter<Settings>] = []
    }

    static let signature = Signature<Clairvoyant>("test.clairvoyant", "The close of the next bar.")
        .input("bars", Bar.self, "bars") { $0.run($1) }
        .output("value", Reading.self, "what comes next") { $0.out = $1 }

    private var out = Outlet<Reading>()
    private var held: EventHeader?

    init(_ settings: Settings, _ context: NodeContext) {}

    private mutating func run(_ bars: Span<Bar>) {
        for i in bars.indices {
            if let held { out.send(Reading(header: held, value: bars[i].close.double, count: 1)) }
            held = bars[i].header
        }
    }

    mutating func progress(after input: Int64) -> Int64 { held.map { min($0.sequence, input) } ?? input }
}

/// How `lint` ends for a pipeline with an operator that cheats: the program itself has none.
@Suite struct LookAheadTests {
    private func text(_ op: String) -> String {
        """
        pipeline: cheat
        nodes:
          ticks:  {op: ingest.simulated, seed: 7, count: 20000}
          bars:   {op: bars.time, from: ticks, every: 1m}
          oracle: {op: \(op), from: bars}
          slow:   {op: indicator.ema, from: bars, length: 9}
          agent:
            op: agent.rules
            from: [oracle, slow]
            on: slow
            rules: [{when: oracle.value > slow.value, target: 1}, {else: -1}]
        """
    }

    private func verdict(_ op: String, _ more: String...) throws -> (text: String, exit: Exit) {
        let all = OperatorCatalogue(catalogue.entries + [OperatorEntry(Clairvoyant.self)])
        let command = try LintCommand.parse(["cheat.yaml", "--cuts", "3", "--starts", "0"] + more)
        return try command.verdict({ _, _, _ in }) {
            let read = PipelineReader().read(text: text(op), path: "cheat.yaml")
            let spec = try #require(read.spec, "\(read.diagnostics.items)")
            let compiler = GraphCompiler(catalogue: all, seed: 1)
            let graph = try #require(compiler.graph(spec).graph)
            return try #require(compiler.plan(graph, spec: spec, cores: [0]).plan)
        }
    }

    @Test func `a node that knows the future is named, and the command ends with 8`() throws {
        let found = try verdict("test.clairvoyant")
        #expect(found.exit == .looksAhead && found.exit.rawValue == 8)
        #expect(found.text.hasPrefix("error: oracle.value looks ahead: it changed before 2024-01-0"))
        #expect(found.text.contains("help: an event may only be made of what came at its place"))
        // Those that only read it are not at fault.
        #expect(!found.text.contains("agent.signal") && !found.text.contains("slow.value"))
        let json = try verdict("test.clairvoyant", "--json")
        #expect(json.exit == .looksAhead && json.text.contains("oracle.value"))
    }

    @Test func `an honest one in its place is not`() throws {
        let found = try verdict("indicator.sma")
        #expect(found.exit == .good && found.text.hasPrefix("look-ahead: none."))
    }
}
