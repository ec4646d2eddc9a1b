import FlowGraph
import MarketModel
import OperatorKit
import Rings
import Testing

@testable import FlowEngine

/// Sends for each event the next one's value, under the header of the one before: it knows the future.
private struct Peek: Operator {
    static let signature = Signature<Peek>("test.peek", "Looks ahead by one event.")
        .input("in", Reading.self, "what") { $0.run($1) }
        .output("out", Reading.self, "the next value") { $0.out = $1 }
    var out = Outlet<Reading>()
    var held: Reading?
    init(_ settings: NoSettings, _ context: NodeContext) {}
    mutating func run(_ events: Span<Reading>) {
        for i in events.indices {
            if let held { out.send(Reading(header: held.header, value: events[i].value, count: held.count)) }
            held = events[i]
        }
    }
    mutating func progress(after input: Int64) -> Int64 {
        held.map { min($0.header.sequence, input) } ?? input
    }
}

/// Mean of the last ten values.
private struct Mean: Operator {
    static let signature = Signature<Mean>("test.mean", "Mean of ten.")
        .input("in", Reading.self, "what") { $0.run($1) }
        .output("out", Reading.self, "the mean") { $0.out = $1 }
    var out = Outlet<Reading>()
    var last: [Double] = []
    init(_ settings: NoSettings, _ context: NodeContext) {}
    mutating func run(_ events: Span<Reading>) {
        for i in events.indices {
            last.append(events[i].value)
            if last.count > 10 { last.removeFirst() }
            out.send(Reading(header: events[i].header, value: last.reduce(0, +), count: 1))
        }
    }
}

@Suite struct LintTests {
    private func plan(_ middle: OperatorEntry) throws -> ExecutionPlan {
        var builder = GraphBuilder()
        let source = builder.node("ticks", OperatorEntry(source: Ticker.self), [("count", 5000)])
        let tested = builder.node("tested", middle)
        let after = builder.node("after", OperatorEntry(Mix.self))
        builder.link(source, tested)
        builder.link(tested, after)
        return try builder.plan(workers: 2, workerOf: { $0 % 2 })
    }

    @Test(arguments: [OperatorEntry(Mean.self), OperatorEntry(Bucket.self), OperatorEntry(Expand.self)])
    func `what only knows the past changes nothing`(_ entry: OperatorEntry) throws {
        let report = try LookAheadCheck(cuts: 8, seed: 3) { try plan(entry) }.run()
        #expect(report.findings.isEmpty)
        #expect(report.places.count == 8 && report.outputs == 3)
        #expect(report.events > 8 * 1000)
    }

    @Test func `what looks ahead is named, and not those behind it`() throws {
        let report = try LookAheadCheck(cuts: 6, seed: 3) { try plan(OperatorEntry(Peek.self)) }.run()
        #expect(Set(report.findings.map(\.output)) == ["tested.out"])
        let finding = try #require(report.findings.first)
        #expect(finding.trial == .scramble && finding.field == "value")
        let event = try #require(finding.event)
        #expect(event < finding.place && finding.before != finding.after)
    }

    @Test func `the warm-up of a mean of ten is nine events`() throws {
        let lines = try WarmupCheck(starts: 3) { try plan(OperatorEntry(Mean.self)) }.run()
        let mean = try #require(lines.first { $0.output == "tested.out" })
        #expect(mean.settles == 9 && mean.unsettled.isEmpty && mean.events > 1000)
        let sum = try #require(lines.first { $0.output == "after.out" })
        #expect(sum.settles == nil && sum.unsettled == ["value"])
    }

    @Test func `a source that breaks is no verdict`() throws {
        var builder = GraphBuilder()
        _ = builder.node("ticks", OperatorEntry(source: Ticker.self), [("count", 500), ("fail_at", 100)])
        let made = builder
        #expect(throws: LintError.self) {
            _ = try LookAheadCheck(cuts: 1, seed: 1) { try made.plan(workers: 1, workerOf: { _ in 0 }) }.run()
        }
    }
}
