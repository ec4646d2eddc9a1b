/// Two agents choose once, and both are paid what a matrix says for the pair.
public struct MatrixGame: Environment {
    /// Games of the literature, each of one payoff for both.
    public enum Game: String, Sendable, CaseIterable {
        /// 2 for both on the first action, 1 on the second, else 0.
        case coordination
        /// The climbing game (Claus, Boutilier 1998): 11 is the best, and missing it costs 30.
        case climbing
        /// The penalty game with −100: two equilibria of 10, and a safe one of 2.
        case penalty

        /// The payoffs, row by row.
        public var payoffs: [[Float]] {
            switch self {
            case .coordination: [[2, 0], [0, 1]]
            case .climbing: [[11, -30, 0], [-30, 7, 6], [0, 0, 5]]
            case .penalty: [[10, 0, -100], [0, 2, 0], [-100, 0, 10]]
            }
        }
    }

    /// Its sizes: a group for each of the two; what is seen is always 1.
    public let form: EnvironmentForm
    /// Which game.
    public let game: Game
    private let payoffs: [[Float]]

    /// Makes `copies` of a game.
    public init(copies: Int, _ game: Game) {
        payoffs = game.payoffs
        self.game = game
        let sides = ["row", "column"].map {
            GroupForm(name: $0, observationSize: 1, stateSize: 1, actions: game.payoffs.count)
        }
        form = EnvironmentForm(name: game.rawValue, copies: copies, groups: sides)
    }

    /// Nothing is drawn.
    public mutating func reset(seed: UInt64) {}

    /// Writes ones.
    public func observe(_ observations: inout ActorObservations, _ states: inout CriticStates) {
        for group in 0..<2 {
            for index in 0..<form.copies {
                observations[group][index] = 1
                states[group][index] = 1
            }
        }
    }

    /// One game a copy.
    public mutating func step(_ actions: [[Int32]], _ outcome: inout StepOutcome) {
        for index in 0..<form.copies {
            let payoff = payoffs[Int(actions[0][index])][Int(actions[1][index])]
            for group in 0..<2 { outcome.rewards[group][index] = payoff }
            outcome.terminated[index] = true
        }
    }

    /// There is none to tell.
    public func saved() -> EnvironmentState? { EnvironmentState() }

    /// Goes on.
    public mutating func restore(_ state: EnvironmentState) throws(EnvironmentFault) { try state.finish() }
}
