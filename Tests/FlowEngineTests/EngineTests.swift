import FlowEngine
import FlowGraph
import MarketModel
import OperatorKit
import PipelineFormat
import Synchronization
import Telemetry
import Testing

@Suite struct EngineTests {
    static func chain(count: Int, failAt: Int = -1, spins: Int = 0, limit: Int64? = nil) -> GraphBuilder {
        var builder = GraphBuilder()
        builder.capacity = 64
        let source = builder.node(
            "s", OperatorEntry(source: Ticker.self), [("count", Int64(count)), ("fail_at", Int64(failAt))])
        let quick = builder.node("quick", OperatorEntry(Mix.self))
        let slow = builder.node("slow", OperatorEntry(Slow.self), [("spins", Int64(spins))])
        let sink = builder.node("sink", OperatorEntry(Mix.self))
        builder.link(source, quick)
        builder.link(quick, slow)
        builder.link(slow, sink)
        if let limit {
            for (edge, name) in ["s -> quick", "quick -> slow", "slow -> sink"].enumerated() {
                builder.budgets.append(budget(name, [edge], limit: limit))
            }
            builder.budgets.append(budget("s -> quick -> slow", [0, 1], fromSource: true, limit: limit))
        }
        return builder
    }

    static func budget(_ name: String, _ edges: [Int], fromSource: Bool = false, limit: Int64) -> GraphBudget
    {
        GraphBudget(
            name: name, edges: edges, startsAtSource: fromSource, limits: [(0.5, limit)], isDefault: false,
            miss: .count, origin: GraphBuilder.origin)
    }

    @Test func `a source that fails ends the run with its error, and what it sent is drained`() throws {
        let plan = try Self.chain(count: 1000, failAt: 700).plan(workers: 2) { $0 % 2 }
        let result = Engine(plan).run()
        #expect(result.outcome == .failed(node: "s", OperatorError("broke after 700")))
        #expect(result.balance.out == 700)
        #expect(result.balance.lost == 0)
        #expect(result.nodes[3].consumed == 700)
    }

    @Test func `an empty source completes`() throws {
        let result = Engine(try Self.chain(count: 0).plan(workers: 1) { _ in 0 }).run()
        #expect(result.outcome == .completed)
        #expect(result.events == 0)
    }

    @Test func `the first interrupt drains, and everything that came in went through`() throws {
        var options = RunOptions()
        options.pace = .rate(2_000)
        let counted = Counter()
        options.interrupts = { counted.next() > 5 ? 1 : 0 }
        let result = Engine(try Self.chain(count: 10_000_000).plan(workers: 2) { $0 % 2 }, options: options)
            .run()
        #expect(result.outcome == .interrupted(drained: true))
        #expect(result.balance.lost == 0)
        #expect(result.balance.out == result.nodes[3].consumed)
    }

    @Test func `a second interrupt stops at once and counts what is left as lost`() throws {
        var options = RunOptions()
        options.interrupts = { 2 }
        let plan = try Self.chain(count: 10_000_000, spins: 2000).plan(workers: 1) { _ in 0 }
        let result = Engine(plan, options: options).run()
        #expect(result.outcome == .interrupted(drained: false))
        #expect(result.balance.holds)
    }

    @Test func `a reader whose writer never promises stalls, and the watchdog says who waits for whom`()
        throws
    {
        var builder = GraphBuilder()
        let source = builder.node("s", OperatorEntry(source: Ticker.self), [("count", 1000)])
        let mute = builder.node("mute", OperatorEntry(Mute.self))
        let join = builder.node("join", OperatorEntry(Mix.self))
        builder.link(source, mute)
        builder.link(source, join)
        builder.link(mute, join, port: 1)
        var options = RunOptions()
        options.stallDeadline = 100_000_000
        let result = Engine(try builder.plan(workers: 1) { _ in 0 }, options: options).run()
        guard case .stalled(let text) = result.outcome else {
            Issue.record("the run should stall, it ended \(result.outcome)")
            return
        }
        #expect(text.contains("s.out -> join.a: 16 of 16 waiting"))
        #expect(result.balance.lost > 0)
    }

    @Test func `an operator that breaks its promise is named`() throws {
        var builder = GraphBuilder()
        let source = builder.node("s", OperatorEntry(source: Ticker.self), [("count", 1000)])
        let liar = builder.node("liar", OperatorEntry(Liar.self))
        builder.link(source, liar)
        var options = RunOptions()
        options.batch = 8
        let result = Engine(try builder.plan(workers: 1) { _ in 0 }, options: options).run()
        guard case .failed(let node, let error) = result.outcome else {
            Issue.record("the run should fail, it ended \(result.outcome)")
            return
        }
        #expect(node == "liar")
        #expect(error.message.contains("promised"))
    }

    @Test func `a slow node turns exactly the budgets through it to missed`() throws {
        // The delay is far above the limit, the limit far above a hop on a busy machine; medians are judged.
        var options = RunOptions()
        options.pace = .rate(10)
        options.batch = 1
        #if DEBUG
            let spins = 8_000_000
        #else
            let spins = 20_000_000
        #endif
        let builder = Self.chain(count: 15, spins: spins, limit: 8_000_000)
        let missed = Engine(try builder.plan(workers: 2) { $0 < 2 ? 0 : 1 }, options: options).run().budgets
            .filter { $0.verdict.outcome == .missed }
        #expect(Set(missed.map(\.name)) == ["quick -> slow", "s -> quick -> slow"])
        let quick = try Self.chain(count: 15, limit: 8_000_000).plan(workers: 2) { $0 < 2 ? 0 : 1 }
        let result = Engine(quick, options: options).run()
        #expect(result.budgets.allSatisfy { $0.verdict.outcome != .missed })
    }

    @Test func `a path that begins within the graph is measured event by event`() throws {
        var builder = Self.chain(count: 2_000, spins: 20_000)
        builder.capacity = 4
        builder.budgets = [
            Self.budget("quick -> slow -> sink", [1, 2], limit: 1_000_000_000),
            Self.budget("slow -> sink", [2], limit: 1_000_000_000),
        ]
        for workers in 1...3 {
            let result = Engine(try builder.plan(workers: workers) { $0 % workers }).run()
            let (path, last) = (result.budgets[0], result.budgets[1])
            #expect(path.verdict.count == 2_000 && path.verdict.outcome == .met)
            #expect(path.verdict.reason == "")
            // It takes as long as its parts at least: each event waits for the slow node and passes the last edge.
            #expect(path.p50 >= result.edges[1].work.p50)
            #expect(path.verdict.value >= last.p50)
        }
    }

    @Test func `a path whose end has places of its own is estimated, and the verdict says so`() throws {
        var builder = GraphBuilder()
        let source = builder.node("s", OperatorEntry(source: Ticker.self), [("count", 2_000)])
        let bucket = builder.node("bucket", OperatorEntry(Bucket.self))
        let sink = builder.node("sink", OperatorEntry(Mix.self))
        let quick = builder.node("quick", OperatorEntry(Mix.self))
        builder.link(source, quick)
        builder.link(quick, bucket)
        builder.link(bucket, sink)
        builder.budgets = [Self.budget("quick -> bucket -> sink", [1, 2], limit: 1_000_000_000)]
        let result = Engine(try builder.plan(workers: 1) { _ in 0 }).run()
        #expect(result.edges[2].published > 10)
        #expect(result.budgets[0].verdict.reason.contains("estimated from the path's slowest edge"))
    }

    @Test func `a paced source keeps its rate and stamps when events were due`() throws {
        var options = RunOptions()
        options.pace = .rate(5_000)
        let result = Engine(try Self.chain(count: 1_000).plan(workers: 1) { _ in 0 }, options: options).run()
        #expect(result.run.wall >= 0.1999)
        #expect(result.edges[0].total.count == 1_000)
    }

    @Test func `who waits for a paced event sleeps until shortly before it`() throws {
        var options = RunOptions()
        options.pace = .rate(200)
        let result = Engine(try Self.chain(count: 60).plan(workers: 2) { $0 % 2 }, options: options).run()
        #expect(result.balance.out == 60 && result.run.wall >= 0.29)
        let spent = result.workers.reduce(0) { $0 + Double($1.cpuNanoseconds) } / 1e9
        #expect(spent < 0.25 * result.run.wall, "\(spent) s of \(result.run.wall) s")
    }

    @Test func `pace changes no bytes`() throws {
        let fast = Engine(try Self.chain(count: 500).plan(workers: 1) { _ in 0 }).run()
        for pace in [RunOptions.Pace.rate(20_000), .speed(0.001)] {
            var options = RunOptions()
            options.pace = pace
            let paced = Engine(try Self.chain(count: 500).plan(workers: 2) { $0 % 2 }, options: options).run()
            #expect(paced.edges.map(\.hash) == fast.edges.map(\.hash))
        }
    }

    @Test func `without telemetry and hashes the events are the same and nothing is measured`() throws {
        var options = RunOptions()
        options.hashes = false
        options.telemetry = false
        let result = Engine(try Self.chain(count: 500).plan(workers: 1) { _ in 0 }, options: options).run()
        #expect(result.edges.allSatisfy { $0.hash == nil && $0.total.count == 0 && $0.consumed == 500 })
    }
}

final class Counter: Sendable {
    private let value = Atomic<Int>(0)
    func next() -> Int { value.add(1, ordering: .relaxed).newValue }
}
