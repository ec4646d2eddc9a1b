/// Arms of which one pays best: arm k pays k·`gap` and noise of deviation 1, and an episode is one pull.
public struct Bandit: Environment {
    /// Its sizes; what is seen is always 1.
    public let form: EnvironmentForm
    /// What an arm pays more than the one before it.
    public let gap: Double
    private let isNoisy: Bool
    private var draws: [RandomStream]

    /// Makes `copies` of `arms` arms; without noise an episode's return is the arm's mean.
    public init(copies: Int, arms: Int = 10, gap: Double = 0.1, isNoisy: Bool = true) {
        form = EnvironmentForm(
            name: "bandit", copies: copies,
            groups: [GroupForm(observationSize: 1, stateSize: 1, actions: arms)])
        self.gap = gap
        self.isNoisy = isNoisy
        draws = (0..<copies).map { _ in RandomStream(seed: 0) }
    }

    /// Begins the noise anew.
    public mutating func reset(seed: UInt64) {
        for index in draws.indices { draws[index] = RandomStream(seed: seed, stream: UInt64(index) + 1) }
    }

    /// Writes ones.
    public func observe(_ observations: inout ActorObservations, _ states: inout CriticStates) {
        for index in draws.indices {
            observations[0][index] = 1
            states[0][index] = 1
        }
    }

    /// One pull a copy.
    public mutating func step(_ actions: [[Int32]], _ outcome: inout StepOutcome) {
        for index in draws.indices {
            let noise = isNoisy ? draws[index].normal() : 0
            outcome.rewards[0][index] = Float(gap * Double(actions[0][index]) + noise)
            outcome.terminated[index] = true
        }
    }

    /// The streams of the noise.
    public func saved() -> EnvironmentState? {
        var state = EnvironmentState()
        for draw in draws { state.add(draw) }
        return state
    }

    /// Goes on from there.
    public mutating func restore(_ state: EnvironmentState) throws(EnvironmentFault) {
        var state = state
        for index in draws.indices { draws[index] = try state.stream() }
        try state.finish()
    }
}
