import Learning
import Linear
import Statistics

/// What came of judging: scores, references, the task's figures, and a market's gains, step by step too.
struct Findings {
    /// One a group.
    var groups: [SeedResult.GroupScore] = []
    /// Scores to compare with.
    var references: [(name: String, value: Double)] = []
    /// The task's own figures.
    var figures: [(name: String, value: Double)] = []
    /// Of a market.
    var gains: [(series: [Double], gains: SeedResult.Gains)] = []
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
        if task.isMarket {
            try judgeMarket(policies, &findings)
        } else {
            try judgeEpisodes(policies, &findings)
        }
        findings.references = try task.references().map { ($0.name, $0.score) }
        findings.figures = task.figures(findings.groups[0].greedy.mean, policies).filter { $0.value.isFinite }
        return findings
    }

    private func judgeEpisodes(_ policies: [PolicyNetwork<Float>], _ findings: inout Findings) throws {
        let world = try task.world(.honest, copies: min(episodes, 16))
        func scores(_ choice: Evaluation.Choice) throws -> [SeedResult.Score] {
            try Evaluation.returns(policies, in: world, choice, episodes: episodes, seed: seed).map(
                Self.score)
        }
        let (greedy, drawn, random) = (try scores(.greedy), try scores(.drawn), try scores(.random))
        for (index, group) in world.form.groups.enumerated() {
            findings.groups.append(
                .init(
                    name: group.name, greedy: greedy[index], drawn: drawn[index], random: random[index]))
        }
    }

    private func judgeMarket(_ policies: [PolicyNetwork<Float>], _ findings: inout Findings) throws {
        let parts: [(String, Examination)] = [
            ("test", .honest), ("test_costs_2", .test(costs: 2, delay: 0)),
            ("test_late_1", .test(costs: 1, delay: 1)), ("in_sample", .sample),
        ]
        for (name, examination) in parts {
            let world = try task.world(examination, copies: 1)
            let series = try Evaluation.series(policies, in: world, seed: seed)
            findings.gains.append((series, Self.gains(name, series)))
        }
        let world = try task.world(.honest, copies: 1)
        // A policy that knows nothing, on the same tape: what a selection among trials is compared with.
        let control = try Evaluation.series(policies, in: world, .random, seed: seed)
        findings.gains.append((control, Self.gains("control", control)))
        for (index, group) in world.form.groups.enumerated() {
            func score(_ choice: Evaluation.Choice) throws -> SeedResult.Score {
                Self.score(try Evaluation.series(policies, in: world, choice, group: index, seed: seed))
            }
            findings.groups.append(
                .init(
                    name: group.name, greedy: try score(.greedy), drawn: try score(.drawn),
                    random: try score(.random)))
        }
    }

    static func score(_ values: [Double]) -> SeedResult.Score {
        var moments = Moments()
        for value in values { moments.add(value) }
        return .init(mean: moments.mean, deviation: moments.deviation ?? 0, count: moments.count)
    }

    static func gains(_ name: String, _ series: [Double]) -> SeedResult.Gains {
        var moments = Moments()
        for value in series { moments.add(value) }
        let windows = (0..<10).map { window in
            series[(window * series.count / 10)..<((window + 1) * series.count / 10)].reduce(0, +)
        }
        return .init(
            name: name,
            score: .init(mean: moments.mean, deviation: moments.deviation ?? 0, count: moments.count),
            skewness: moments.skewness ?? 0, kurtosis: moments.kurtosis ?? 3,
            windows: Double(windows.count { $0 > 0 }) / 10)
    }
}

extension SeedResult {
    /// Takes what came of judging.
    mutating func take(_ findings: Findings, bounds: [String]) {
        groups = findings.groups
        references = findings.references
        figures = findings.figures
        gains = findings.gains.map(\.gains)
        self.bounds = bounds
    }
}
