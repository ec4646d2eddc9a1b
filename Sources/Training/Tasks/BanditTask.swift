public import Learning
public import Linear

/// Ten arms.
public struct BanditTask: TrainingTask {
    /// As in training files.
    public static let name = "bandit"
    /// In a line.
    public static let summary = "ten arms of which one pays best"

    private let arms: Int

    /// Reads `arms`.
    public init(_ form: FormSection) { arms = form.integer("arms", in: 2...1000) ?? 10 }

    /// A small network without layer normalisation: of one number it leaves nothing.
    public var defaults: TrainingDefaults { .ofOneStep(steps: 20_000) }
    /// Copies of it.
    public func world(copies: Int) -> Bandit { Bandit(copies: copies, arms: arms) }
    /// The same without noise.
    public func world(_ examination: Examination, copies: Int) -> Bandit {
        Bandit(copies: copies, arms: arms, isNoisy: false)
    }
    /// The best arm.
    public func references() -> [(name: String, score: Double)] { [("best", 0.1 * Double(arms - 1))] }
    /// How probable the best arm is.
    public func figures(_ score: Double, _ policies: [PolicyNetwork<Float>]) -> [(
        name: String, value: Double
    )] {
        var policy = policies[0]
        var choice = Categorical<Float>(count: arms)
        policy.forward([1], Passage(rows: 1))
        choice.set(policy.output, at: 0)
        return [("probability_of_best", Double(choice.probabilities[arms - 1]))]
    }
}

/// Two agents and a matrix.
public struct MatrixGameTask: TrainingTask {
    /// As in training files.
    public static let name = "matrix_game"
    /// In a line.
    public static let summary = "two agents choose once: coordination, climbing, penalty"

    private let game: MatrixGame.Game

    /// Reads `game`.
    public init(_ form: FormSection) {
        let word = form.word("game", among: MatrixGame.Game.allCases.map(\.rawValue))
        game = word.flatMap(MatrixGame.Game.init) ?? .coordination
    }

    /// As for the bandit.
    public var defaults: TrainingDefaults { .ofOneStep(steps: 150 * 256) }
    /// One for each side.
    public var groups: [String] { ["row", "column"] }
    /// Copies of it.
    public func world(copies: Int) -> MatrixGame { MatrixGame(copies: copies, game) }
    /// The best pair, which a gradient from the middle need not find.
    public func references() -> [(name: String, score: Double)] {
        [("best", Double(game.payoffs.flatMap { $0 }.max() ?? 0))]
    }
}

extension TrainingDefaults {
    /// For episodes of one step in which nothing is seen.
    static func ofOneStep(steps: Int) -> TrainingDefaults {
        var defaults = TrainingDefaults()
        defaults.settings.steps = 8
        defaults.settings.hidden = [16]
        defaults.settings.layerNorm = false
        defaults.settings.learningRate = 3e-3
        defaults.settings.entropy = 0.01
        defaults.steps = steps
        return defaults
    }
}
