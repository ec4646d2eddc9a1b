import Learning
import Linear

/// What came of judging: scores, references, the task's figures, and a market's gains, step by step too.
struct Findings {
    /// One a group.
    var groups: [SeedResult.GroupScore] = []
    /// Scores to compare with.
    var references: [(name: String, value: Double)] = []
    /// The task's own figures.
    var figures: [(name: String, value: Double)] = []
    /// Of a market: gains step by step, by name.
    var series: [(name: String, values: [Double])] = []
    /// The same in figures.
    var gains: [SeedResult.Gains] = []

    mutating func add(_ name: String, _ trace: Evaluation.Trace, held: [Double]? = nil) {
        series.append((name, trace.gains))
        gains.append(SeedResult.Gains(name, trace.gains, held: held, hasInterval: name == "test"))
    }

    func score(_ name: String) -> SeedResult.Score? { gains.first { $0.name == name }?.score }
}

/// Judges policies on a task.
struct Examiner<Task: TrainingTask> {
    /// The task.
    let task: Task
    /// Episodes of each evaluation.
    let episodes: Int
    /// Seed of the episodes, which no training uses.
    let seed: UInt64

    /// Judges on a task.
    init(_ task: Task, episodes: Int, seed: UInt64) {
        self.task = task
        self.episodes = episodes
        self.seed = seed
    }

    /// Judges policies, one a group.
    func judge(_ policies: [PolicyNetwork<Float>]) throws -> Findings {
        var findings = Findings()
        findings.references = try task.references().map { ($0.name, $0.score) }
        if task.isMarket {
            try judgeMarket(policies, &findings)
        } else {
            try judgeEpisodes(policies, &findings)
        }
        findings.figures = task.figures(findings.groups[0].greedy.mean, policies).filter { $0.value.isFinite }
        return findings
    }

    private func judgeEpisodes(_ policies: [PolicyNetwork<Float>], _ findings: inout Findings) throws {
        let world = try task.world(.honest, copies: min(episodes, 16))
        func scores(_ choice: Evaluation.Choice) throws -> [SeedResult.Score] {
            try Evaluation.returns(policies, in: world, choice, episodes: episodes, seed: seed).map {
                SeedResult.Score($0)
            }
        }
        let (greedy, drawn, random) = (try scores(.greedy), try scores(.drawn), try scores(.random))
        for (index, group) in world.form.groups.enumerated() {
            findings.groups.append(
                .init(
                    name: group.name, greedy: greedy[index], drawn: drawn[index], random: random[index]))
        }
    }

    /// The policy as it would trade, with other costs and delays, where it learnt, and beside it what knows nothing.
    private func judgeMarket(_ policies: [PolicyNetwork<Float>], _ findings: inout Findings) throws {
        let world = try task.world(.honest, copies: 1)
        let test = try Evaluation.trace(policies, in: world, seed: seed)
        let held = test.actions.map { task.holdings[Int($0)] }
        findings.add("test", test, held: held)
        findings.series.append(("held", held))
        let chosen = try task.parts().contains { $0.name == "validation" && $0.rows.count > 1 }
        for (name, examination) in Examination.others + (chosen ? [("validation", .validation)] : []) {
            let other = try task.world(examination, copies: 1)
            findings.add(name, try Evaluation.trace(policies, in: other, seed: seed))
        }
        for choice in [Evaluation.Choice.drawn, .random] {
            findings.add(choice.rawValue, try Evaluation.trace(policies, in: world, choice, seed: seed))
        }
        for rule in try task.rules() {
            let trace = try Evaluation.trace(in: world, seed: seed) { _, seen in rule.decide(seen) }
            findings.add("rule_\(rule.name)", trace)
            findings.references.append((rule.name, findings.score("rule_\(rule.name)")?.mean ?? 0))
        }
        try addControls(test.actions, world, &findings)
        guard let greedy = findings.score("test"), let drawn = findings.score("drawn"),
            let random = findings.score("random")
        else { return }
        findings.groups = [
            .init(name: world.form.groups[0].name, greedy: greedy, drawn: drawn, random: random)
        ]
    }

    /// The policy's own decisions at other times: as many, as large, as dear, and without knowledge.
    private func addControls(
        _ actions: [Int32], _ world: Task.World, _ findings: inout Findings
    ) throws {
        var random = RandomStream(seed: seed, stream: 4_000_037)
        for number in 1...SeedResult.controls {
            let shift = actions.count / 10 + random.below(max(1, actions.count * 8 / 10))
            let trace = try Evaluation.trace(in: world, seed: seed) { step, _ in
                actions[(step + shift) % actions.count]
            }
            findings.add("control_\(number)", trace)
        }
    }
}

extension SeedResult {
    /// Controls of each training of a market.
    static let controls = 4

    /// Takes what came of judging.
    mutating func take(_ findings: Findings, bounds: [String]) {
        groups = findings.groups
        references = findings.references
        figures = findings.figures
        gains = findings.gains
        self.bounds = bounds
    }
}
