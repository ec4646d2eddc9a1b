import Catalogue
import FlowEngine
import FlowGraph
import Foundation
import MarketModel
import OperatorKit
import PipelineFormat
import Rings
import Synchronization
import Testing

/// A strategy that buys, and then never comes back from an event.
private struct Stuck: Operator {
    struct Settings: OperatorSettings {
        var after = 100
        static let parameters: [Parameter<Settings>] = [
            .integer("after", \.after, in: 1...Int64.max, "trades before it hangs")
        ]
    }
    static let signature = Signature<Stuck>("test.stuck", "Hangs.")
        .input("trades", Trade.self, "what it looks at") { $0.run($1) }
        .output("signal", Signal.self, "its target") { $0.out = $1 }
    /// Lets all that hang go on.
    static let released = Atomic<Bool>(false)
    /// How many hang.
    static let hanging = Atomic<Int>(0)
    let settings: Settings
    var out = Outlet<Signal>()
    var seen = 0

    init(_ settings: Settings, _ context: NodeContext) { self.settings = settings }

    mutating func run(_ trades: Span<Trade>) {
        for i in trades.indices {
            seen += 1
            if seen == 10 { out.send(Signal(header: trades[i].header, target: 2, confidence: 1, rule: 1)) }
            guard seen == settings.after else { continue }
            Self.hanging.add(1, ordering: .relaxed)
            while !Self.released.load(ordering: .relaxed) { usleep(1000) }
            Self.hanging.subtract(1, ordering: .relaxed)
        }
    }

    func report(into report: inout NodeReport) { report.metric("looked_at", 1) }
}

/// The kill switch while the strategy's thread hangs.
@Suite(.serialized) struct HangTests {
    private func run(_ text: String, cores: [Int], deadline: Int64 = 200_000_000) throws -> RunResult {
        let reader = PipelineReader()
        let read = reader.read(text: text, path: "stuck.yaml")
        let spec = try #require(read.spec, "\(read.diagnostics.items)")
        let all = OperatorCatalogue(catalogue.entries + [OperatorEntry(Stuck.self)])
        let compiler = GraphCompiler(catalogue: all, seed: 1)
        let compiled = compiler.graph(spec)
        let graph = try #require(compiled.graph, "\(compiled.diagnostics.items)")
        let planned = compiler.plan(graph, spec: spec, cores: cores)
        var options = RunOptions()
        options.hangDeadline = deadline
        return Engine(try #require(planned.plan, "\(planned.diagnostics.items)"), options: options).run()
    }

    private let text = """
        pipeline: stuck
        nodes:
          ticks: {op: ingest.simulated, seed: 3, count: 40000, rate: 1000}
          agent: {op: test.stuck, from: ticks, after: 5000}
          risk: {op: risk.gate, from: {signal: agent, market: ticks, fills: {prev: exec.fills}}}
          exec: {op: execution.simulated, from: {order: risk.approved, market: ticks}, fee: 0, tick: 0.1}
          report: {op: analytics.performance, from: {fills: exec.fills}}
        """

    @Test(arguments: [[0], [0, 1]])
    func `a gate whose strategy hangs in an event cancels, goes flat and stays killed`(cores: [Int]) throws {
        let result = try run(text, cores: cores)
        guard case .failed(let node, let error) = result.outcome else {
            Issue.record("\(result.outcome)")
            return
        }
        #expect(node == "agent" && error.message.hasPrefix("did not come back from an event for 0.2 s"))
        let risk = try #require(result.node("risk")).report
        #expect(risk.value("denied_stuck") == 1, "the switch was thrown once")
        #expect(risk.value("state") == Double(TradingState.killed.rawValue))
        let exec = try #require(result.node("exec")).report
        #expect(exec.value("position") == 0 && exec.value("contracts") == 4, "2 bought, 2 sold")
        // The others have seen all of the market, and nothing is lost.
        #expect(result.node("ticks")?.produced.first?.count == 40_000)
        #expect(result.balance.holds && result.balance.lost == 0)
        #expect(result.node("agent")?.report.metrics.isEmpty == true, "what hangs is not asked")
    }

    @Test func `who hangs without an end does not hold up the end`() throws {
        let clock = ContinuousClock()
        let start = clock.now
        let last = text.replacingOccurrences(of: "after: 5000", with: "after: 40000")
        let result = try run(last, cores: [0])
        #expect(clock.now - start < .seconds(60))
        if case .failed(let node, _) = result.outcome { #expect(node == "agent") } else { Issue.record() }
    }

    @Test func `threads that come back find nothing to do`() throws {
        let hanging = Stuck.hanging.load(ordering: .relaxed)
        _ = try run(text, cores: [0, 1])
        #expect(Stuck.hanging.load(ordering: .relaxed) == hanging + 1)
        Stuck.released.store(true, ordering: .relaxed)
        for _ in 0..<1000 where Stuck.hanging.load(ordering: .relaxed) > 0 { usleep(1000) }
        #expect(Stuck.hanging.load(ordering: .relaxed) == 0)
        usleep(20_000)
        // They rest: the next run is as any other.
        let again = try run(text, cores: [0, 1])
        #expect(again.outcome == .completed && again.balance.holds)
        #expect(again.node("risk")?.report.value("state") == 0)
        Stuck.released.store(false, ordering: .relaxed)
    }
}
