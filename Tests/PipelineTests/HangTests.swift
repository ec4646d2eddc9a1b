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
        var atEnd = false
        static let parameters: [Parameter<Settings>] = [
            .integer("after", \.after, in: 1...Int64.max, "trades before it hangs"),
            .flag("at_end", \.atEnd, "whether it hangs when its input has ended"),
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
            if seen == settings.after { Self.hang() }
        }
    }

    mutating func finish() {
        if settings.atEnd { Self.hang() }
    }

    static func hang() {
        hanging.add(1, ordering: .relaxed)
        while !released.load(ordering: .relaxed) { usleep(1000) }
        hanging.subtract(1, ordering: .relaxed)
    }

    func report(into report: inout NodeReport) { report.metric("looked_at", 1) }
}

/// A source that gives some trades, and then never comes back.
private struct StuckSource: Source {
    struct Settings: OperatorSettings {
        static let parameters: [Parameter<Settings>] = []
    }
    static let signature = Signature<StuckSource>("test.stuck_source", "Hangs.")
        .output("trades", Trade.self, "some trades") { $0.out = $1 }
    var out = Outlet<Trade>()
    var sequencer = Sequencer()
    var sent = 0

    init(_ settings: Settings, _ context: NodeContext) {}

    mutating func produce(limit: Int) -> Production {
        if sent == 10 { Stuck.hang() }
        sent += 1
        let header = sequencer.header(at: 1_704_153_600_000_000_000 + Int64(sent))
        out.send(Trade(header: header, price: Price(100), quantity: 1, side: .buy))
        return .more
    }
}

/// The kill switch while the strategy's thread hangs.
@Suite(.serialized) struct HangTests {
    private func run(
        _ text: String, cores: [Int], deadline: Int64 = 200_000_000,
        interrupts: @escaping @Sendable () -> Int = { 0 }
    ) throws -> RunResult {
        let reader = PipelineReader()
        let read = reader.read(text: text, path: "stuck.yaml")
        let spec = try #require(read.spec, "\(read.diagnostics.items)")
        let all = OperatorCatalogue(
            catalogue.entries + [OperatorEntry(Stuck.self), OperatorEntry(source: StuckSource.self)])
        let compiler = GraphCompiler(catalogue: all, seed: 1)
        let compiled = compiler.graph(spec)
        let graph = try #require(compiled.graph, "\(compiled.diagnostics.items)")
        let planned = compiler.plan(graph, spec: spec, cores: cores)
        var options = RunOptions()
        options.hangDeadline = deadline
        options.drainDeadline = 200_000_000
        options.interrupts = interrupts
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

    @Test(arguments: [[0], [0, 1]])
    func `a source that hangs ends for its readers, and the gates are told`(cores: [Int]) throws {
        let more = """
              more: {op: test.stuck_source}
              average: {op: bars.tick, from: more, every: 5}

            """
        let result = try run(
            text.replacingOccurrences(of: "after: 5000", with: "after: 100000000") + "\n" + more, cores: cores
        )
        guard case .failed(let node, let error) = result.outcome else {
            Issue.record("\(result.outcome)")
            return
        }
        #expect(node == "more" && error.message.hasPrefix("did not come back from making events for 0.2 s"))
        #expect(result.node("average")?.consumed == 10)
        #expect(result.node("risk")?.report.value("denied_stuck") == 1)
        #expect(result.node("exec")?.report.value("position") == 0)
        #expect(result.node("ticks")?.produced.first?.count == 40_000)
        #expect(result.balance.holds && result.balance.lost == 0)
    }

    @Test func `who hangs at its end is cut off too, by its own limit`() throws {
        let last = text.replacingOccurrences(
            of: "after: 5000", with: "after: 100000000, at_end: true, hang_after: 300ms")
        let result = try run(last, cores: [0, 1], deadline: 60_000_000_000)
        guard case .failed(let node, let error) = result.outcome else {
            Issue.record("\(result.outcome)")
            return
        }
        #expect(node == "agent" && error.message.hasPrefix("did not come back from its end for 0.3 s"))
        #expect(result.node("report")?.consumed ?? 0 > 0 && result.balance.holds)
    }

    @Test func `an interrupt does not wait for a source that hangs`() throws {
        let clock = ContinuousClock()
        let start = clock.now
        let before = Stuck.hanging.load(ordering: .relaxed)
        let only =
            "pipeline: p\nnodes:\n  more: {op: test.stuck_source}\n  bars: {op: bars.tick, from: more, every: 5}\n"
        let result = try run(only, cores: [0], deadline: 60_000_000_000) {
            Stuck.hanging.load(ordering: .relaxed) > before ? 1 : 0
        }
        #expect(clock.now - start < .seconds(20))
        #expect(result.outcome != .completed)
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
