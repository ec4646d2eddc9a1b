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

    /// All conditions, in order.
    public private(set) var conditions: [Condition] = []
    /// Trainings of the task in the registry.
    public let trials: Int
    /// Whether it may trade on paper.
    public var isPassed: Bool { !conditions.isEmpty && conditions.allSatisfy(\.isMet) }
    /// What is missing.
    public var reasons: [String] {
        conditions.filter { !$0.isMet }.map { "\($0.demand), and it is \($0.found)" }
    }

    /// Judges a training by what the registry knows of its task.
    public init(_ result: SeedResult, _ registry: TrainingRegistry) throws(TrainingError) {
        let known = try registry.trials().trials
        let tried = known.filter { $0.task == result.task }
        trials = tried.count
        add(
            "the training finished and is in the registry",
            "\(result.outcome.rawValue), \(known.contains { $0.trial == result.trial } ? "in it" : "not in it")",
            result.outcome == .finished && known.contains { $0.trial == result.trial })
        guard let test = result.gains("test") else {
            add("gains out of the sample", "none: the task is no market", false)
            return
        }
        judge(test, tried)
        judge(result)
        let matrix = Self.matrix(tried, like: test.score.count)
        let blocks = [16, 12, 8, 6, 4].first { test.score.count >= 4 * $0 } ?? 4
        let overfit = OverfittingProbability(matrix, blocks: blocks)?.probability
        add("probability of overfitting < 0.2", overfit.map(Self.text) ?? "not known", (overfit ?? 1) < 0.2)
    }

    private mutating func judge(_ test: SeedResult.Gains, _ tried: [TrainingRegistry.Trial]) {
        add("t of the test > 2", Self.text(test.t), test.t > 2)
        var spread = Moments()
        for sharpe in tried.compactMap(\.sharpe) { spread.add(sharpe) }
        let estimate = SharpeEstimate(
            sharpe: test.sharpe, count: test.score.count, skewness: test.skewness, kurtosis: test.kurtosis)
        let deflated = estimate.deflated(
            trials: max(1, tried.count), deviation: spread.deviation.flatMap { $0 > 0 ? $0 : nil })
        add(
            "deflated Sharpe > 0.95 with \(tried.count) trials", deflated.map(Self.text) ?? "not known",
            (deflated ?? 0) > 0.95)
        add("a gain in 60 % of the windows", "\(Int((100 * test.windows).rounded())) %", test.windows >= 0.6)
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

    /// Gains in the test of all trials that are kept, and of as many policies that know nothing.
    private static func matrix(_ trials: [TrainingRegistry.Trial], like count: Int) -> [[Double]] {
        var matrix: [[Double]] = []
        for trial in trials {
            let path = "\(trial.folder)/gains.safetensors"
            guard let bytes = try? InputFile.bytes(path), let file = try? SafeTensors(bytes, path: path),
                case .double(let test)? = file["test"]?.numbers, test.count == count,
                case .double(let control)? = file["control"]?.numbers, control.count == count
            else { continue }
            matrix.append(test)
            matrix.append(control)
        }
        return matrix
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
