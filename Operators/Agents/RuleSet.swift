import OperatorKit

/// Rules as read from YAML and compiled.
struct RuleSet {
    /// One rule.
    struct Rule {
        var name: String
        var program: Program
        var target: Double
        var confidence: Double
    }

    private(set) var rules: [Rule] = []
    private(set) var crossings = 0
    private(set) var names: NameTable

    private static let keys = ["when", "target", "else", "name", "confidence"]

    /// Reads `rules`, a list or a mapping with the one key `rules`; `argument` is what errors blame.
    init(_ value: ArgumentValue, argument: String, names: NameTable) throws(OperatorError) {
        self.names = names
        let list = value["rules"] ?? value
        guard case .list(let items) = list.kind, !items.isEmpty else {
            throw OperatorError(
                "the rules are not a list", argument: argument,
                help: "rules: [{when: fast > slow, target: 1}]",
                origin: list.origin)
        }
        for (index, item) in items.enumerated() {
            do throws(OperatorError) {
                try read(item, isLast: index == items.count - 1)
            } catch {
                var named = error
                named.message = "rule \(index + 1)" + error.message
                named.argument = argument
                throw named
            }
        }
    }

    private mutating func read(_ item: ArgumentValue, isLast: Bool) throws(OperatorError) {
        guard case .table(let entries) = item.kind else {
            throw OperatorError(
                " is not a mapping", help: "{when: fast > slow, target: 1}", origin: item.origin)
        }
        for (key, value) in entries where !Self.keys.contains(key) {
            let near = nearName(to: key, among: Self.keys).map { "did you mean '\($0)'? " } ?? ""
            throw OperatorError(
                " has an unknown key '\(key)'", help: near + "keys: \(Self.keys.joined(separator: ", "))",
                origin: value.origin)
        }
        if let value = item["else"] {
            guard isLast else {
                throw OperatorError(
                    ": nothing after an else is ever reached", help: "put it last", origin: value.origin)
            }
            guard item["when"] == nil, item["target"] == nil else {
                throw OperatorError(
                    " has else beside when or target", help: "{else: -1}", origin: value.origin)
            }
            try add("true", value, item, value)
            return
        }
        guard let when = item["when"], let text = when.text else {
            throw OperatorError(
                " has no condition", help: "when: fast > slow", origin: item["when"]?.origin ?? item.origin)
        }
        guard let target = item["target"] else {
            throw OperatorError(" has no target", help: "target: 1", origin: item.origin)
        }
        try add(text, target, item, when)
    }

    private mutating func add(
        _ text: String, _ target: ArgumentValue, _ item: ArgumentValue, _ when: ArgumentValue
    ) throws(OperatorError) {
        guard let units = target.number, units.isFinite, abs(units) <= 1_000_000 else {
            throw OperatorError(": the target is not a number within ±1000000", origin: target.origin)
        }
        let confidence = item["confidence"].map { ($0.number, $0.origin) } ?? (1, 0)
        guard let certainty = confidence.0, certainty >= 0, certainty <= 1 else {
            throw OperatorError(": the confidence is not a number from 0 to 1", origin: confidence.1)
        }
        var table = names
        do throws(ExpressionError) {
            let program = try ExpressionParser.compile(text, crossings: &crossings) {
                name throws(ExpressionError) in try table.slot(of: name)
            }
            rules.append(
                Rule(
                    name: item["name"]?.text ?? "\(rules.count + 1)", program: program, target: units,
                    confidence: certainty))
        } catch {
            throw OperatorError(
                ", column \(error.column) of the expression: \(error.message)", help: error.help,
                origin: when.origin)
        }
        names = table
    }
}
