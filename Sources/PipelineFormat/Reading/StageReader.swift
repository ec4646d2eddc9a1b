/// Reads `stages:`.
struct StageReader {
    private static let keys = ["nodes", "core", "wait"]

    let context: ReadingContext
    let patterns: Patterns
    let substitution: Substitution

    /// One stage, or nil when it is wrong or all its nodes are switched off.
    func stage(_ entry: Entry) -> StageSpec? {
        let value = substitution.apply(entry.value)
        var isWrong = false
        if entry.key.value.isEmpty
            || !entry.key.value.allSatisfy({ isNameCharacter($0) || "@.".contains($0) })
        {
            context.report(
                .badName, entry.key.origin,
                "the stage name \(shown(entry.key.value)) is not letters, digits, `_` and `-`")
            isWrong = true
        }
        guard !value.isBroken, let entries = context.mapping(value, "a stage") else { return nil }
        var stage = StageSpec(name: entry.key, nodes: [], core: nil, wait: .auto)
        var hasNodes = false
        for (key, value) in entries {
            switch key.value {
            case "nodes":
                hasNodes = true
                guard let nodes = nodes(value) else {
                    isWrong = true
                    continue
                }
                stage.nodes = nodes
            case "core": stage.core = core(value)
            case "wait":
                let words = ["auto", "spin", "yield", "park"]
                stage.wait = context.word(value, "`wait`", words).flatMap(StageSpec.Wait.init) ?? .auto
            default: context.unknownKey(key, in: "a stage", known: Self.keys)
            }
        }
        if !hasNodes {
            context.report(
                .missingKey, entry.key.origin, "the stage \(shown(entry.key.value)) has no `nodes`",
                help: "name them, as `nodes: [ticks, bars*]`")
        }
        return isWrong || stage.nodes.isEmpty ? nil : stage
    }

    private func nodes(_ value: YAMLValue) -> [Located<String>]? {
        guard !value.isBroken else { return nil }
        if case .sequence(let items) = value.kind, items.isEmpty {
            context.report(.wrongKind, value.origin, "`nodes` is empty")
            return nil
        }
        var result: [Located<String>] = []
        var isWrong = false
        for item in context.items(value) {
            guard let text = context.string(item, "a node pattern") else {
                isWrong = true
                continue
            }
            switch patterns.find(text.value, text.origin) {
            case .pattern(let pattern): result.append(pattern)
            case .off: break
            case .wrong: isWrong = true
            }
        }
        return isWrong ? nil : result
    }

    private func core(_ value: YAMLValue) -> Located<Int>? {
        if case .integer(let number) = value.kind, (0...1023).contains(number) {
            return Located(Int(number), value.origin)
        }
        if !value.isBroken {
            context.report(
                .stageCore, value.origin,
                "`core` is a number from 0 to 1023, not \(value.shownValue)"
            )
        }
        return nil
    }
}
