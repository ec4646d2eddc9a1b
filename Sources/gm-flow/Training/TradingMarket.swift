import Catalogue
import Learning
import Linear
import PipelineFormat
import Synchronization
import TradingTasks
import Training

/// The pipeline of a trading task, recorded when it is first asked for, and its rows in parts.
struct TradingMarket: Sendable {
    /// What rows are for.
    enum Part { case train, validation, test }

    /// What is known after the recording.
    private struct Known: Sendable {
        var pipeline: TradingPipeline
        var tape: TradingTape
    }

    private final class Kept: Sendable {
        let known = Mutex<Known?>(nil)
    }

    /// The parts that are asked for; nil for one split by shares.
    var window: TapeWindow?
    /// Whether the features stand at other times than the market.
    var isNoise = false
    private let source: TaskPipeline
    private var episode = 128
    private var aversion = 0.0
    private var embargo = 648
    private var shares = (train: 0.6, validation: 0.2)
    private var follow: String?
    private let kept = Kept()

    /// Reads the keys of `task:`.
    init(_ form: FormSection) {
        source = TaskPipeline(
            form,
            nodes: [
                .init(key: "agent", name: "strategic", role: "the agent"),
                .init(key: "venue", name: "exec", role: "the venue"),
                .init(key: "account", name: "report", role: "the account"),
            ])
        episode = form.integer("episode", in: 2...1_000_000) ?? episode
        aversion = form.number("aversion", in: 0...100) ?? aversion
        embargo = form.integer("embargo", in: 0...1_000_000) ?? embargo
        shares.train = form.number("train_share", in: 0.1...0.9) ?? shares.train
        shares.validation = form.number("validation_share", in: 0...0.8) ?? shares.validation
        follow = form.text("follow")?.value
        let (names, seed) = (names, source.seed)
        source.check(form) { (spec) throws(EnvironmentFault) in
            _ = try TradingPipeline(spec, names: names, catalogue: catalogue, seed: seed)
        }
    }

    var agent: String { names.agent }

    private var names: TradingPipeline.Names {
        var names = TradingPipeline.Names()
        names.agent = source.node("agent")
        names.venue = source.node("venue")
        names.account = source.node("account")
        return names
    }

    private func load() throws(EnvironmentFault) -> Known {
        if let known = kept.known.withLock({ $0 }) { return known }
        let pipeline = try TradingPipeline(
            source.spec(), names: names, catalogue: catalogue, seed: source.seed)
        let known = Known(pipeline: pipeline, tape: try pipeline.record())
        kept.known.withLock { $0 = known }
        return known
    }

    /// The rows that can be traded, with their times.
    func rows() throws(EnvironmentFault) -> TrainingTape {
        let known = try load()
        // What is seen may come up to two rows late.
        let first = known.pipeline.stack + 1
        return TrainingTape(
            rows: min(first, known.tape.rows.count)..<known.tape.rows.count, embargo: embargo,
            times: known.tape.times)
    }

    /// The window asked for, or parts by shares with `embargo` rows between them that nobody trades.
    private func split() throws(EnvironmentFault) -> TapeWindow {
        if let window { return window }
        let rows = try rows().rows
        let first = rows.lowerBound
        let train = first..<(first + Int(Double(rows.count) * shares.train))
        let middle = train.upperBound + embargo
        let validation =
            middle..<max(middle, train.upperBound + Int(Double(rows.count) * shares.validation))
        let start = validation.upperBound + embargo
        guard train.count > episode, validation.count > 1, start + 2 < rows.upperBound else {
            throw EnvironmentFault(
                "\(rows.upperBound) rows are too few for three parts with \(embargo) rows between them",
                help: "record more, or make `embargo` smaller")
        }
        return TapeWindow(train: train, validation: validation, test: start..<rows.upperBound)
    }

    /// The parts with their dates.
    func parts() throws(EnvironmentFault) -> [SeedResult.TapePart] {
        let window = try split()
        let times = try rows().times
        let parts = [("train", window.train), ("validation", window.validation), ("test", window.test)]
        return parts.filter { !$0.1.isEmpty }.map { name, rows in
            SeedResult.TapePart(
                name: name, rows: rows, times: times[rows.lowerBound]...times[rows.upperBound - 1])
        }
    }

    /// Copies that trade a part.
    func environment(
        _ part: Part, plays: Bool, copies: Int, costs: Double = 1, delay: Int = 0
    ) throws(EnvironmentFault) -> TradingEnvironment {
        let known = try load()
        let window = try split()
        let rows: Range<Int>
        switch part {
        case .train: rows = window.train
        case .validation: rows = window.validation
        case .test: rows = window.test
        }
        var choice = TradingEnvironment.Choice(rows: rows)
        choice.episode = episode
        choice.plays = plays
        choice.aversion = aversion
        choice.costs = costs
        choice.delay = delay
        // By an odd number of rows: no hour of a day stays where it was.
        let tape = isNoise ? known.tape.rotated(by: known.tape.rows.count / 2 | 1) : known.tape
        return try TradingEnvironment(
            known.pipeline, tape, choice, copies: copies,
            unit: known.tape.deviation(on: window.train, worth: known.pipeline.terms))
    }

    /// Columns whose sign is followed as a baseline, with their places among what is seen.
    func followed() throws(EnvironmentFault) -> [(column: String, place: Int)] {
        let known = try load()
        let columns = known.tape.columns
        let names = follow.map { [$0] } ?? ["return_48", "stats@fast.momentum_5"]
        let found = names.compactMap { name in columns.firstIndex(of: name).map { (name, $0) } }
        if let follow, found.isEmpty {
            throw EnvironmentFault(
                "the agent sees no column '\(follow)' to be followed",
                help: "its columns are \(columns.joined(separator: ", "))")
        }
        return found.map { ($0.0, (known.pipeline.stack - 1) * columns.count + $0.1) }
    }

    /// Hash of what was recorded.
    func hash() throws(EnvironmentFault) -> String { String(try load().tape.hash, radix: 16) }

    /// What the venue and the task say of costs, delays and impact.
    var assumptions: [(name: String, value: String)] {
        guard let spec = try? source.spec() else { return [] }
        let said = TradingPipeline.Assumptions(spec, venue: names.venue)
        return said.entries + [
            ("impact", "none: the market is what it was, however much is traded"),
            (
                "a gain of 1",
                "a deviation of what one target of 1 gains or loses a row, on the rows learnt from"
            ),
        ]
    }

    /// What stands in the model's file: schema, actions, the mean that explanations compare with.
    func modelTerms() throws(EnvironmentFault) -> ModelTerms {
        let known = try load()
        let window = try split()
        let columns = known.tape.columns.count
        var means = [Double](repeating: 0, count: columns)
        for row in window.train {
            for column in 0..<columns {
                means[column] +=
                    Double(known.tape.features[row * columns + column]) / Double(window.train.count)
            }
        }
        let all = (0..<known.pipeline.stack).flatMap { _ in means }
        return ModelTerms(
            schema: known.tape.schema, actions: ["short", "flat", "long"],
            notes: [
                ("input_mean", all.map { "\(Float($0))" }.joined(separator: ",")),
                ("rows", "train \(window.train), validation \(window.validation), test \(window.test)"),
                (
                    "unit",
                    "\(known.tape.deviation(on: window.train, worth: known.pipeline.terms))"
                ), ("pipeline", source.path),
            ])
    }

    /// Contracts traded and money paid a row by a policy's likeliest choices.
    func paid(
        _ world: TradingEnvironment, _ policy: PolicyNetwork<Float>
    ) throws(EnvironmentFault) -> (traded: Double, costs: Double) {
        var world = world
        var policy = InferencePolicy(
            policy.shape, memory: policy.memoryWidth, parameters: policy.parameters)
        try world.reset(seed: 1)
        var seen = ActorObservations(world.form)
        var states = CriticStates(world.form)
        var outcome = StepOutcome(world.form)
        // The last step begins the next episode at once, and forgets what was paid.
        let steps = world.choice.rows.count - 2
        for _ in 0..<steps {
            world.observe(&seen, &states)
            policy.look(seen[0])
            try world.step([[Int32(policy.choice.mode)]], &outcome)
        }
        let paid = world.activity(of: 0)
        return (paid.traded / Double(max(1, steps)), paid.costs / Double(max(1, steps)))
    }
}
