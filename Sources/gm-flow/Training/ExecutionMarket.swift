import Catalogue
import Learning
import Linear
import Synchronization
import TradingTasks
import Training

/// The pipeline of an execution agent, its trades recorded when they are first asked for, and the parts of them.
struct ExecutionMarket: Sendable {
    /// What trades are for.
    enum Part { case train, test }

    private struct Known: Sendable {
        var pipeline: ExecutionPipeline
        var tape: TradingTape
        var train: Range<Int>
        var test: Range<Int>
        /// Deviation of the price over an order's horizon, on the trades learnt from.
        var unit: Double
        var baselines: [Baseline] = []
    }

    /// A schedule's returns, order by order.
    struct Baseline: Sendable {
        var name: String
        var returns: [Double]
    }

    private final class Kept: Sendable {
        let known = Mutex<Known?>(nil)
    }

    private let source: TaskPipeline
    private var quantity = 1.0
    private var aversion = 0.3
    private var share = 0.7
    private let kept = Kept()

    /// Reads the keys of `task:`.
    init(_ form: FormSection) {
        source = TaskPipeline(
            form,
            nodes: [
                .init(key: "agent", name: "pace", role: "the agent"),
                .init(key: "algorithm", name: "algorithm", role: "the algorithm"),
                .init(key: "venue", name: "exec", role: "the venue"),
            ])
        quantity = form.number("quantity", in: 1e-9...1e12) ?? quantity
        aversion = form.number("aversion", in: 0...1000) ?? aversion
        share = form.number("train_share", in: 0.1...0.9) ?? share
        let (names, seed) = (names, source.seed)
        source.check(form) { (spec) throws(EnvironmentFault) in
            _ = try ExecutionPipeline(spec, names: names, catalogue: catalogue, seed: seed)
        }
    }

    var path: String { source.path }

    private var names: ExecutionPipeline.Names {
        var names = ExecutionPipeline.Names()
        names.agent = source.node("agent")
        names.algorithm = source.node("algorithm")
        names.venue = source.node("venue")
        return names
    }

    private func load() throws(EnvironmentFault) -> Known {
        if let known = kept.known.withLock({ $0 }) { return known }
        let pipeline = try ExecutionPipeline(
            source.spec(), names: names, catalogue: catalogue, seed: source.seed)
        let tape = try pipeline.record()
        let middle = Int(Double(tape.tradeTimes.count) * share)
        let times = tape.tradeTimes
        // An order of the training has ended before the test's first one begins.
        guard let gap = times[middle...].firstIndex(where: { $0 > times[middle] + 2 * pipeline.over }) else {
            throw EnvironmentFault(
                "\(times.count) trades are too few for orders to learn from and orders to test",
                help: "record more, or shorten `over`")
        }
        let known = Known(
            pipeline: pipeline, tape: tape, train: 0..<middle, test: gap..<times.count,
            unit: tape.deviation(over: pipeline.over, on: 0..<middle))
        kept.known.withLock { $0 = known }
        return known
    }

    /// Copies that work orders of a part.
    func environment(
        _ part: Part, plays: Bool, copies: Int, algorithm: String? = nil
    ) throws(EnvironmentFault) -> ExecutionEnvironment {
        let known = try load()
        var choice = ExecutionEnvironment.Choice(trades: part == .train ? known.train : known.test)
        choice.quantity = quantity
        choice.aversion = aversion
        choice.plays = plays
        choice.algorithm = algorithm
        return try ExecutionEnvironment(known.pipeline, known.tape, choice, copies: copies, unit: known.unit)
    }

    /// What schedules make of the test's orders that take no advice.
    func baselines() throws(EnvironmentFault) -> [Baseline] {
        let known = try load()
        guard known.baselines.isEmpty else { return known.baselines }
        var found: [Baseline] = []
        for (name, op) in ExecutionPipeline.baselines {
            let world = try environment(.test, plays: true, copies: 1, algorithm: op)
            found.append(Baseline(name: name, returns: try returns(world) { _ in 2 }))
        }
        let world = try environment(.test, plays: true, copies: 1)
        found.append(Baseline(name: "no_agent", returns: try returns(world) { _ in 2 }))
        kept.known.withLock { $0?.baselines = found }
        return found
    }

    /// Returns of all orders of a world of one copy.
    func returns(
        _ world: ExecutionEnvironment, _ decide: ([Float]) -> Int32
    ) throws(EnvironmentFault) -> [Double] {
        var world = world
        try world.reset(seed: 1)
        var seen = ActorObservations(world.form)
        var states = CriticStates(world.form)
        var outcome = StepOutcome(world.form)
        var (returns, sum) = ([Double](), 0.0)
        let orders = world.orders
        while returns.count < orders {
            world.observe(&seen, &states)
            try world.step([[decide(seen[0])]], &outcome)
            sum += Double(outcome.rewards[0][0])
            guard outcome.terminated[0] else { continue }
            returns.append(sum)
            sum = 0
        }
        return returns
    }

    /// The same by a policy's likeliest choices.
    func returns(
        _ world: ExecutionEnvironment, greedy policy: PolicyNetwork<Float>
    ) throws(EnvironmentFault) -> [Double] {
        do {
            return try Evaluation.returns([policy], in: world, episodes: world.orders, seed: 1)[0]
        } catch {
            throw EnvironmentFault(error.message)
        }
    }

    func parts() throws(EnvironmentFault) -> [SeedResult.TapePart] {
        let known = try load()
        let times = known.tape.tradeTimes
        return [("train", known.train), ("test", known.test)].map { name, rows in
            SeedResult.TapePart(
                name: name, rows: rows, times: times[rows.lowerBound]...times[rows.upperBound - 1])
        }
    }

    var assumptions: [(name: String, value: String)] {
        guard let spec = try? source.spec() else { return [] }
        return TradingPipeline.Assumptions(spec, venue: source.node("venue")).entries + [
            ("an order", "\(quantity) contracts, sides alike"), ("λ", "\(aversion)"),
            ("a return of 1", "a deviation of the price over an order's horizon, on the trades learnt from"),
        ]
    }

    func hash() throws(EnvironmentFault) -> String { String(try load().tape.hash, radix: 16) }
}
