public import Learning
public import Linear

/// What a task says of itself where a training file is silent.
public struct TrainingDefaults: Sendable {
    /// How it is learnt.
    public var settings = MAPPOSettings()
    /// Copies side by side.
    public var copies = 32
    /// Steps of all copies.
    public var steps = 1_000_000

    /// MAPPO's, on 32 copies.
    public init() {}
}

/// Where a policy is judged.
public enum Examination: Sendable, Equatable {
    /// Where it learnt: what is seen there is no evidence.
    case sample
    /// Between the two: rows that choices are made by.
    case validation
    /// Where it did not learn, with costs multiplied and everything that is seen this many bars late.
    case test(costs: Double, delay: Int)

    /// As it would be traded.
    public static let honest = Examination.test(costs: 1, delay: 0)

    /// Where else a market's policy is judged: without costs and with twice as many, with what is seen one and two
    /// bars late, and where it learnt.
    static let others: [(name: String, examination: Examination)] = [
        ("test_costs_0", .test(costs: 0, delay: 0)), ("test_costs_2", .test(costs: 2, delay: 0)),
        ("test_late_1", .test(costs: 1, delay: 1)), ("test_late_2", .test(costs: 1, delay: 2)),
        ("in_sample", .sample),
    ]
}

/// A task that `gm-flow train` knows by name; one is added by a type and a line in a table.
public protocol TrainingTask: Sendable {
    /// What is learnt in.
    associatedtype World: Environment
    /// Its name in training files.
    static var name: String { get }
    /// What it is, in a line.
    static var summary: String { get }
    /// Reads its own keys of `task:`; mistakes are reported there.
    init(_ form: FormSection)
    /// What holds where a training file is silent.
    var defaults: TrainingDefaults { get }
    /// Names of its groups of agents.
    var groups: [String] { get }
    /// The environment to learn in.
    func world(copies: Int) throws(EnvironmentFault) -> World
    /// The environment to be judged in, of at most `copies`; a market's is one copy that plays its tape once.
    func world(_ examination: Examination, copies: Int) throws(EnvironmentFault) -> World
    /// Whether it trades: then gains of each step are judged, in and out of the sample, and may be promoted.
    var isMarket: Bool { get }
    /// Scores to compare with, on the scale of the evaluation: episodes' returns, of a market gains a step out of
    /// the sample. What a rule can play stands in `rules` instead.
    func references() throws(EnvironmentFault) -> [(name: String, score: Double)]
    /// Baselines of a market, played on the rows and with the costs that the policy has.
    func rules() throws(EnvironmentFault) -> [TradingRule]
    /// What each action of a market holds, in units of target.
    var holdings: [Double] { get }
    /// Whether it has a tape that can be cut into windows.
    var hasTape: Bool { get }
    /// The tape; nil without one.
    func tape() throws(EnvironmentFault) -> TrainingTape?
    /// The same task on a window of the tape.
    func within(_ window: TapeWindow) -> Self
    /// The same task with what is seen shuffled, so that nothing can be learnt from it; nil if it can't be.
    func noisy() -> Self?
    /// Parts of the tape that it learns on and is judged on; empty without a tape.
    func parts() throws(EnvironmentFault) -> [SeedResult.TapePart]
    /// What it assumes of costs, delays and impact, in words, for the model card.
    var assumptions: [(name: String, value: String)] { get }
    /// Names of the references that no policy can beat, as an oracle's: all others are baselines.
    var bounds: [String] { get }
    /// Further figures of a policy that has been judged.
    func figures(_ score: Double, _ policies: [PolicyNetwork<Float>]) -> [(name: String, value: Double)]
    /// What it learnt from, for the model card: a hash of data, or what it is drawn by; nil if it has no tape.
    var dataHash: String? { get }
    /// What the model file of a group says of its inputs and outputs.
    func model(group: Int) throws(EnvironmentFault) -> ModelTerms
}

/// A baseline of a market: an action by what is seen.
public struct TradingRule: Sendable {
    /// Its name, as `buy_and_hold`.
    public var name: String
    /// From what is seen to an action.
    public var decide: @Sendable ([Float]) -> Int32

    /// Names a rule.
    public init(_ name: String, _ decide: @escaping @Sendable ([Float]) -> Int32) {
        (self.name, self.decide) = (name, decide)
    }
}

/// What a model file says of where it is to be used.
public struct ModelTerms: Sendable {
    /// Hash of what the inputs mean; 0 for none.
    public var schema: UInt64
    /// What the outputs mean, in order.
    public var actions: [String]
    /// Further texts.
    public var notes: [(key: String, value: String)]

    /// Says nothing where nothing is given.
    public init(schema: UInt64 = 0, actions: [String] = [], notes: [(key: String, value: String)] = []) {
        self.schema = schema
        self.actions = actions
        self.notes = notes
    }
}

extension TrainingTask {
    /// Of the only group of most.
    public var groups: [String] { ["agents"] }
    /// It does not trade.
    public var isMarket: Bool { false }
    /// None.
    public func references() throws(EnvironmentFault) -> [(name: String, score: Double)] { [] }
    /// None.
    public var bounds: [String] { [] }
    /// None.
    public func figures(_ score: Double, _ policies: [PolicyNetwork<Float>]) -> [(
        name: String, value: Double
    )] { [] }
    /// None.
    public func rules() throws(EnvironmentFault) -> [TradingRule] { [] }
    /// Short, flat, long.
    public var holdings: [Double] { [-1, 0, 1] }
    /// It has none.
    public var hasTape: Bool { false }
    /// None.
    public func tape() throws(EnvironmentFault) -> TrainingTape? { nil }
    /// There is no tape to be cut.
    public func within(_ window: TapeWindow) -> Self { self }
    /// It can't be.
    public func noisy() -> Self? { nil }
    /// None.
    public func parts() throws(EnvironmentFault) -> [SeedResult.TapePart] { [] }
    /// None.
    public var assumptions: [(name: String, value: String)] { [] }
    /// It is drawn.
    public var dataHash: String? { nil }
    /// Nothing: it is played with and not put to use.
    public func model(group: Int) throws(EnvironmentFault) -> ModelTerms { ModelTerms() }
    /// As it is learnt in, on episodes of other seeds.
    public func world(_ examination: Examination, copies: Int) throws(EnvironmentFault) -> World {
        try world(copies: copies)
    }
}
