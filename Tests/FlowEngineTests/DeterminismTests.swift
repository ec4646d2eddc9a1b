import FlowEngine
import FlowGraph
import OperatorKit
import Testing

/// The same input gives the same bytes on every edge, however nodes are spread and scheduled.
@Suite struct DeterminismTests {
    /// A random graph: sources, then nodes fed by earlier ones, with small rings and sometimes a feedback
    /// loop.
    static func randomGraph(seed: UInt64) -> GraphBuilder {
        var dice = Dice(state: seed)
        var builder = GraphBuilder()
        // A ring must hold all that a node sends for one event: a chain of expanders makes 27 and more of it.
        builder.capacity = 32 << dice.below(4)
        let sources = 1 + dice.below(3)
        for index in 0..<sources {
            _ = builder.node(
                "s\(index)", OperatorEntry(source: Ticker.self),
                [("count", Int64(dice.below(600))), ("seed", Int64(dice.below(1000)))])
        }
        let count = 2 + dice.below(8)
        var expanders = 0
        for index in 0..<count {
            let earlier = builder.nodes.count
            switch dice.below(5) {
            case 0:
                let node = builder.node("bucket\(index)", OperatorEntry(Bucket.self))
                builder.link(dice.below(earlier), node)
            case 1 where expanders < 3:
                expanders += 1
                let node = builder.node("expand\(index)", OperatorEntry(Expand.self))
                builder.link(dice.below(earlier), node)
            case 2:
                let node = builder.node("loop\(index)", OperatorEntry(Loop.self))
                let tail = builder.node("tail\(index)", OperatorEntry(Mix.self))
                builder.link(dice.below(earlier), node)
                builder.link(node, tail)
                builder.link(dice.below(earlier), tail, port: 1)
                builder.link(tail, node, port: 1, feedback: true)
                // As a risk gate watches the market: an input that only updates, and outlives what triggers.
                builder.link(dice.below(sources), node, port: 2)
            default:
                let node = builder.node("mix\(index)", OperatorEntry(Mix.self))
                builder.link(dice.below(earlier), node)
                builder.link(dice.below(earlier), node, port: 1)
            }
        }
        if expanders == 0 { builder.capacity = 4 }
        return builder
    }

    static func hashes(_ result: RunResult) -> [String] {
        result.edges.map { "\($0.label) \($0.published) \(String($0.hash ?? 0, radix: 16))" }
    }

    @Test(arguments: 0..<60)
    func `random graphs give the same bytes in any placement and schedule`(_ seed: Int) throws {
        let builder = Self.randomGraph(seed: UInt64(seed) &* 7919 &+ 3)
        let reference = Engine(try builder.plan(workers: 1) { _ in 0 }).step { _ in 0 }
        #expect(reference.outcome == .completed)
        #expect(reference.balance.holds && reference.balance.lost == 0)
        for edge in reference.edges { #expect(edge.published == edge.consumed) }
        let expected = Self.hashes(reference)
        var dice = Dice(state: UInt64(seed))
        for round in 0..<4 {
            let workers = 1 + dice.below(5)
            let salt = dice.below(1000)
            var options = RunOptions()
            options.batch = 1 + dice.below(64)
            let plan = try builder.plan(workers: workers) { ($0 * 31 + salt) % workers }
            let result = Engine(plan, options: options).step { dice.below($0) }
            #expect(result.outcome == .completed, "seed \(seed), round \(round)")
            #expect(Self.hashes(result) == expected, "seed \(seed), round \(round)")
        }
    }

    @Test(arguments: 0..<12)
    func `threads give the same bytes as the stepping scheduler`(_ seed: Int) throws {
        let builder = Self.randomGraph(seed: UInt64(seed) &* 104_729 &+ 11)
        let expected = Self.hashes(Engine(try builder.plan(workers: 1) { _ in 0 }).step { _ in 0 })
        for workers in 1...3 {
            let plan = try builder.plan(workers: workers) { $0 % workers }
            let result = Engine(plan).run()
            #expect(result.outcome == .completed)
            #expect(Self.hashes(result) == expected, "seed \(seed), \(workers) threads")
        }
    }

    @Test func `more equal times than a ring holds do not block a diamond`() throws {
        // The slow branch must see tick k before the join may take it: sequences tell ties apart.
        var builder = GraphBuilder()
        builder.capacity = 4
        let source = builder.node("s", OperatorEntry(source: Ticker.self), [("count", 5000), ("seed", 3)])
        let branch = builder.node("branch", OperatorEntry(Bucket.self))
        let join = builder.node("join", OperatorEntry(Mix.self))
        builder.link(source, branch)
        builder.link(source, join)
        builder.link(branch, join, port: 1)
        let result = Engine(try builder.plan(workers: 1) { _ in 0 }).step { _ in 0 }
        #expect(result.outcome == .completed)
        #expect(result.balance.out == 5000)
    }
}
