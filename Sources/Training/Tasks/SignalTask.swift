public import Learning
public import Linear

/// The planted signal, and what it becomes without one.
public struct SignalTask: TrainingTask {
    /// As in training files.
    public static let name = "signal"
    /// In a line.
    public static let summary = "returns with a signal planted among noise, traded at a cost"

    private let market: SignalMarket

    /// Reads `beta`, `cost`, `bars`, `tape`.
    public init(_ form: FormSection) { market = SignalMarket(form, beta: 0.2, cost: 0.1, bars: 20_000) }

    /// A short horizon.
    public var defaults: TrainingDefaults { SignalMarket.defaults(steps: 600_000) }
    /// It trades.
    public var isMarket: Bool { true }
    /// Copies over the tape.
    public func world(copies: Int) -> PlantedSignal { market.world(copies: copies) }
    /// The tape, or another one, from its first bar to its last.
    public func world(_ examination: Examination, copies: Int) -> PlantedSignal { market.world(examination) }
    /// The best policy that sees the signal, and following its sign.
    public func references() -> [(name: String, score: Double)] {
        let known = market.world(.honest).references()
        return [("oracle", known.oracle), ("follow_sign", known.sign), ("hold_nothing", 0)]
    }
    /// The oracle.
    public var bounds: [String] { ["oracle"] }
    /// Share of the oracle's gains, and how many times those of the sign.
    public func figures(_ score: Double, _ policies: [PolicyNetwork<Float>]) -> [(
        name: String, value: Double
    )] {
        let known = market.world(.honest).references()
        return [("share_of_oracle", score / known.oracle), ("times_sign", score / known.sign)]
    }
}

/// No signal at all.
public struct NoiseTask: TrainingTask {
    /// As in training files.
    public static let name = "noise"
    /// In a line.
    public static let summary = "returns of pure noise, traded at a cost: nothing is to be earned"

    private let market: SignalMarket

    /// Reads `cost`, `bars`, `tape`.
    public init(_ form: FormSection) { market = SignalMarket(form, beta: nil, cost: 0.1, bars: 5_000) }

    /// As for the signal.
    public var defaults: TrainingDefaults { SignalMarket.defaults(steps: 400_000) }
    /// It trades.
    public var isMarket: Bool { true }
    /// Copies over the tape.
    public func world(copies: Int) -> PlantedSignal { market.world(copies: copies) }
    /// The tape, or another one, from its first bar to its last.
    public func world(_ examination: Examination, copies: Int) -> PlantedSignal { market.world(examination) }
    /// Not to trade.
    public func references() -> [(name: String, score: Double)] { [("hold_nothing", 0)] }
}

/// The next return itself among the features.
public struct LeakTask: TrainingTask {
    /// As in training files.
    public static let name = "leak"
    /// In a line.
    public static let summary =
        "the next return leaks into the features: a trainer that does not find it is broken"

    private let market: SignalMarket

    /// Reads `bars`, `tape`.
    public init(_ form: FormSection) {
        market = SignalMarket(form, beta: nil, cost: 0, bars: 20_000, leaks: true)
    }

    /// As for the signal.
    public var defaults: TrainingDefaults { SignalMarket.defaults(steps: 200_000) }
    /// It trades.
    public var isMarket: Bool { true }
    /// Copies over the tape.
    public func world(copies: Int) -> PlantedSignal { market.world(copies: copies) }
    /// The tape, or another one, from its first bar to its last.
    public func world(_ examination: Examination, copies: Int) -> PlantedSignal { market.world(examination) }
    /// All that was there: the mean of the returns' sizes.
    public func references() -> [(name: String, score: Double)] {
        let returns = market.world(.honest).returns.dropLast()
        return [("all", returns.reduce(0) { $0 + abs($1) } / Double(returns.count)), ("hold_nothing", 0)]
    }
    /// All of it.
    public var bounds: [String] { ["all"] }
    /// Share of it.
    public func figures(_ score: Double, _ policies: [PolicyNetwork<Float>]) -> [(
        name: String, value: Double
    )] {
        [("share_of_all", score / references()[0].score)]
    }
}

/// What the three share.
struct SignalMarket: Sendable {
    private var problem = PlantedSignal.Problem()

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

    func world(copies: Int) -> PlantedSignal { PlantedSignal(copies: copies, problem: problem) }

    func world(_ examination: Examination) -> PlantedSignal {
        var problem = problem
        if case .test(let costs, let delay) = examination {
            // Bars that no training has seen.
            problem.tape += 1_000_003
            problem.bars = max(problem.bars, 20_000)
            problem.cost *= costs
            problem.delay = delay
        }
        return PlantedSignal(copies: 1, problem: problem, plays: true)
    }
}
