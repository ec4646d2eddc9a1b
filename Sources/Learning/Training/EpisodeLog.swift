/// Returns of a group's finished episodes: the mean over a copy's agents of the sum of their rewards.
public struct EpisodeLog: Sendable {
    /// Returns in the order in which the episodes ended, the last hundred.
    public internal(set) var recent: [Double] = []
    /// Episodes that ended.
    public internal(set) var count = 0
    /// Of each copy: what its episode has brought so far.
    var sums: [Double]

    init(copies: Int) { sums = [Double](repeating: 0, count: copies) }

    /// Mean of the last hundred returns, or of as many as there are; nil before the first.
    public var mean: Double? { recent.isEmpty ? nil : recent.reduce(0, +) / Double(recent.count) }

    /// Adds a step of a copy; returns the episode's return if it is over.
    @discardableResult
    mutating func add(_ copy: Int, _ rewards: [Float], agents: Int, isOver: Bool) -> Double? {
        var sum = 0.0
        for agent in 0..<agents { sum += Double(rewards[copy * agents + agent]) }
        sums[copy] += sum / Double(agents)
        guard isOver else { return nil }
        let total = sums[copy]
        recent.append(total)
        if recent.count > 100 { recent.removeFirst() }
        count += 1
        sums[copy] = 0
        return total
    }
}
