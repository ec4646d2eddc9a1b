import Catalogue
import Learning
import Linear
import PipelineFormat
import Synchronization
import TradingTasks
import Training

/// A pipeline's own market as a task: an agent of it learns on the rows before a date and is judged on later ones.
struct TradingTask: TrainingTask {
    static let name = "trading"
    static let summary = "trade what a pipeline sees: its own features, its own venue; judged on later rows"

    private var market: TradingMarket

    init(_ form: FormSection) { market = TradingMarket(form) }

    /// A network as agent.strategic's, a short horizon and little aversion to risk.
    var defaults: TrainingDefaults {
        var defaults = TrainingDefaults()
        defaults.settings.hidden = [512, 256, 128]
        defaults.settings.activation = .relu
        defaults.settings.layerNorm = false
        defaults.settings.learningRate = 3e-4
        defaults.settings.anneals = true
        defaults.settings.discount = 0.9
        defaults.steps = 300_000
        return defaults
    }

    var groups: [String] { [market.agent] }
    var isMarket: Bool { true }

    func world(copies: Int) throws(EnvironmentFault) -> TradingEnvironment {
        try market.environment(.train, plays: false, copies: copies)
    }

    func world(_ examination: Examination, copies: Int) throws(EnvironmentFault) -> TradingEnvironment {
        switch examination {
        case .validation: try market.environment(.validation, plays: true, copies: 1)
        case .sample: try market.environment(.train, plays: true, copies: 1)
        case .test(let costs, let delay):
            try market.environment(.test, plays: true, copies: 1, costs: costs, delay: delay)
        }
    }

    /// Doing nothing, buying and holding, and following a column at once: the last day's move, unless it is said.
    func rules() throws(EnvironmentFault) -> [TradingRule] {
        try [TradingRule("hold_nothing") { _ in 1 }, TradingRule("buy_and_hold") { _ in 2 }]
            + market.followed().map { column, place in
                TradingRule("follow_\(column)") { $0[place] > 0 ? 2 : $0[place] < 0 ? 0 : 1 }
            }
    }

    var hasTape: Bool { true }

    func tape() throws(EnvironmentFault) -> TrainingTape? { try market.rows() }

    func within(_ window: TapeWindow) -> TradingTask {
        var task = self
        task.market.window = window
        return task
    }

    func noisy() -> TradingTask? {
        var task = self
        task.market.isNoise = true
        return task
    }

    func parts() throws(EnvironmentFault) -> [SeedResult.TapePart] { try market.parts() }

    var assumptions: [(name: String, value: String)] { market.assumptions }

    /// What was traded and paid in the test, in contracts and money.
    func figures(_ score: Double, _ policies: [PolicyNetwork<Float>]) -> [(name: String, value: Double)] {
        guard let test = try? world(.honest, copies: 1),
            let paid = try? market.paid(test, policies[0])
        else { return [] }
        return [
            ("contracts_a_row", paid.traded), ("costs_a_row", paid.costs), ("unit_of_gain", test.unit),
        ]
    }

    var dataHash: String? { try? market.hash() }

    func model(group: Int) throws(EnvironmentFault) -> ModelTerms { try market.modelTerms() }
}
