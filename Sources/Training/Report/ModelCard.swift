import Learning
import RunReport

/// What a trained policy is worth and how one knows, as Markdown; made of the records and never written by hand.
public struct ModelCard {
    private let plan: TrainingPlan
    private let summary: RunSummary
    private let trials: Int
    private let gates: [(seed: UInt64, gate: PromotionGate)]
    private let ladder: String

    /// Gathers what is known of a run.
    ///
    /// - Parameter ladder: a line on the trainer's own validation.
    public init(
        _ plan: TrainingPlan, _ summary: RunSummary, _ registry: TrainingRegistry, ladder: String
    ) throws(TrainingError) {
        self.plan = plan
        self.summary = summary
        self.ladder = ladder
        let task = plan.taskName
        trials = try registry.trials().trials.count { $0.task == task }
        var gates: [(UInt64, PromotionGate)] = []
        for result in summary.results { gates.append((result.seed, try PromotionGate(result, registry))) }
        self.gates = gates
    }

    /// The card.
    public var markdown: String {
        var text = "# \(summary.name)\n\n"
        if let doc = plan.doc { text += doc + "\n\n" }
        let passed = gates.filter(\.gate.isPassed)
        text +=
            passed.isEmpty
            ? "**No evidence of skill that would let it trade.** Why, for each seed, stands below.\n\n"
            : "Seeds \(passed.map { "\($0.seed)" }.joined(separator: ", ")) pass the promotion gate.\n\n"
        text += facts + scores + market + promotion
        text += "## What would show that it is wrong\n\n"
        text += "Another seed, or the same plan on other data, that scores no more than the baselines.\n"
        return text
    }

    private var facts: String {
        let result = summary.results.first
        var rows: [(String, String)] = [
            ("task", "`\(plan.taskName)`"), ("plan", "`\(plan.hash)`"),
            ("data", result?.data.map { "`\($0)`" } ?? "drawn by the task, nothing recorded"),
            ("steps", NumberText.grouped(plan.settings.totalSteps)), ("copies", "\(plan.copies)"),
            ("trainings of this task so far, of all plans and seeds", "\(trials)"),
            ("seeds of this plan", summary.results.map { "\($0.seed)" }.joined(separator: ", ")),
            ("program", result?.version ?? "unknown"), ("ladder", ladder),
        ]
        let alarms = summary.results.flatMap(\.alarms)
        rows.append(("alarms", alarms.isEmpty ? "none" : alarms.joined(separator: "; ")))
        var text = "| | |\n|---|---|\n" + rows.map { "| \($0.0) | \($0.1) |\n" }.joined()
        text += "\nSettings: "
        text += plan.settings.entries.filter { $0.name != "seed" }.map { "`\($0.name)` \($0.text)" }
            .joined(separator: ", ")
        return text + ".\n\n"
    }

    private func number(_ value: Double?) -> String { value.map { NumberText.fixed($0, decimals: 4) } ?? "–" }

    private var scores: String {
        let unit =
            summary.results.first?.gains.isEmpty ?? true
            ? "return an episode" : "gain a step, out of the sample"
        var text = "## All seeds (\(unit))\n\n"
        text += "| seed | outcome | greedy | drawn | random policy |\n|---|---|---|---|---|\n"
        for result in summary.results {
            let group = result.groups.first
            text +=
                "| \(result.seed) | \(result.outcome.rawValue) | \(number(group?.greedy.mean)) "
                + "| \(number(group?.drawn.mean)) | \(number(group?.random.mean)) |\n"
        }
        text += "\nInterquartile mean \(number(summary.middle))"
        if let interval = summary.interval {
            text +=
                ", 95 % of the bootstrap over seeds \(number(interval.lowerBound)) to \(number(interval.upperBound))"
        }
        text += ".\n\n"
        guard let known = summary.results.first(where: { !$0.references.isEmpty }) else { return text }
        text += "| to compare with | |\n|---|---|\n"
        for reference in known.references {
            let bound = known.bounds.contains(reference.name) ? " (a bound)" : ""
            text += "| \(reference.name)\(bound) | \(number(reference.value)) |\n"
        }
        for figure in known.figures {
            text += "| \(figure.name), seed \(known.seed) | \(number(figure.value)) |\n"
        }
        return text + "\n"
    }

    private var market: String {
        guard summary.results.contains(where: { !$0.gains.isEmpty }) else { return "" }
        var text = "## In and out of the sample\n\n"
        text += "| seed | in sample (not evidence) | test | t of the test | twice the costs | a bar late |\n"
        text += "|---|---|---|---|---|---|\n"
        for result in summary.results {
            func mean(_ name: String) -> String { number(result.gains(name)?.score.mean) }
            text +=
                "| \(result.seed) | \(mean("in_sample")) | \(mean("test")) | \(number(result.gains("test")?.t)) "
                + "| \(mean("test_costs_2")) | \(mean("test_late_1")) |\n"
        }
        return text + "\n"
    }

    private var promotion: String {
        var text = "## Promotion\n\n"
        for (seed, gate) in gates {
            text += "Seed \(seed): \(gate.isPassed ? "passes" : "refused").\n\n"
            for condition in gate.conditions {
                text +=
                    "- \(condition.isMet ? "met" : "**not met**"): \(condition.demand); found \(condition.found)\n"
            }
            text += "\n"
        }
        return text
    }
}
