import FlowGraph
import OperatorKit
import Testing

@testable import FlowEngine

/// A run on a part of the tape is a run on a tape that has only that part.
@Suite struct WindowTests {
    private static func run(_ window: ClosedRange<Int64>?, count: Int64 = 4000, workers: Int = 1) throws
        -> RunResult
    {
        var builder = GraphBuilder()
        let source = builder.node(
            "s", OperatorEntry(source: Ticker.self), [("count", count), ("seed", 3)])
        let mix = builder.node("mix", OperatorEntry(Mix.self))
        let bucket = builder.node("bucket", OperatorEntry(Bucket.self))
        builder.link(source, mix)
        builder.link(mix, bucket)
        var options = RunOptions()
        options.window = window
        let plan = try builder.plan(workers: workers) { $0 % workers }
        var turn = 0
        return Engine(plan, options: options).step { workers in
            turn += 1
            return turn % workers
        }
    }

    @Test func `a window over all of the tape changes nothing`() throws {
        let whole = try Self.run(nil)
        let windowed = try Self.run(0...(1 << 62))
        #expect(whole.edges.map(\.hash) == windowed.edges.map(\.hash))
        #expect(windowed.outcome == .completed && windowed.balance == whole.balance)
    }

    @Test(arguments: [1, 3])
    func `nothing outside a window reaches the graph, and all inside does`(workers: Int) throws {
        let tape = try #require(Self.run(nil).marketTime)
        let third = (tape.upperBound - tape.lowerBound) / 3
        let cuts = [tape.lowerBound + third, tape.lowerBound + 2 * third]
        let windows = [0...cuts[0], (cuts[0] + 1)...cuts[1], (cuts[1] + 1)...(1 << 62)]
        let parts = try windows.map { try Self.run($0, workers: workers) }
        for (window, part) in zip(windows, parts) {
            let market = try #require(part.marketTime)
            // Events of one time stand one place after the other, so that the first may be a little early.
            #expect(market.lowerBound > window.lowerBound - 100 && market.upperBound <= window.upperBound)
            #expect(part.balance.holds && part.outcome == .completed)
        }
        #expect(parts.reduce(0) { $0 + $1.events } == 4000)
    }

    /// What comes after a window cannot have changed what came of it: the tape may as well end there.
    @Test func `a window up to some place gives the same with any future`() throws {
        let tape = try #require(Self.run(nil, count: 1000).marketTime)
        let short = try Self.run(0...(tape.upperBound), count: 1000)
        let long = try Self.run(0...(short.marketTime?.upperBound ?? 0), count: 1000)
        #expect(short.edges.map(\.hash) == long.edges.map(\.hash))
        let cut = tape.lowerBound + (tape.upperBound - tape.lowerBound) / 2
        let hashes = try [1000, 2000, 4000].map { try Self.run(0...cut, count: $0).edges.map(\.hash) }
        #expect(hashes[0] == hashes[1] && hashes[1] == hashes[2])
    }

    @Test func `a window without events is an empty run`() throws {
        let result = try Self.run(1...2)
        #expect(result.events == 0 && result.outcome == .completed && result.balance.holds)
    }
}
