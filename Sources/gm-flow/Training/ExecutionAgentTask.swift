import Learning
import Linear
import OperatorKit
import TradingTasks
import Training

/// The agent that says how much of each slice to trade, on a pipeline's own algorithm and venue.
struct ExecutionAgentTask: TrainingTask {
    static let name = "execution_agent"
    static let summary =
        "say how much of each slice of an order to trade: a pipeline's own algorithm and venue"

    private let market: ExecutionMarket

    init(_ form: FormSection) { market = ExecutionMarket(form) }

    /// A small network without a discount: an order ends.
    var defaults: TrainingDefaults {
        var defaults = TrainingDefaults()
        defaults.settings.steps = 64
        defaults.settings.learningRate = 5e-4
        defaults.settings.anneals = true
        defaults.settings.discount = 1
        defaults.steps = 200_000
        return defaults
    }

    var groups: [String] { ["execution"] }

    func world(copies: Int) throws(EnvironmentFault) -> ExecutionEnvironment {
        try market.environment(.train, plays: false, copies: copies)
    }

    /// The test's orders, one after the other.
    func world(_ examination: Examination, copies: Int) throws(EnvironmentFault) -> ExecutionEnvironment {
        try market.environment(examination == .sample ? .train : .test, plays: true, copies: 1)
    }

    /// What the schedules give that know nothing of the market, and the pipeline's own without an agent.
    func references() throws(EnvironmentFault) -> [(name: String, score: Double)] {
        try market.baselines().map { ($0.name, $0.returns.reduce(0, +) / Double($0.returns.count)) }
    }

    /// Order by order against each of them: the mean advantage, and its t.
    func figures(_ score: Double, _ policies: [PolicyNetwork<Float>]) -> [(name: String, value: Double)] {
        guard let world = try? market.environment(.test, plays: true, copies: 1),
            let own = try? market.returns(world, greedy: policies[0]), let known = try? market.baselines()
        else { return [] }
        return known.flatMap { baseline -> [(name: String, value: Double)] in
            let pair = PairedScore(own, baseline.returns)
            return [("above_\(baseline.name)", pair.mean), ("t_above_\(baseline.name)", pair.t)]
        }
    }

    func parts() throws(EnvironmentFault) -> [SeedResult.TapePart] { try market.parts() }

    var assumptions: [(name: String, value: String)] { market.assumptions }

    var dataHash: String? { try? market.hash() }

    func model(group: Int) throws(EnvironmentFault) -> ModelTerms {
        ModelTerms(
            schema: schemaHash(ExecutionView.schemaTexts), actions: ExecutionView.multiples,
            notes: [("pipeline", market.path)])
    }
}

/// Two policies on the same orders or rows.
struct PairedScore {
    /// Mean of the first less the second.
    let mean: Double
    /// Mean over its standard error; 0 where nothing varies.
    let t: Double

    init(_ first: [Double], _ second: [Double]) {
        let differences = zip(first, second).map { $0 - $1 }
        let count = Double(max(1, differences.count))
        let mean = differences.reduce(0, +) / count
        let square = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let error = (square / max(1, count - 1) / count).squareRoot()
        self.mean = mean
        t = error > 0 ? mean / error : 0
    }
}
