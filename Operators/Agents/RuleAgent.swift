import MarketModel
import OperatorKit
import Rings

/// Decides by rules written in the pipeline.
struct RuleAgent: Operator {
    /// What it wants when no rule holds.
    enum Otherwise: String, CaseIterable, Sendable { case keep, flat }

    struct Settings: OperatorSettings {
        var rules: ArgumentValue?
        var file: ArgumentValue?
        var otherwise = Otherwise.keep
        var warmup = 1

        static let parameters: [Parameter<Settings>] = [
            .tree(
                "rules", \.rules, "list of {when, target, name, confidence}; the last may be {else: target}"),
            .treeFile("file", \.file, "a YAML file with the list, in place of `rules`"),
            .choice("otherwise", \.otherwise, "when no rule holds: keep the target before, or go flat"),
            .integer(
                "warmup", \.warmup, in: 1...1_000_000_000,
                "the first decision is on the trigger of this number: 26 waits for the 26th", unit: "triggers"
            ),
        ]
    }

    static let signature = Signature<RuleAgent>(
        "agent.rules", "Wants a target position by the first of a list of rules that holds.",
        details: """
            Keeps the latest value of every name that its rules use. At every event of an input that \
            triggers (`on`; without it, every input) it evaluates all rules in order; the first that holds \
            sets target and confidence. One signal per trigger, with the trigger's header. With several \
            inputs say `on`, or each of them triggers, and the first does so before the others have been \
            updated.

            Expressions: numbers; names (`fast.value`, `fast` for its first field, a matrix's columns by \
            name, `risk.approved.quantity` with the port, backquotes around a node name that is no word); + \
            - * /; < <= > >= == !=; and, or, not; parentheses; abs(a), min(a, b), max(a, b); `a crosses \
            above b`, `a crosses below b`, also as crosses_above(a, b). From loose to tight: or, and, not, \
            comparisons, + -, * /, unary minus. a crosses above b when a > b now and a <= b at the trigger \
            before; it is followed during the warm-up too.

            A comparison with a value that is not a number (0/0) is neither true nor false, nor is its \
            `not`, and a rule that is not true does not hold.

            `opinion` says the same as probabilities of short, flat and long, for agent.decision: with the sign of \
            the target and the rule's confidence q, that side has q + (1 − q)/3 and the others (1 − q)/3 each.

            Target: units of the risk gate's size, +1 long, 0 flat, −1 short. Warm-up: `warmup` triggers, \
            and until every name used has had a value. A partial bar is no trigger and updates nothing.
            """,
        example: """
            cross:
              op: agent.rules
              from: [fast, slow]
              on: bars@1m
              warmup: 26
              rules: [{when: fast > slow, target: 1}, {else: -1}]
            """
    )
    .inputs("inputs", "readings, rows, bars: whatever has readable fields") { node, index, batch in
        node.take(index, batch)
    }
    .output("signal", Signal.self, "one per trigger after the warm-up") { node, outlet in
        node.signals = outlet
    }
    .output("opinion", Opinion.self, "the same as probabilities of short, flat and long") { node, outlet in
        node.opinions = outlet
    }

    private struct Input {
        /// The slots it fills: a range of `reads`.
        var first: Int
        var end: Int
        var triggers: Bool
        /// Index of a bar's `partial` field, or -1.
        var partialField: Int
        var isMissing: Bool
    }

    private let rules: [RuleSet.Rule]
    private let otherwise: Otherwise
    private let warmup: Int
    private var inputs: [Input] = []
    private var reads: [(field: Int, slot: Int)] = []
    private var missing = 0
    private var values: [Double]
    private var crossings: [Double]
    private var stack: [Double]
    private var triggers = 0
    private var target = 0.0
    private var confidence = 0.0
    private var decisions: [Int]
    private var signals = Outlet<Signal>()
    private var opinions = Outlet<Opinion>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        let set = try Self.rules(settings, NameTable(context.inputs))
        rules = set.rules
        otherwise = settings.otherwise
        warmup = settings.warmup
        values = [Double](repeating: .nan, count: set.names.slots.count)
        crossings = [Double](repeating: .nan, count: set.crossings)
        stack = [Double](repeating: 0, count: 1 + (set.rules.map(\.program.depth).max() ?? 0))
        decisions = [Int](repeating: 0, count: set.rules.count + 1)
        for (index, input) in context.inputs.enumerated() {
            let first = reads.count
            for (slot, place) in set.names.slots.enumerated() where place.input == index {
                reads.append((place.field, slot))
            }
            let partial = input.type.name == Bar.typeName ? input.type.index(of: "partial") : nil
            let isMissing = reads.count > first
            missing += isMissing ? 1 : 0
            inputs.append(
                Input(
                    first: first, end: reads.count, triggers: input.triggers, partialField: partial ?? -1,
                    isMissing: isMissing))
        }
    }

    private static func rules(_ settings: Settings, _ names: NameTable) throws(OperatorError) -> RuleSet {
        switch (settings.rules, settings.file) {
        case (let rules?, nil): return try RuleSet(rules, argument: "rules", names: names)
        case (nil, let file?): return try RuleSet(file, argument: "file", names: names)
        case (nil, nil):
            throw OperatorError(
                "there are no rules", help: "rules: [{when: fast > slow, target: 1}], or file: …")
        case (_?, _?):
            throw OperatorError(
                "the rules are given twice", argument: "file", help: "keep either rules or file")
        }
    }

    private mutating func take(_ index: Int, _ batch: EventBatch) {
        let input = inputs[index]
        // Of an input that only updates, nobody sees more than the last event.
        let start = input.triggers || input.partialField >= 0 ? 0 : batch.count - 1
        for event in start..<batch.count {
            if input.partialField >= 0, batch.value(event, field: input.partialField) != 0 { continue }
            for read in input.first..<input.end {
                values[reads[read].slot] = batch.value(event, field: reads[read].field)
            }
            if inputs[index].isMissing {
                inputs[index].isMissing = false
                missing -= 1
            }
            if input.triggers { decide(batch.header(event)) }
        }
    }

    private mutating func decide(_ header: EventHeader) {
        triggers += 1
        guard missing == 0 else { return }
        // All of them every time: a crossing has to see every trigger.
        var winner = 0
        for index in rules.indices {
            let holds = rules[index].program.run(values, &crossings, &stack) == 1
            if holds, winner == 0 { winner = index + 1 }
        }
        guard triggers >= warmup else { return }
        if winner > 0 {
            target = rules[winner - 1].target
            confidence = rules[winner - 1].confidence
        } else if otherwise == .flat {
            target = 0
            confidence = 1
        }
        decisions[winner] += 1
        signals.send(Signal(header: header, target: target, confidence: confidence, rule: Int64(winner)))
        var opinion = Opinion(header: header, count: 3, choice: target < 0 ? 0 : target > 0 ? 2 : 1)
        opinion.lean(to: Int(opinion.choice), by: confidence)
        opinion.inputs = inputHash
        opinions.send(opinion)
    }

    private var inputHash: UInt64 {
        var hash = InputHash()
        for value in values { hash.add(value.bitPattern) }
        return hash.value
    }

    func report(into report: inout NodeReport) {
        report.metric("signals", Double(decisions.reduce(0, +)), headline: false)
        for (index, rule) in rules.enumerated() {
            report.metric("rule_\(rule.name)", Double(decisions[index + 1]), unit: "signals", headline: false)
        }
        report.metric("no_rule", Double(decisions[0]), unit: "signals", headline: false)
    }
}
