/// The parameters of a pipeline: their declarations and, on demand, their final values.
final class Parameters {
    private struct Declaration {
        var name: Located<String>
        var fallback: YAMLValue
        var range: YAMLValue?
        var choices: YAMLValue?
        var variable: Located<String>?
        var isBroken = false
    }

    private enum State {
        case waiting, running
        case done(YAMLValue, from: String)
    }

    private static let keys = ["default", "doc", "range", "oneof", "env"]
    /// Parameters defined by parameters, at most this deep.
    private static let chainLimit = 16

    private let context: ReadingContext
    private let environment: [String: String]
    private var declarations: [String: Declaration] = [:]
    private var order: [String] = []
    private var profile: [String: YAMLValue] = [:]
    private var overrides: [String: Override] = [:]
    private var states: [String: State] = [:]
    private var depth = 0

    init(_ entries: [Entry], environment: [String: String], context: ReadingContext) {
        self.context = context
        self.environment = environment
        for entry in entries { declare(entry) }
    }

    /// Parameter names in file order.
    var names: [String] { order }

    /// Takes a profile's values; unknown names are reported.
    func apply(profile entries: [Entry]) {
        for entry in entries {
            if declarations[entry.key.value] == nil {
                context.reportUnknown(
                    .unknownParameter, entry.key.origin, "no parameter is named \(shown(entry.key.value))",
                    name: entry.key.value, among: order)
            }
            profile[entry.key.value] = entry.value
        }
    }

    /// Takes the command line's values; unknown names are reported, and of repeated ones the last wins.
    func apply(overrides list: [Override]) {
        for override in list {
            if declarations[override.name] == nil {
                context.reportUnknown(
                    .unknownParameter, override.nameOrigin, "no parameter is named \(shown(override.name))",
                    name: override.name, among: order)
            }
            overrides[override.name] = override
        }
    }

    /// Works out and checks every value, used or not; gives them as text for the manifest.
    func resolveAll() -> [(name: String, value: String)] {
        var result: [(name: String, value: String)] = []
        for name in order {
            guard case .found(let value, _) = lookup(name) else { continue }
            result.append((name, value.isScalar ? value.text : flowText(value)))
        }
        return result
    }

    /// A parameter's final value.
    func lookup(_ name: String) -> Lookup {
        guard let declaration = declarations[name] else { return .missing }
        if declaration.isBroken { return .broken }
        switch states[name] ?? .waiting {
        case .done(let value, let from): return value.isBroken ? .broken : .found(value, link: from)
        case .running:
            context.report(
                .parameterCycle, declaration.fallback.origin,
                "the parameter \(shown(name)) is defined by itself")
            return .broken
        case .waiting: break
        }
        guard depth < Self.chainLimit else {
            context.report(
                .parameterCycle, declaration.fallback.origin,
                "parameters are defined by each other more than \(Self.chainLimit) deep")
            return .broken
        }
        states[name] = .running
        depth += 1
        let (value, from) = evaluate(declaration)
        depth -= 1
        states[name] = .done(value, from: from)
        return value.isBroken ? .broken : .found(value, link: from)
    }

    /// Substitution where only parameters are in scope.
    var substitution: Substitution {
        Substitution(context: context, lookup: { self.lookup($0) }, names: { self.order })
    }

    private func evaluate(_ declared: Declaration) -> (YAMLValue, from: String) {
        var declaration = declared
        let name = declaration.name.value
        let fallback = substitution.apply(declaration.fallback)
        guard !fallback.containsBroken else { return (.broken(fallback.origin), "") }
        let type = ParameterType(of: fallback)
        checkLimits(&declaration, type)
        var isSound = check(fallback, type, declaration, "the default of \(shown(name))")
        var value = fallback
        var what = "$\(name) is set"
        if let override = overrides[name] {
            value = override.value(of: type, context: context)
        } else if let variable = declaration.variable, let text = environment[variable.value] {
            value = typed(text, type, variable.origin)
            what = "$\(name) is taken from the environment variable \(variable.value)"
        } else if let set = profile[name] {
            value = substitution.apply(set)
        } else {
            return (isSound ? value : .broken(value.origin), "\(what) at \(value.origin.place)")
        }
        let subject =
            what.hasSuffix("set")
            ? shown(name) : "the environment variable \(declaration.variable?.value ?? "")"
        isSound = !value.containsBroken && check(value, type, declaration, subject) && isSound
        return (isSound ? value : .broken(value.origin), "\(what) at \(value.origin.place)")
    }

    private func check(
        _ value: YAMLValue, _ type: ParameterType, _ declaration: Declaration, _ subject: String
    ) -> Bool {
        guard type.accepts(value) else {
            let help =
                type == .duration ? Units.durationHelp : type == .text ? "quote it: \"\(value.text)\"" : nil
            context.report(
                .parameterType, value.origin,
                "\(subject) is \(type.rawValue), as its default is, not \(value.shownValue)",
                help: value.isScalar ? help : nil)
            return false
        }
        if let range = declaration.range, case .sequence(let ends) = range.kind,
            let number = type.magnitude(value),
            let low = type.magnitude(ends[0]), let high = type.magnitude(ends[1]),
            !(low <= number && number <= high)
        {
            context.report(
                .parameterRange, value.origin,
                "\(subject) is \(value.text), out of its range \(ends[0].text) to \(ends[1].text)")
            return false
        }
        if let choices = declaration.choices, case .sequence(let items) = choices.kind,
            !items.contains(where: { isSame($0, value) })
        {
            let words = items.map(\.text)
            let near = nearest(to: value.text, among: words).map { "did you mean `\($0)`?" }
            context.report(
                .parameterChoice, value.origin,
                "\(subject) is \(shown(value.text)), not one of \(words.joined(separator: ", "))", help: near)
            return false
        }
        return true
    }

    private func isSame(_ a: YAMLValue, _ b: YAMLValue) -> Bool {
        switch (a.kind, b.kind) {
        case (.string(let x), .string(let y)): x == y
        case (.bool(let x), .bool(let y)): x == y
        case (.integer(let x), .integer(let y)): x == y
        case (.real(let x), .real(let y)): x == y
        case (.integer(let x), .real(let y)), (.real(let y), .integer(let x)): Double(x) == y
        case (.null, .null): true
        default: false
        }
    }
}

extension Parameters {
    private func declare(_ entry: Entry) {
        let name = entry.key
        var made = Declaration(name: name, fallback: entry.value)
        made.isBroken = entry.value.isBroken
        if !isParameterName(name.value) {
            context.report(
                .badName, name.origin,
                "the parameter name \(shown(name.value)) is not letters, digits, `_` and `-`")
            made.isBroken = true
        }
        if case .mapping(let entries) = entry.value.kind, isLongForm(entries) {
            readLongForm(entries, entry, into: &made)
        }
        declarations[name.value] = made
        order.append(name.value)
    }

    /// A mapping is a declaration if it has a `default` or nothing but a declaration's keys; else a value.
    private func isLongForm(_ entries: [Entry]) -> Bool {
        let keys = entries.map(\.key.value)
        return keys.contains("default") || (!keys.isEmpty && keys.allSatisfy { Self.keys.contains($0) })
    }

    private func readLongForm(_ entries: [Entry], _ entry: Entry, into made: inout Declaration) {
        var hasDefault = false
        for (key, value) in entries {
            switch key.value {
            case "default":
                hasDefault = true
                made.fallback = value
                if value.isBroken { made.isBroken = true }
            case "doc": _ = context.string(value, "`doc`")
            case "env":
                made.variable = context.string(value, "`env`")
            case "range": made.range = value
            case "oneof": made.choices = value
            default: context.unknownKey(key, in: "a parameter", known: Self.keys)
            }
        }
        guard hasDefault else {
            context.report(
                .missingKey, entry.key.origin, "the parameter \(shown(entry.key.value)) has no `default`",
                help: "its default gives a parameter its type")
            made.isBroken = true
            return
        }
    }

    /// Checks `range` and `oneof` against the default's type, and drops what makes no sense.
    private func checkLimits(_ made: inout Declaration, _ type: ParameterType) {
        if let range = made.range, !isSound(range: range, type) { made.range = nil }
        guard let choices = made.choices else { return }
        guard case .sequence(let items) = choices.kind, !items.isEmpty else {
            if !choices.isBroken {
                context.report(.badDeclaration, choices.origin, "`oneof` is a list of values")
            }
            made.choices = nil
            return
        }
        for item in items where !item.isBroken && !(item.isScalar && type.accepts(item)) {
            context.report(
                .badDeclaration, item.origin,
                "this choice is \(item.kindName), but the default is \(type.rawValue)")
            made.choices = nil
        }
        if choices.containsBroken { made.choices = nil }
    }

    private func isSound(range: YAMLValue, _ type: ParameterType) -> Bool {
        guard !range.containsBroken else { return false }
        guard type.isOrdered else {
            context.report(
                .badDeclaration, range.origin,
                "a range is for numbers, durations and sizes; the default is \(type.rawValue)")
            return false
        }
        guard case .sequence(let ends) = range.kind, ends.count == 2, let low = type.magnitude(ends[0]),
            let high = type.magnitude(ends[1]), low <= high
        else {
            context.report(
                .badDeclaration, range.origin,
                "`range` is a list of two values, the lower first, of the default's type")
            return false
        }
        return true
    }
}
