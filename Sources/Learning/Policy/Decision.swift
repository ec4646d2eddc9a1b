/// What came of one decision, all in raw units: the term of a generalised advantage (Schulman 2016).
///
/// An agent that decides in every step has decisions of one step. One that pauses earns in between, too: its reward is
/// the discounted sum until it decides again, k steps later, and what follows counts γ^k.
struct Decision: Sendable {
    /// What follows it.
    enum End: Sendable {
        /// There was no decision: the agent paused.
        case nothing
        /// The rollout ended before the agent decided again: what the decision was worth is not known.
        case open
        /// The next decision.
        case decision
        /// Nothing: the episode is over for good.
        case terminated
        /// A time limit cut the episode: the value of the last state stands for the rest.
        case truncated
    }

    /// Discounted sum of the rewards until the end.
    var reward = 0.0
    /// Value of the state in which it was made.
    var value = 0.0
    /// Value of the state at its end; at a time limit, that of the last state and not of the next episode.
    var nextValue = 0.0
    /// γ^k.
    var discount = 1.0
    /// What follows.
    var end = End.nothing

    /// Whether something can be learnt from it.
    var isWhole: Bool { end != .nothing && end != .open }

    /// A = δ + γ^k·λ·A', δ = r + γ^k·V' − V, with V' = 0 after termination and A' = 0 after either end of an episode.
    func advantage(following: Double, trace: Double) -> Double {
        switch end {
        case .nothing, .open, .terminated: reward - value
        case .truncated: reward + discount * nextValue - value
        case .decision: reward + discount * nextValue - value + discount * trace * following
        }
    }
}
