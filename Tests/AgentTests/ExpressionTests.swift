import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct ExpressionTests {
    private let names = ["a", "b", "c"]

    private func agent(_ when: String) throws(OperatorError) -> DrivenNode {
        try DrivenNode(
            entry("agent.rules"),
            [
                ("rules", Argument.list([Argument.rule(when, 1)])),
                ("otherwise", Argument.text("flat")),
            ],
            inputs: (names + ["tick"]).map { name in
                Feed(
                    "inputs", [Reading](), source: name, triggers: name == "tick",
                    onlyTriggers: name == "tick"
                ).input
            })
    }

    /// What the rule says at each row of values of a, b and c.
    private func holds(_ when: String, _ rows: [[Double]]) throws -> [Bool] {
        let node = try agent(when)
        for (index, row) in rows.enumerated() {
            for (input, value) in row.enumerated() { node.deliver([reading(Int64(index), value)], to: input) }
            node.deliver([reading(Int64(index), 0)], to: 3)
        }
        return node.tape(Signal.self).events.map { $0.target == 1 }
    }

    /// a = 2, b = 3, c = 4.
    @Test(arguments: [
        ("a + b * c == 14", true), ("(a + b) * c == 20", true), ("c - b - a == -1", true),
        ("c / a / a == 1", true),
        ("-a * b == -6", true), ("-a - -b == 1", true), ("2 - -a == 4", true), ("a < b and b < c", true),
        ("a > b or b < c and a == 2", true), ("(a > b or b < c) and a == 3", false),
        ("true or true and false", true), ("not a > b", true), ("not a > b and false", false),
        ("not (a > b and false)", true), ("not not true", true), ("a != 2 or c >= 4", true), ("a <= 2", true),
        ("abs(a - c) == 2", true), ("min(a, b) + max(b, c) == 6", true), ("max(min(a, b), -c) == 2", true),
        ("1e1 == 10 and 1_000 == 1000 and 2.5 > a", true), ("a.value == 2", true), ("`a`.value == 2", true),
        ("tick.count > 0", true), ("a/b*b == a", true), ("+a == 2", true),
    ])
    func `operators bind as in arithmetic`(text: String, expected: Bool) throws {
        #expect(try holds(text, [[2, 3, 4]]) == [expected], "\(text)")
    }

    @Test(arguments: ["a crosses above b", "crosses_above(a, b)", "a + 0 crosses above b * 1"])
    func `a crossing is a change of sides between triggers`(text: String) throws {
        let rows = [
            [1.0, 2, 0], [3, 2, 0], [4, 2, 0], [2, 2, 0], [3, 2, 0], [.nan, 2, 0], [1, 2, 0], [3, 2, 0],
        ]
        #expect(try holds(text, rows) == [false, true, false, false, true, false, false, true])
        let mirrored = text.replacing("above", with: "below")
        let below = rows.map { [-$0[0], -$0[1], 0] }
        #expect(try holds(mirrored, below) == holds(text, rows))
    }

    @Test func `what is not a number is neither true nor false`() throws {
        for text in ["a / b > 0", "not (a / b > 0)", "a / b == a / b", "a / b != 0", "min(a / b, 1) < 2"] {
            #expect(try holds(text, [[0, 0, 0]]) == [false], "\(text)")
        }
        #expect(try holds("a / b > 0 or true", [[0, 0, 0]]) == [true])
        #expect(try holds("not (a / b > 0 and false)", [[0, 0, 0]]) == [true])
    }

    @Test(arguments: [
        ("", 1, "missing"), ("a >", 4, "missing"), ("a > b c", 7, "belong"), ("a and b", 1, "condition"),
        ("a > b and c", 11, "condition"), ("a + (b > c)", 5, "number"), ("a < b < c", 7, "chain"),
        ("a = b", 3, "=="),
        ("(a > b", 7, "')'"), ("d > 1", 1, "no name 'd'"), ("a + b", 1, "not a condition"),
        ("foo(a) > 1", 1, "function"),
        ("abs(a, b) > 1", 6, "')'"), ("a crosses b", 11, "above"), ("a > 1.2.3", 5, "number"),
        ("a > $", 5, "'$'"),
        ("a && b", 3, "'&'"), ("`a > 1", 1, "backquote"), ("a > 1x", 5, "number"), ("not a", 5, "condition"),
    ])
    func `errors say where and what`(text: String, column: Int, word: String) throws {
        let error = #expect(throws: OperatorError.self) { _ = try agent(text) }
        let shown = (error?.message ?? "") + (error?.help ?? "")
        #expect(shown.contains("column \(column) of") && shown.contains(word), "\(text): \(shown)")
        #expect(error?.argument == "rules" && error?.origin == 7)
    }

    @Test func `a name that is nearly right is offered`() throws {
        let error = #expect(throws: OperatorError.self) { _ = try agent("a > tik.value") }
        #expect(error?.help?.contains("did you mean 'tick.value'") == true)
    }

    @Test func `no text crashes the parser`() throws {
        var random = SplitMix64(seed: 2024)
        let words = [
            "a", "b", "(", ")", "+", "-", "*", "/", "<", "==", "and", "or", "not", "crosses", "above", "abs",
            ",", "1",
            ".5", "`", "true", "min", "@", "é", "!=", " ", "\n", "9e999", "_",
        ]
        var accepted = 0
        for _ in 0..<3000 {
            let count = Int.random(in: 0..<14, using: &random)
            let text = (0..<count).map { _ in words.randomElement(using: &random)! }.joined(separator: " ")
            if (try? agent(text)) != nil { accepted += 1 }
        }
        #expect(accepted > 0)
        let deep = String(repeating: "(", count: 100_000) + "a"
        #expect(throws: OperatorError.self) { _ = try agent(deep) }
        #expect(throws: OperatorError.self) { _ = try agent(String(repeating: "not ", count: 100_000)) }
    }

    @Test func `random expressions give what direct evaluation gives`() throws {
        var random = SplitMix64(seed: 77)
        for _ in 0..<300 {
            let values = (0..<3).map { _ in Double(Int.random(in: -3...3, using: &random)) }
            let tree = Self.condition(4, values, &random)
            #expect(try holds(tree.text, [values]) == [tree.value == 1], "\(tree.text) at \(values)")
        }
    }

    private static func number(
        _ depth: Int, _ values: [Double], _ random: inout SplitMix64
    ) -> (text: String, value: Double) {
        guard depth > 0, Int.random(in: 0..<4, using: &random) > 0 else {
            let index = Int.random(in: 0..<3, using: &random)
            return (["a", "b", "c"][index], values[index])
        }
        let x = number(depth - 1, values, &random)
        let y = number(depth - 1, values, &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return ("(\(x.text) + \(y.text))", x.value + y.value)
        case 1: return ("(\(x.text) - \(y.text))", x.value - y.value)
        case 2: return ("\(x.text) * (\(y.text))", x.value * y.value)
        case 3: return ("(\(x.text) / (\(y.text)))", x.value / y.value)
        case 4: return ("-(\(x.text))", -x.value)
        default: return ("abs(\(x.text))", abs(x.value))
        }
    }

    private static func condition(
        _ depth: Int, _ values: [Double], _ random: inout SplitMix64
    ) -> (text: String, value: Double) {
        if depth == 0 || Int.random(in: 0..<3, using: &random) == 0 {
            let x = number(3, values, &random)
            let y = number(3, values, &random)
            let value: Double = x.value.isNaN || y.value.isNaN ? .nan : x.value > y.value ? 1 : 0
            return ("\(x.text) > \(y.text)", value)
        }
        let p = condition(depth - 1, values, &random)
        let q = condition(depth - 1, values, &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return ("(\(p.text)) and \(q.text)", both(p.value, q.value))
        case 1: return ("(\(p.text) or \(q.text))", 1 - both(1 - p.value, 1 - q.value))
        default: return ("not (\(p.text))", 1 - p.value)
        }
    }

    /// Kleene's and: NaN is "not known".
    private static func both(_ p: Double, _ q: Double) -> Double {
        p == 0 || q == 0 ? 0 : p.isNaN || q.isNaN ? .nan : 1
    }
}
