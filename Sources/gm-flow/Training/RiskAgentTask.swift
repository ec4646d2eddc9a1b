import Learning
import Linear
import OperatorKit
import TradingTasks
import Training

/// The agent that shrinks what others want, before a pipeline's own gate and venue.
struct RiskAgentTask: TrainingTask {
    static let name = "risk_agent"
    static let summary = "say what is left of another agent's targets: a pipeline's own risk gate and venue"

    private let market: RiskMarket

    init(_ form: FormSection) { market = RiskMarket(form) }

    /// A small network.
    var defaults: TrainingDefaults {
        var defaults = TrainingDefaults()
        defaults.settings.steps = 64
        defaults.settings.learningRate = 5e-4
        defaults.settings.anneals = true
        defaults.settings.discount = 0.9
        defaults.steps = 200_000
        return defaults
    }

    var groups: [String] { ["risk"] }

    func world(copies: Int) throws(EnvironmentFault) -> RiskEnvironment {
        try market.environment(.train, plays: false, copies: copies)
    }

    /// The test from its first signal to its last.
    func world(_ examination: Examination, copies: Int) throws(EnvironmentFault) -> RiskEnvironment {
        try market.environment(examination == .sample ? .train : .test, plays: true, copies: 1)
    }

    /// Sums over the test of what rules give, whose limits were chosen on the rows learnt from.
    func references() throws(EnvironmentFault) -> [(name: String, score: Double)] {
        try market.baselines().map { ($0.name, $0.play.gains.reduce(0, +)) }
    }

    /// Signal by signal against each of them, and what the policy does.
    func figures(_ score: Double, _ policies: [PolicyNetwork<Float>]) -> [(name: String, value: Double)] {
        guard let own = try? market.play(.test, policies[0]), let known = try? market.baselines() else {
            return []
        }
        var figures: [(name: String, value: Double)] = known.flatMap { baseline in
            let pair = PairedScore(own.gains, baseline.play.gains)
            return [
                ("above_\(baseline.name)_a_signal", pair.mean), ("t_above_\(baseline.name)", pair.t),
            ]
        }
        let count = Double(max(1, own.actions.count))
        for (index, name) in RiskEnvironment.actions.enumerated() {
            let share = Double(own.actions.count { $0 == Int32(index) }) / count
            figures.append(("share_of_\(name.split(separator: " ").prefix(2).joined(separator: "_"))", share))
        }
        return figures
    }

    func parts() throws(EnvironmentFault) -> [SeedResult.TapePart] { try market.parts() }

    var assumptions: [(name: String, value: String)] { market.assumptions }

    var dataHash: String? { try? market.hash() }

    func model(group: Int) throws(EnvironmentFault) -> ModelTerms {
        ModelTerms(
            schema: schemaHash(RiskView.schemaTexts), actions: RiskEnvironment.actions,
            notes: [("pipeline", market.path)])
    }
}
