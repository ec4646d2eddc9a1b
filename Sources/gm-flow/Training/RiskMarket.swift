import Catalogue
import Learning
import Linear
import Synchronization
import TradingTasks
import Training

/// The pipeline of a risk agent, its signals and trades recorded when they are first asked for, and the parts of them.
struct RiskMarket: Sendable {
    /// What signals are for.
    enum Part { case train, test }

    private struct Known: Sendable {
        var pipeline: RiskPipeline
        var tape: SignalTape
        /// Gain from each signal to the next if all are followed, in account currency.
        var followed: [Double]
        var train: Range<Int>
        var test: Range<Int>
        var unit: Double
        var baselines: [Baseline] = []
    }

    /// What a policy did and earned, signal by signal.
    typealias Play = Evaluation.Trace

    /// A rule's play of the test.
    struct Baseline: Sendable {
        var name: String
        var play: Play
    }

    private final class Kept: Sendable {
        let known = Mutex<Known?>(nil)
    }

    private let source: TaskPipeline
    private var episode = 256
    private var limit = 1.0
    private var forgone = 0.2
    private var share = 0.7
    private let kept = Kept()

    /// Reads the keys of `task:`.
    init(_ form: FormSection) {
        source = TaskPipeline(
            form,
            nodes: [
                .init(key: "agent", name: "shrink", role: "the agent"),
                .init(key: "gate", name: "risk", role: "the gate"),
                .init(key: "venue", name: "exec", role: "the venue"),
            ])
        episode = form.integer("episode", in: 2...1_000_000) ?? episode
        limit = form.number("limit", in: 0...1000) ?? limit
        forgone = form.number("forgone", in: 0...1000) ?? forgone
        share = form.number("train_share", in: 0.1...0.9) ?? share
        let (names, seed) = (names, source.seed)
        source.check(form) { (spec) throws(EnvironmentFault) in
            _ = try RiskPipeline(spec, names: names, catalogue: catalogue, seed: seed)
        }
    }

    var path: String { source.path }

    private var names: RiskPipeline.Names {
        var names = RiskPipeline.Names()
        names.agent = source.node("agent")
        names.gate = source.node("gate")
        names.venue = source.node("venue")
        return names
    }

    private func load() throws(EnvironmentFault) -> Known {
        if let known = kept.known.withLock({ $0 }) { return known }
        let pipeline = try RiskPipeline(source.spec(), names: names, catalogue: catalogue, seed: source.seed)
        let tape = try pipeline.record()
        let count = tape.times.count
        let middle = Int(Double(count) * share)
        // The gate remembers the market of an episode's warm-up.
        let start = middle + RiskEnvironment.Choice(rows: 0..<0).warmup
        guard middle > episode, start + 2 < count else {
            throw EnvironmentFault(
                "\(count) signals are too few to learn from and to test", help: "record more")
        }
        let followed = try RiskEnvironment.follow(pipeline, tape)
        let learnt = followed[..<middle]
        let mean = learnt.reduce(0, +) / Double(middle)
        let square = learnt.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let known = Known(
            pipeline: pipeline, tape: tape, followed: followed, train: 0..<middle, test: start..<count,
            unit: (square / Double(middle - 1)).squareRoot())
        kept.known.withLock { $0 = known }
        return known
    }

    /// Copies that shrink the signals of a part.
    func environment(_ part: Part, plays: Bool, copies: Int) throws(EnvironmentFault) -> RiskEnvironment {
        let known = try load()
        var choice = RiskEnvironment.Choice(rows: part == .train ? known.train : known.test)
        choice.episode = episode
        choice.limit = limit
        choice.forgone = forgone
        choice.plays = plays
        return try RiskEnvironment(
            known.pipeline, known.tape, choice, followed: known.followed, copies: copies, unit: known.unit)
    }

    /// Rules on the test, each with the limit that was best on the rows learnt from.
    func baselines() throws(EnvironmentFault) -> [Baseline] {
        let known = try load()
        guard known.baselines.isEmpty else { return known.baselines }
        var found = [
            Baseline(name: "allow_all", play: try play(.test) { _ in 0 }),
            Baseline(name: "half", play: try play(.test) { _ in 1 }),
            Baseline(name: "quarter", play: try play(.test) { _ in 2 }),
            Baseline(name: "hold_nothing", play: try play(.test) { _ in 4 }),
        ]
        for rule in [RiskRule.valueAtRisk, .volatility] {
            var best: (limit: Double, score: Double)?
            for limit in rule.limits {
                var rule = rule.at(limit)
                let score = try play(.train) { rule.decide($0) }.gains.reduce(0, +)
                if score > best?.score ?? -.infinity { best = (limit, score) }
            }
            var chosen = rule.at(best?.limit ?? 1)
            found.append(Baseline(name: rule.name, play: try play(.test) { chosen.decide($0) }))
        }
        kept.known.withLock { $0?.baselines = found }
        return found
    }

    /// A part from its first signal to its last.
    func play(_ part: Part, _ decide: ([Float]) -> Int32) throws(EnvironmentFault) -> Play {
        let world = try environment(part, plays: true, copies: 1)
        do { return try Evaluation.trace(in: world, seed: 1) { _, seen in decide(seen) } } catch {
            throw EnvironmentFault(error.message)
        }
    }

    /// The same by a policy's likeliest choices.
    func play(_ part: Part, _ policy: PolicyNetwork<Float>) throws(EnvironmentFault) -> Play {
        let world = try environment(part, plays: true, copies: 1)
        do { return try Evaluation.trace([policy], in: world, seed: 1) } catch {
            throw EnvironmentFault(error.message)
        }
    }

    func parts() throws(EnvironmentFault) -> [SeedResult.TapePart] {
        let known = try load()
        return [("train", known.train), ("test", known.test)].map { name, rows in
            SeedResult.TapePart(
                name: name, rows: rows,
                times: known.tape.times[rows.lowerBound]...known.tape.times[rows.upperBound - 1])
        }
    }

    var assumptions: [(name: String, value: String)] {
        guard let spec = try? source.spec() else { return [] }
        return TradingPipeline.Assumptions(spec, venue: source.node("venue")).entries + [
            ("limit", "\(limit) deviations of what following every signal gains"),
            ("weight of what is forgone", "\(forgone)"),
        ]
    }

    func hash() throws(EnvironmentFault) -> String { String(try load().tape.hash, radix: 16) }
}

/// What a risk desk does without a network: by what a risk agent sees.
struct RiskRule {
    /// Its name as a baseline.
    let name: String
    /// Limits to choose among.
    let limits: [Double]
    private let isByVolatility: Bool
    private var limit = 1.0
    /// Value at risk over gross amount, as last seen while something was held.
    private var volatility = 0.0

    private init(_ name: String, _ limits: [Double], isByVolatility: Bool) {
        (self.name, self.limits, self.isByVolatility) = (name, limits, isByVolatility)
    }

    /// Half of the target while value at risk is above a limit, nothing at twice that.
    static let valueAtRisk = RiskRule(
        "var_limit", grid, isByVolatility: false)
    /// The largest size whose volatility is at most a limit.
    static let volatility = RiskRule(
        "volatility_target", grid, isByVolatility: true)
    private static let grid = [0.02, 0.04, 0.06, 0.09, 0.13, 0.2, 0.3, 0.45, 0.7, 1.0]

    /// With a limit.
    func at(_ limit: Double) -> RiskRule {
        var rule = self
        rule.limit = limit
        return rule
    }

    /// An action of `RiskEnvironment`.
    mutating func decide(_ seen: [Float]) -> Int32 {
        let risk = Double(seen[4])
        guard isByVolatility else { return risk > 2 * limit ? 4 : risk > limit ? 1 : 0 }
        if seen[6] > 0 { volatility = risk / Double(seen[6]) }
        let size = volatility > 0 ? limit / volatility : 1
        return size >= 1 ? 0 : size >= 0.5 ? 1 : size >= 0.25 ? 2 : 4
    }
}
