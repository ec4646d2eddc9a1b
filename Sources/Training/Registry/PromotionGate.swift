import Learning
import RunReport
import Statistics

/// What a policy must show before it may trade on paper; each condition with what was found.
///
/// All of it is judged on gains that the training did not see, after costs.
public struct PromotionGate: Sendable {
    /// A condition.
    public struct Condition: Sendable {
        /// What is asked, as `t of the test > 2`.
        public var demand: String
        /// What was found.
        public var found: String
        /// Whether that is enough.
        public var isMet: Bool
    }

    /// Windows of walk-forward that recorded data must be judged on, at least.
    public static let leastWindows = 3

    /// All conditions, in order.
    public private(set) var conditions: [Condition] = []
    /// Trainings of the task in the registry.
    public let trials: Int
    /// Probability of overfitting among the trials alone, for the record; nil for fewer than two.
    public private(set) var overfitAmongTrials: Double?
    /// Whether it may trade on paper.
    public var isPassed: Bool { !conditions.isEmpty && conditions.allSatisfy(\.isMet) }
    /// What is missing.
    public var reasons: [String] {
        conditions.filter { !$0.isMet }.map { "\($0.demand), and it is \($0.found)" }
    }

    /// Judges a training by what the registry knows of its task.
    public init(_ result: SeedResult, _ registry: TrainingRegistry) throws(TrainingError) {
        let records = try registry.records()
        let task = TrainingRegistry.task(of: result)
        trials = records.trials.count { $0.task == task }
        judgeRecord(result, records)
        add("learnt from what it is to trade on", result.isNoise ? "noise" : "it did", !result.isNoise)
        guard let test = result.gains("test") else {
            add("gains out of the sample", "none: the task is no market", false)
            return
        }
        // Only what was judged on the same rows can be compared, and of a joined record only others.
        let alike = (result.windows.isEmpty ? records.trials : records.joined).filter {
            $0.task == task && $0.tape == result.tape
        }
        judge(test, alike.compactMap(\.sharpe))
        judgeWindows(result, test)
        judge(result)
        judge(TrialGains(alike, tape: result.tape))
    }

    /// That it is what it says: finished, and entered before it began.
    private mutating func judgeRecord(_ result: SeedResult, _ records: TrainingRegistry.Records) {
        let named = result.windows.isEmpty ? [result.trial] : result.windows.map(\.trial)
        let finished = records.trials.filter { $0.outcome == SeedResult.Outcome.finished.rawValue }
        let missing = named.filter { name in !finished.contains { $0.trial == name } }
        let isThere = missing.isEmpty && result.outcome == .finished
        add(
            named.count == 1
                ? "the training finished and is in the registry"
                : "the trainings of all \(named.count) windows finished and are in the registry",
            isThere
                ? "finished, in it"
                : result.outcome != .finished
                    ? result.outcome.rawValue : "\(missing.count) of \(named.count) not in it", isThere)
    }

    private mutating func judge(_ test: SeedResult.Gains, _ sharpes: [Double]) {
        add("t of the test > 2", Self.text(test.t), test.t > 2)
        var spread = Moments()
        for sharpe in sharpes { spread.add(sharpe) }
        let estimate = SharpeEstimate(
            sharpe: test.sharpe, count: test.score.count, skewness: test.skewness, kurtosis: test.kurtosis)
        // Seeds of one plan resemble each other; their spread is no less than that of chance.
        let chance = 1 / Double(max(2, test.score.count) - 1).squareRoot()
        let deflated = estimate.deflated(
            trials: max(1, trials), deviation: max(chance, spread.deviation ?? 0))
        add(
            "deflated Sharpe > 0.95 with \(trials) trials", deflated.map(Self.text) ?? "not known",
            (deflated ?? 0) > 0.95)
    }

    private mutating func judgeWindows(_ result: SeedResult, _ test: SeedResult.Gains) {
        let share = "\(Int((100 * test.windows).rounded())) %"
        if result.windows.isEmpty {
            add("a gain in 60 % of ten equal parts of the test", share, test.windows >= 0.6)
        } else {
            add("a gain in 60 % of \(result.windows.count) windows", share, test.windows >= 0.6)
        }
        // Dates are of recorded data, of which there is one tape and no second one to be drawn.
        guard result.parts.contains(where: { $0.times != nil }) else { return }
        add(
            "judged by walk-forward on at least \(Self.leastWindows) windows",
            result.windows.isEmpty ? "one split" : "\(result.windows.count)",
            result.windows.count >= Self.leastWindows)
    }

    private mutating func judge(_ result: SeedResult) {
        let mean = result.score ?? 0
        for (name, words) in [("test_costs_2", "twice the costs"), ("test_late_1", "a bar's delay")] {
            let found = result.gains(name)?.score.mean
            add("a gain with \(words)", found.map(Self.text) ?? "not known", (found ?? 0) > 0)
        }
        for reference in result.references where !result.bounds.contains(reference.name) {
            add(
                "more than `\(reference.name)`, \(Self.text(reference.value)) a step", Self.text(mean),
                mean > reference.value)
        }
        if let random = result.groups.first?.random.mean {
            add("more than at random, \(Self.text(random)) a step", Self.text(mean), mean > random)
        }
    }

    private mutating func judge(_ gains: TrialGains) {
        let overfit = gains.probability(of: gains.trials + gains.controls)
        overfitAmongTrials = gains.probability(of: gains.trials)
        add(
            "probability of overfitting < 0.2, among \(gains.trials.count) trials and "
                + "\(gains.controls.count) controls", overfit.map(Self.text) ?? "not known",
            (overfit ?? 1) < 0.2)
    }

    private mutating func add(_ demand: String, _ found: String, _ isMet: Bool) {
        conditions.append(Condition(demand: demand, found: found, isMet: isMet))
    }

    private static func text(_ value: Double) -> String { NumberText.fixed(value, decimals: 4) }

    /// Writes the verdict into the registry.
    public func record(_ result: SeedResult, _ registry: TrainingRegistry) throws(TrainingError) {
        try told { try registry.add(.judged(result.trial, isPassed: isPassed, reasons: reasons)) }
    }
}
