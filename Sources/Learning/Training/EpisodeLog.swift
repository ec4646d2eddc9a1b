/// Returns of finished episodes: the mean over a copy's agents of the sum of their rewards.
public struct EpisodeLog: Sendable {
    /// Returns in the order in which the episodes ended, the last hundred.
    public private(set) var recent: [Double] = []
    /// Episodes that ended.
    public private(set) var count = 0
    private var sums: [Double]

    init(copies: Int) { sums = [Double](repeating: 0, count: copies) }

    /// Mean of the last hundred returns, or of as many as there are; nil before the first.
    public var mean: Double? { recent.isEmpty ? nil : recent.reduce(0, +) / Double(recent.count) }

    mutating func add(_ copy: Int, _ outcome: StepOutcome, _ form: EnvironmentForm) {
        var sum = 0.0
        for agent in 0..<form.agents { sum += Double(outcome.rewards[copy * form.agents + agent]) }
        sums[copy] += sum / Double(form.agents)
        guard outcome.terminated[copy] || outcome.truncated[copy] else { return }
        recent.append(sums[copy])
        if recent.count > 100 { recent.removeFirst() }
        count += 1
        sums[copy] = 0
    }
}
