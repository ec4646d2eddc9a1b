import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct AgentTests {
    private let rules = Argument.list([
        Argument.rule("fast > slow", 1), Argument.rule("fast < slow", -1),
    ])

    private func feeds(_ fast: [Double], _ slow: [Double]) -> [Feed] {
        let places = fast.indices.map { Int64($0) * minute }
        return [
            Feed("inputs", zip(places, fast).map { reading($0, $1) }, source: "fast", triggers: false),
            Feed("inputs", zip(places, slow).map { reading($0, $1) }, source: "slow", triggers: false),
            Feed("inputs", places.map { reading($0, 0) }, source: "clock", onlyTriggers: true),
        ]
    }

    @Test func `the first rule that holds decides, at every trigger, on values of the same instant`() throws {
        let run = try NodeHarness(
            entry("agent.rules"), [("rules", rules)], feeds([1, 3, 2, 1], [2, 2, 2, 2])
        ).run()
        let signals = run.node.tape(Signal.self).events
        #expect(signals.map(\.target) == [-1, 1, 1, -1], "equal keeps the target before")
        #expect(
            signals.map(\.rule) == [2, 1, 0, 2]
                && signals.map(\.header.time) == [0, minute, 2 * minute, 3 * minute])
        #expect(run.node.report.value("rule_2") == 2 && run.node.report.value("no_rule") == 1)
    }

    @Test func `the warm-up counts triggers and an else takes the rest`() throws {
        let list = Argument.list([
            Argument.rule("fast > slow", 1), Argument.table([("else", Argument.integer(-1))]),
        ])
        let run = try NodeHarness(
            entry("agent.rules"), [("rules", list), ("warmup", Argument.integer(3))],
            feeds([3, 3, 1, 3], [2, 2, 2, 2])
        ).run()
        #expect(run.node.tape(Signal.self).events.map(\.target) == [-1, 1])
    }

    @Test func `nothing is decided before every name has a value, or on a partial bar`() throws {
        let feeds = [
            Feed("inputs", [reading(2 * minute - 1, 1)], source: "fast", triggers: false),
            Feed(
                "inputs",
                [
                    bar(0, high: 2, low: 1, close: 2), bar(1, high: 2, low: 1, close: 2),
                    bar(2, high: 2, low: 1, close: 2, flags: .partial),
                ], source: "bars"),
        ]
        let list = Argument.list([Argument.rule("bars.close > fast", 1)])
        let run = try NodeHarness(entry("agent.rules"), [("rules", list)], feeds).run()
        #expect(run.node.tape(Signal.self).events.map(\.header.time) == [2 * minute])
    }

    @Test func `a file is a list, or a mapping with the list`() throws {
        for file in [rules, Argument.table([("rules", rules)])] {
            let node = try DrivenNode(
                entry("agent.rules"), [("file", file)], inputs: feeds([1], [2]).map(\.input))
            #expect(node.report.metrics.count == 4)
        }
    }

    @Test func `mistakes in rules are refused`() throws {
        let rule = Argument.rule("fast > slow", 1)
        let last = Argument.table([("else", Argument.integer(0))])
        let mistakes: [([(String, ArgumentValue)], String)] = [
            ([], "no rules"), ([("rules", rules), ("file", rules)], "twice"),
            ([("rules", Argument.list([]))], "list"),
            ([("rules", Argument.list([last, rule]))], "rule 1: nothing after"),
            (
                [("rules", Argument.list([Argument.table([("wen", Argument.text("1 > 0"))])]))],
                "unknown key 'wen'"
            ),
            ([("rules", Argument.list([Argument.table([("when", Argument.text("1 > 0"))])]))], "no target"),
            ([("rules", Argument.list([Argument.rule("fast > slow", .infinity)]))], "within"),
            ([("rules", Argument.list([rule, Argument.text("x")]))], "rule 2 is not a mapping"),
        ]
        for (arguments, word) in mistakes {
            let error = #expect(throws: OperatorError.self) {
                _ = try DrivenNode(entry("agent.rules"), arguments, inputs: feeds([1], [2]).map(\.input))
            }
            #expect(error?.message.contains(word) == true, "\(error?.message ?? "") has \(word)")
        }
    }

    @Test func `agents keep the laws of operators`() throws {
        var random = SplitMix64(seed: 4)
        let values = (0..<1000).map { _ in Double.random(in: 0..<10, using: &random) }
        let list = Argument.list([
            Argument.rule("fast crosses above slow", 1),
            Argument.rule("slow - fast > 5 or abs(fast) < 1", -0.5),
        ])
        let feeds = feeds(Array(values.prefix(500)), Array(values.suffix(500)))
        #expect(try checkOperator(entry("agent.rules"), [("rules", list)], feeds) == [])
    }
}
