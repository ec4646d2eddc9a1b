import Catalogue
import FlowEngine
import FlowGraph
import Foundation
import Learning
import Linear
import MarketModel
import OperatorKit
import PipelineFormat
import RepositorySupport
import Testing
import TradingTasks

/// A strategic agent with a model that goes straight to the gate, on the simulated market in short bars.
enum SmallMarket {
    static func text(model: String, trades: Int = 60_000) -> String {
        """
        pipeline: small
        include: [../config/limits.yaml, parts/market.yaml]
        params:
          feed: {default: {seed: 11, count: \(trades), rate: 0.1}}
          fast: {default: 1m}
          slow: {default: 5m}
          warmup: {default: 101}
          mmd: {default: {window: 20, reference: 60}}
        nodes:
          strategic: {op: agent.strategic, from: {features: features}, model: "\(model)"}
          risk:
            op: risk.gate
            from: {signal: strategic.signal, market: ticks, fills: {prev: exec.fills}}
            size: 2
            max_position: 10
            max_order: 10
            order_rate: 1000
          exec:
            op: execution.simulated
            from: {order: risk.approved, market: ticks}
            fee: 2.5
            multiplier: 100
            tick: 0.1
            spread: 1
            latency: 20ms
          report: {op: analytics.performance, from: {fills: exec.fills, marks: bars@fast}, capital: 100000}
        """
    }

    static func spec(model: String = "none", trades: Int = 60_000) throws -> PipelineSpec {
        let read = PipelineReader().read(
            text: text(model: model, trades: trades), path: Repository.root + "/Pipelines/small.yaml")
        try #require(!read.diagnostics.hasErrors, "\(read.diagnostics.items)")
        return try #require(read.spec)
    }

    static func pipeline(trades: Int = 60_000) throws -> TradingPipeline {
        try TradingPipeline(spec(trades: trades), catalogue: catalogue, seed: 1)
    }

    /// Recorded once for all tests.
    static let recorded: Result<(pipeline: TradingPipeline, tape: TradingTape), any Error> = Result {
        let pipeline = try Self.pipeline()
        return (pipeline, try pipeline.record())
    }

    static func environment(
        _ change: (inout TradingEnvironment.Choice) -> Void = { _ in }, copies: Int = 1,
        tape: TradingTape? = nil
    ) throws -> TradingEnvironment {
        let known = try recorded.get()
        let tape = tape ?? known.tape
        var choice = TradingEnvironment.Choice(rows: 0..<tape.rows.count)
        choice.plays = true
        change(&choice)
        return try TradingEnvironment(known.pipeline, tape, choice, copies: copies, unit: 100)
    }
}

/// Actions drawn by a seed.
func drawnActions(_ count: Int, seed: UInt64) -> [Int32] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { _ in Int32(random.below(3)) }
}

/// What one copy sees, earns and is worth, step by step, with given actions.
struct Played {
    var observations: [[Float]] = []
    var rewards: [Float] = []
    var equities: [Double] = []
    var fills: [[Fill]] = []

    init(_ environment: TradingEnvironment, _ actions: [Int32], seed: UInt64 = 1) throws {
        var environment = environment
        try environment.reset(seed: seed)
        var seen = ActorObservations(environment.form)
        var states = CriticStates(environment.form)
        var outcome = StepOutcome(environment.form)
        for action in actions {
            environment.observe(&seen, &states)
            observations.append(Array(seen[0].prefix(environment.form.groups[0].observationSize)))
            try environment.step([[Int32](repeating: action, count: environment.form.copies)], &outcome)
            rewards.append(outcome.rewards[0][0])
            equities.append(environment.equity(of: 0))
            fills.append(environment.fills(of: 0))
        }
    }
}

/// Plays an environment for some steps, restores another from what it keeps, and holds the two together to the bit.
func checkResumes<World: Environment>(steps: Int, _ fresh: () throws -> World) throws {
    var (first, second) = (try fresh(), try fresh())
    let form = first.form
    var random = RandomStream(seed: 6)
    func drawn() -> [[Int32]] {
        [(0..<form.copies).map { _ in Int32(random.below(form.groups[0].actions)) }]
    }
    var (outcome, other) = (StepOutcome(form), StepOutcome(form))
    try first.reset(seed: 5)
    for _ in 0..<steps { try first.step(drawn(), &outcome) }
    try second.restore(try #require(first.saved()))
    var (a, b) = (ActorObservations(form), ActorObservations(form))
    var states = CriticStates(form)
    for _ in 0..<steps {
        first.observe(&a, &states)
        second.observe(&b, &states)
        #expect(a[0] == b[0])
        let actions = drawn()
        try first.step(actions, &outcome)
        try second.step(actions, &other)
        #expect(outcome.rewards == other.rewards && outcome.truncated == other.truncated)
        #expect(outcome.terminated == other.terminated)
    }
    #expect(throws: EnvironmentFault.self) { try second.restore(EnvironmentState(words: [1, 2, 3])) }
}
