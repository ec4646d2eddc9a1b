/// Generalised advantage estimation (Schulman 2016), with termination and time limits told apart.
public enum Advantages {
    /// One series of steps, all in raw units.
    public struct Series: Sendable {
        /// Reward of each step.
        public var rewards: [Double]
        /// Value of the state before each step.
        public var values: [Double]
        /// Value of the state after each step: at a time limit, that of the last state and not of the next episode.
        public var nextValues: [Double]
        /// Whether the step ended the episode for good: nothing follows.
        public var terminated: [Bool]
        /// Whether a time limit cut the episode: the value of the last state stands for the rest.
        public var truncated: [Bool]

        /// Makes a series.
        public init(
            rewards: [Double], values: [Double], nextValues: [Double], terminated: [Bool], truncated: [Bool]
        ) {
            self.rewards = rewards
            self.values = values
            self.nextValues = nextValues
            self.terminated = terminated
            self.truncated = truncated
        }
    }

    /// A_t = δ_t + γλ·A_{t+1} within an episode, δ_t = r_t + γ·V_{t+1} − V_t with V_{t+1} = 0 after termination.
    public static func of(_ series: Series, discount: Double, trace: Double) -> [Double] {
        var advantages = [Double](repeating: 0, count: series.rewards.count)
        var next = 0.0
        for t in series.rewards.indices.reversed() {
            let goesOn = !series.terminated[t]
            let delta = series.rewards[t] + (goesOn ? discount * series.nextValues[t] : 0) - series.values[t]
            next = delta + (goesOn && !series.truncated[t] ? discount * trace * next : 0)
            advantages[t] = next
        }
        return advantages
    }
}
