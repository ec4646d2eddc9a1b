import Learning

/// What the three share.
struct SignalMarket: Sendable {
    var problem = PlantedSignal.Problem()
    var window: TapeWindow?
    static let nothing = TradingRule("hold_nothing") { _ in 1 }

    /// - Parameter beta: nil if there is no signal to be asked for.
    init(_ form: FormSection, beta: Double?, cost: Double, bars: Int, leaks: Bool = false) {
        problem.beta = beta == nil ? 0 : form.number("beta", in: -10...10) ?? beta ?? 0
        problem.cost = leaks ? cost : form.number("cost", in: 0...10) ?? cost
        problem.bars = form.integer("bars", in: 256...10_000_000) ?? bars
        problem.tape = UInt64(form.integer("tape", in: 0...1_000_000) ?? 1)
        problem.leaks = leaks
    }

    static func defaults(steps: Int) -> TrainingDefaults {
        var defaults = TrainingDefaults()
        defaults.settings.steps = 128
        defaults.settings.learningRate = 3e-4
        defaults.settings.anneals = true
        defaults.settings.discount = 0.9
        defaults.steps = steps
        return defaults
    }

    func world(copies: Int) -> PlantedSignal {
        var problem = problem
        problem.window = window?.train
        return PlantedSignal(copies: copies, problem: problem)
    }

    func world(_ examination: Examination) -> PlantedSignal {
        var problem = problem
        problem.window = window?.train
        switch examination {
        case .sample: break
        case .validation: problem.window = window?.validation
        case .test(let costs, let delay):
            problem.window = window?.test
            if window == nil {
                // Bars that no training has seen.
                problem.tape += 1_000_003
                problem.bars = max(problem.bars, 20_000)
            }
            problem.cost *= costs
            problem.delay = delay
        }
        return PlantedSignal(copies: 1, problem: problem, plays: true)
    }

    /// What the bars are drawn by.
    var name: String {
        "drawn: tape \(problem.tape), \(problem.bars) bars, beta \(problem.beta)"
            + (problem.leaks ? ", leaks" : "")
    }
    var tape: TrainingTape { TrainingTape(rows: 0..<problem.bars) }
    var parts: [SeedResult.TapePart] {
        guard let window else { return [] }
        let parts = [("train", window.train), ("validation", window.validation), ("test", window.test)]
        return parts.filter { !$0.1.isEmpty }.map { SeedResult.TapePart(name: $0.0, rows: $0.1) }
    }
    var assumptions: [(name: String, value: String)] {
        [("cost of a unit of change", "\(problem.cost)"), ("filled", "at once, without impact")]
    }
}
