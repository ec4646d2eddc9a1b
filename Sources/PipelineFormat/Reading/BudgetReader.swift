/// Reads `budgets:`.
struct BudgetReader {
    private static let planned = ["expire", "close-gate", "stop"]

    let context: ReadingContext
    let patterns: Patterns
    let substitution: Substitution

    /// One budget, or nil when it is wrong.
    func budget(_ entry: Entry) -> BudgetSpec? {
        guard !entry.value.isBroken else { return nil }
        let path = patterns.path(entry.key, .budgetPath, nodes: 2...1_000, "the budget")
        let value = substitution.apply(entry.value)
        guard !value.isBroken else { return nil }
        var budget = BudgetSpec(path: path ?? [], limits: [], miss: .count, origin: entry.key.origin)
        var isWrong = path == nil
        if case .mapping(let entries) = value.kind {
            isWrong = !read(entries, into: &budget) || isWrong
            if budget.limits.isEmpty, !isWrong {
                context.report(
                    .budgetEmpty, entry.key.origin, "the budget \(shown(entry.key.value)) sets no limit",
                    help: "write one, as `p99: 1ms`")
                isWrong = true
            }
        } else if let limit = limit(value) {
            budget.limits = [(0.99, limit)]
        } else {
            isWrong = true
        }
        return isWrong ? nil : budget
    }

    private func read(_ entries: [Entry], into budget: inout BudgetSpec) -> Bool {
        var isSound = true
        for (key, value) in entries {
            if key.value == "miss" {
                guard let miss = miss(value) else {
                    isSound = false
                    continue
                }
                budget.miss = miss
            } else if let quantile = quantile(key) {
                if let limit = limit(value) {
                    budget.limits.append((quantile, limit))
                } else {
                    isSound = false
                }
            } else {
                isSound = false
            }
        }
        return isSound
    }

    /// The quantile of `p99` or `p99.9`; `max` is all.
    private func quantile(_ key: Located<String>) -> Double? {
        if key.value == "max" { return 1 }
        let digits = key.value.dropFirst()
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        let isNumber =
            key.value.hasPrefix("p") && (1...2).contains(parts.count) && parts.allSatisfy { !$0.isEmpty }
            && digits.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
            && parts[0].count <= 3 && (parts.count == 1 || parts[1].count <= 4)
        // The exponent shifts the point exactly, where a division would round once more.
        guard isNumber, let value = Double(digits + "e-2"), value > 0, value <= 1 else {
            let near = nearest(to: key.value, among: ["miss", "p50", "p90", "p99", "p99.9", "max"])
            context.report(
                .budgetQuantile, key.origin,
                "\(shown(key.value)) is no quantile, as `p50`, `p99.9` or `max`, nor `miss`",
                help: near.map { "did you mean `\($0)`?" })
            return nil
        }
        return value
    }

    private func limit(_ value: YAMLValue) -> Int64? {
        guard !value.isBroken else { return nil }
        if let text = value.string, let nanoseconds = Units.nanoseconds(text), nanoseconds > 0 {
            return nanoseconds
        }
        context.report(
            .budgetLimit, value.origin,
            "a budget's limit is a duration above zero, not \(value.shownValue)",
            help: Units.durationHelp)
        return nil
    }

    private func miss(_ value: YAMLValue) -> BudgetSpec.Miss? {
        if let text = value.string, Self.planned.contains(text) {
            context.report(
                .budgetMissPolicy, value.origin, "`miss: \(text)` is not implemented yet",
                help: "use `count` or `warn`")
            return nil
        }
        return context.word(value, "`miss`", ["count", "warn"]).flatMap(BudgetSpec.Miss.init)
    }
}
