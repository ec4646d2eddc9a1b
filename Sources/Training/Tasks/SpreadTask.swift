public import Learning
public import Linear

/// simple_spread of mpe2.
public struct SpreadTask: TrainingTask {
    /// As in training files.
    public static let name = "spread"
    /// In a line.
    public static let summary = "simple_spread of mpe2: N agents cover N landmarks"

    private let agents: Int

    /// Reads `agents`.
    public init(_ form: FormSection) { agents = form.integer("agents", in: 1...16) ?? 2 }

    /// MAPPO's, with a rollout of one episode.
    public var defaults: TrainingDefaults {
        var defaults = TrainingDefaults()
        defaults.settings.steps = 25
        return defaults
    }

    /// Copies of it.
    public func world(copies: Int) -> SimpleSpread { SimpleSpread(copies: copies, agents: agents) }

    /// A random policy, and one that knows who should go where (Hungarian assignment, best of five actions), as
    /// measured with mpe2 1.1.1.
    public func references() -> [(name: String, score: Double)] {
        switch agents {
        case 2: [("published_random", -21.1), ("scripted", -5.66)]
        case 3: [("published_random", -26.4), ("scripted", -7.53)]
        default: []
        }
    }

    /// The score from 0, a random policy, to 1, the scripted one.
    public func figures(_ score: Double, _ policies: [PolicyNetwork<Float>]) -> [(
        name: String, value: Double
    )] {
        let known = references()
        guard known.count == 2 else { return [] }
        return [("normalised", (score - known[0].score) / (known[1].score - known[0].score))]
    }
}
