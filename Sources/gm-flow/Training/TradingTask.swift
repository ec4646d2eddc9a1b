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

    private let market: TradingMarket

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

    var groups: [String] { [market.names.agent] }
    var isMarket: Bool { true }

    func world(copies: Int) throws(EnvironmentFault) -> TradingEnvironment {
        try market.environment(.train, plays: false, copies: copies)
    }

    func world(_ examination: Examination, copies: Int) throws(EnvironmentFault) -> TradingEnvironment {
        switch examination {
        case .sample: try market.environment(.train, plays: true, copies: 1)
        case .test(let costs, let delay):
            try market.environment(.test, plays: true, copies: 1, costs: costs, delay: delay)
        }
    }

    /// Gains a row out of the sample, after costs: doing nothing, buying and holding, following the last day's move.
    func references() throws(EnvironmentFault) -> [(name: String, score: Double)] {
        let world = try world(.honest, copies: 1)
        let column =
            world.tape.columns.firstIndex(of: "return_48")
            ?? world.tape.columns.firstIndex(of: "stats@fast.momentum_5")
        var references = [
            (name: "hold_nothing", score: 0.0),
            ("buy_and_hold", try market.gain(world) { _ in 2 }),
        ]
        if let column {
            let newest = world.form.groups[0].observationSize - world.tape.columns.count + column
            references.append(
                ("follow_momentum", try market.gain(world) { $0[newest] > 0 ? 2 : $0[newest] < 0 ? 0 : 1 }))
        }
        return references
    }

    /// The same on the rows between, and what the policy does all day.
    func figures(_ score: Double, _ policies: [PolicyNetwork<Float>]) -> [(name: String, value: Double)] {
        guard let validation = try? market.environment(.validation, plays: true, copies: 1),
            let test = try? world(.honest, copies: 1),
            let before = try? market.summary(validation, policies[0]),
            let after = try? market.summary(test, policies[0])
        else { return [] }
        return [
            ("validation_gain", before.gain), ("test_contracts_a_row", after.traded),
            ("test_costs_a_row", after.costs), ("test_share_long", after.long),
            ("test_share_short", after.short), ("unit_of_gain", test.unit),
        ]
    }

    var dataHash: String? { try? market.hash() }

    func model(group: Int) throws(EnvironmentFault) -> ModelTerms { try market.modelTerms() }
}
