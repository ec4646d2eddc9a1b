import Catalogue
import Learning
import Linear
import PipelineFormat
import Synchronization
import TradingTasks
import Training

/// The pipeline of a trading task, recorded when it is first asked for, and its rows in three parts.
struct TradingMarket: Sendable {
    /// What rows are for.
    enum Part { case train, validation, test }

    /// What is known after the recording.
    private struct Known: Sendable {
        var pipeline: TradingPipeline
        var tape: TradingTape
        var train: Range<Int>
        var validation: Range<Int>
        var test: Range<Int>
        var unit: Double
    }

    private final class Kept: Sendable {
        let known = Mutex<Known?>(nil)
    }

    private(set) var names = TradingPipeline.Names()
    private var path = ""
    private var profile: String?
    private var overrides: [(name: String, value: String)] = []
    private var episode = 128
    private var aversion = 0.0
    private var embargo = 648
    private var shares = (train: 0.6, validation: 0.2)
    private var seed: UInt64 = 1
    private let kept = Kept()

    /// Reads the keys of `task:`.
    init(_ form: FormSection) {
        if form.value("pipeline") == nil { form.missing("pipeline", help: "pipeline: Pipelines/agents.yaml") }
        path = form.text("pipeline")?.value ?? ""
        profile = form.text("profile")?.value
        if let section = form.section("set") {
            for key in section.keys {
                guard let value = section.value(key.value) else { continue }
                overrides.append((key.value, Self.text(value)))
            }
        }
        if let name = form.text("agent") { names.agent = name.value }
        if let name = form.text("venue") { names.venue = name.value }
        if let name = form.text("account") { names.account = name.value }
        episode = form.integer("episode", in: 2...1_000_000) ?? episode
        aversion = form.number("aversion", in: 0...100) ?? aversion
        embargo = form.integer("embargo", in: 0...1_000_000) ?? embargo
        shares.train = form.number("train_share", in: 0.1...0.9) ?? shares.train
        shares.validation = form.number("validation_share", in: 0...0.8) ?? shares.validation
        seed = UInt64(form.integer("market_seed", in: 0...Int(Int32.max)) ?? 1)
    }

    /// A value as one would write it after --set.
    private static func text(_ value: YAMLValue) -> String {
        if case .string(let text) = value.kind { return text }
        return flow(value)
    }

    /// A value within another one, as YAML writes it in a line.
    private static func flow(_ value: YAMLValue) -> String {
        switch value.kind {
        case .mapping(let entries):
            "{" + entries.map { "\($0.key.value): \(flow($0.value))" }.joined(separator: ", ") + "}"
        case .sequence(let items): "[" + items.map(flow).joined(separator: ", ") + "]"
        case .string(let text):
            "'"
                + text.split(separator: "'", omittingEmptySubsequences: false)
                .joined(separator: "''") + "'"
        default: value.text
        }
    }

    private func load() throws(EnvironmentFault) -> Known {
        if let known = kept.known.withLock({ $0 }) { return known }
        var reader = PipelineReader()
        reader.overrides = overrides
        reader.profile = profile
        reader.environment = SystemFile.environment
        let read = reader.read(path: path)
        if let first = read.diagnostics.sorted.first(where: { $0.severity == .error }) {
            let place = first.origin.position
            throw EnvironmentFault(
                "\(place.file):\(place.line):\(place.column): \(first.message)", help: first.help)
        }
        guard let spec = read.spec else { throw EnvironmentFault("\(path) holds no pipeline") }
        let pipeline = try TradingPipeline(spec, names: names, catalogue: catalogue, seed: seed)
        let tape = try pipeline.record()
        let known = try split(pipeline, tape)
        kept.known.withLock { $0 = known }
        return known
    }

    /// Parts in the order of time, with `embargo` rows between them that nobody trades.
    private func split(
        _ pipeline: TradingPipeline, _ tape: TradingTape
    ) throws(EnvironmentFault) -> Known {
        let first = pipeline.stack + 1
        let count = tape.rows.count - first
        let train = first..<(first + Int(Double(count) * shares.train))
        let middle = train.upperBound + embargo
        let validation = middle..<max(middle, train.upperBound + Int(Double(count) * shares.validation))
        let start = validation.upperBound + embargo
        guard train.count > episode, validation.count > 1, start + 2 < tape.rows.count else {
            throw EnvironmentFault(
                "\(tape.rows.count) rows are too few for three parts with \(embargo) rows between them",
                help: "record more, or make `embargo` smaller")
        }
        var changes: [Double] = []
        for row in train.dropLast() {
            guard let now = tape.price(at: row), let next = tape.price(at: row + 1) else { continue }
            changes.append((next - now) * pipeline.terms.size * pipeline.terms.multiplier)
        }
        let mean = changes.reduce(0, +) / Double(max(1, changes.count))
        let square = changes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return Known(
            pipeline: pipeline, tape: tape, train: train, validation: validation,
            test: start..<tape.rows.count, unit: (square / Double(max(1, changes.count - 1))).squareRoot())
    }

    /// Copies that trade a part.
    func environment(
        _ part: Part, plays: Bool, copies: Int, costs: Double = 1, delay: Int = 0
    ) throws(EnvironmentFault) -> TradingEnvironment {
        let known = try load()
        let rows: Range<Int>
        switch part {
        case .train: rows = known.train
        case .validation: rows = known.validation
        case .test: rows = known.test
        }
        var choice = TradingEnvironment.Choice(rows: rows)
        choice.episode = episode
        choice.plays = plays
        choice.aversion = aversion
        choice.costs = costs
        choice.delay = delay
        return try TradingEnvironment(known.pipeline, known.tape, choice, copies: copies, unit: known.unit)
    }

    /// Hash of what was recorded.
    func hash() throws(EnvironmentFault) -> String { String(try load().tape.hash, radix: 16) }

    /// What stands in the model's file: schema, actions, the mean that explanations compare with.
    func modelTerms() throws(EnvironmentFault) -> ModelTerms {
        let known = try load()
        let columns = known.tape.columns.count
        var means = [Double](repeating: 0, count: columns)
        for row in known.train {
            for column in 0..<columns {
                means[column] +=
                    Double(known.tape.features[row * columns + column]) / Double(known.train.count)
            }
        }
        let all = (0..<known.pipeline.stack).flatMap { _ in means }
        return ModelTerms(
            schema: known.tape.schema, actions: ["short", "flat", "long"],
            notes: [
                ("input_mean", all.map { "\(Float($0))" }.joined(separator: ",")),
                ("rows", "train \(known.train), validation \(known.validation), test \(known.test)"),
                ("unit", "\(known.unit)"), ("pipeline", path),
            ])
    }

    /// Mean gain a row of decisions by what is seen.
    func gain(
        _ world: TradingEnvironment, _ decide: ([Float]) -> Int32
    ) throws(EnvironmentFault) -> Double {
        try play(world, decide).gain
    }

    /// What a policy's likeliest choices give.
    func summary(
        _ world: TradingEnvironment, _ policy: PolicyNetwork<Float>
    ) throws(EnvironmentFault) -> Summary {
        var policy = InferencePolicy(
            policy.shape, memory: policy.memoryWidth, parameters: policy.parameters)
        return try play(world) { seen in
            policy.look(seen)
            return Int32(policy.choice.mode)
        }
    }

    /// Means a row.
    struct Summary {
        var gain = 0.0
        var traded = 0.0
        var costs = 0.0
        var long = 0.0
        var short = 0.0
    }

    private func play(
        _ world: TradingEnvironment, _ decide: ([Float]) -> Int32
    ) throws(EnvironmentFault) -> Summary {
        var world = world
        try world.reset(seed: 1)
        var seen = ActorObservations(world.form)
        var states = CriticStates(world.form)
        var outcome = StepOutcome(world.form)
        let steps = world.choice.rows.count - 1
        var sum = Summary()
        for step in 0..<steps {
            world.observe(&seen, &states)
            let action = decide(seen[0])
            sum.long += action == 2 ? 1 : 0
            sum.short += action == 0 ? 1 : 0
            if step == steps - 1 { (sum.traded, sum.costs) = world.activity(of: 0) }
            try world.step([[action]], &outcome)
            sum.gain += Double(outcome.rewards[0][0])
        }
        let count = Double(steps)
        return Summary(
            gain: sum.gain / count, traded: sum.traded / count, costs: sum.costs / count,
            long: sum.long / count, short: sum.short / count)
    }
}
