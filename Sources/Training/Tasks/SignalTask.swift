public import Learning
public import Linear

/// The planted signal, and what it becomes without one.
public struct SignalTask: TrainingTask {
    /// As in training files.
    public static let name = "signal"
    /// In a line.
    public static let summary = "returns with a signal planted among noise, traded at a cost"

    fileprivate var market: SignalMarket

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
    /// The best policy that sees the signal.
    public func references() -> [(name: String, score: Double)] {
        [("oracle", market.world(.honest).references().oracle)]
    }
    /// Following the signal's sign, and holding nothing.
    public func rules() -> [TradingRule] {
        [TradingRule("follow_sign") { $0[0] > 0 ? 2 : 0 }, SignalMarket.nothing]
    }
    /// A drawn one.
    public var hasTape: Bool { true }
    /// The bars.
    public func tape() -> TrainingTape? { market.tape }
    /// On those bars.
    public func within(_ window: TapeWindow) -> SignalTask {
        var task = self
        task.market.window = window
        return task
    }
    /// Without the signal.
    public func noisy() -> SignalTask? {
        var task = self
        task.market.problem.beta = 0
        return task
    }
    /// What it learns on and is judged on.
    public func parts() -> [SeedResult.TapePart] { market.parts }
    /// What a change costs.
    public var assumptions: [(name: String, value: String)] { market.assumptions }
    /// What it is drawn by.
    public var dataHash: String? { market.name }
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

    fileprivate var market: SignalMarket

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
    public func rules() -> [TradingRule] { [SignalMarket.nothing] }
    /// A drawn one.
    public var hasTape: Bool { true }
    /// The bars.
    public func tape() -> TrainingTape? { market.tape }
    /// On those bars.
    public func within(_ window: TapeWindow) -> NoiseTask {
        var task = self
        task.market.window = window
        return task
    }
    /// What it learns on and is judged on.
    public func parts() -> [SeedResult.TapePart] { market.parts }
    /// What a change costs.
    public var assumptions: [(name: String, value: String)] { market.assumptions }
    /// What it is drawn by.
    public var dataHash: String? { market.name }
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
        return [("all", returns.reduce(0) { $0 + abs($1) } / Double(returns.count))]
    }
    /// Not to trade.
    public func rules() -> [TradingRule] { [SignalMarket.nothing] }
    /// What it is drawn by.
    public var dataHash: String? { market.name }
    /// All of it.
    public var bounds: [String] { ["all"] }
    /// Share of it.
    public func figures(_ score: Double, _ policies: [PolicyNetwork<Float>]) -> [(
        name: String, value: Double
    )] {
        [("share_of_all", score / references()[0].score)]
    }
}
