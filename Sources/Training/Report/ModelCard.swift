import Learning
import RunReport

/// What a trained policy is worth and how one knows, as Markdown; made of the records and never written by hand.
public struct ModelCard {
    private let plan: TrainingPlan
    private let summary: RunSummary
    private let trials: Int
    private let controls: Int
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
        let known = try registry.records().trials
        trials = known.count { $0.task == task }
        controls = known.count { $0.task == task + " (noise)" }
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
        text += facts + assumptions + scores
        text += MarketTables(summary).all.map(\.markdown).joined()
        return text + promotion + doubts
    }

    private var facts: String {
        let result = summary.results.first
        var rows: [(String, String)] = [
            ("task", "`\(plan.taskName)`"), ("plan", "`\(plan.hash)`"),
            ("data", result?.data.map { "`\($0)`" } ?? "drawn by the task, nothing recorded"),
            ("steps", NumberText.grouped(plan.settings.totalSteps)), ("copies", "\(plan.copies)"),
            ("judged", judged), ("trainings of this task so far, of all plans and seeds", "\(trials)"),
            ("controls trained on noise, beside them", "\(controls)"),
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

    private var judged: String {
        guard let walk = plan.walkForward else { return "on one split" }
        return "by walk-forward, \(walk.anchored ? "anchored" : "rolling"): train \(walk.train), validation "
            + "\(walk.validation), test \(walk.test), roll \(walk.roll), purge \(walk.purge), embargo "
            + (walk.embargo.map { "\($0)" } ?? "the task's")
            + ", held out \(walk.holdout) rows; the model is the "
            + "newest window's"
    }

    private var assumptions: String {
        var table = FigureTable("Assumed", ["of", ""])
        for item in summary.results.first?.assumptions ?? [] { table.add([item.name, item.value]) }
        return table.markdown
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
        return text + "\n" + figures(known).markdown
    }

    /// The task's own figures, a column a seed.
    private func figures(_ known: SeedResult) -> FigureTable {
        let judged = summary.results.filter { !$0.figures.isEmpty }
        var table = FigureTable("Figures of the task", ["figure"] + judged.map { "seed \($0.seed)" })
        for figure in known.figures {
            table.add([figure.name] + judged.map { number($0.figure(figure.name)) })
        }
        return table
    }

    private var promotion: String {
        var text = "## Promotion\n\n"
        for (seed, gate) in gates {
            text += "Seed \(seed): \(gate.isPassed ? "passes" : "refused").\n\n"
            for condition in gate.conditions {
                text +=
                    "- \(condition.isMet ? "met" : "**not met**"): \(condition.demand); found \(condition.found)\n"
            }
            if let among = gate.overfitAmongTrials {
                text +=
                    "- for the record: among the trials alone it is \(number(among)); equally good ones give 0.5\n"
            }
            text += "\n"
        }
        return text
    }

    /// What one would look at to refute it.
    private var doubts: String {
        var lines = [
            "another seed of this plan that scores no more than the baselines",
            "the same plan on another stretch of data, or on a market like it, that scores no more than the baselines",
        ]
        if summary.results.contains(where: { !$0.gains.isEmpty }) {
            lines += [
                "a control on shuffled features with t > 2 out of the sample: then something knows the future"
                    + (summary.noise.isEmpty ? " (none was trained: `noise_seeds: 1..2`)" : ""),
                "costs or an impact above what it survives, in the table of costs",
                "a gain that is gone when everything is seen a bar late",
                "fills on paper that are worse than the venue's here",
            ]
        }
        return "## What would show that it is wrong\n\n" + lines.map { "- \($0)\n" }.joined()
    }
}
