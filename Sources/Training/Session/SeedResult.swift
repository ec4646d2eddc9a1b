public import JSON
import Statistics

/// What came of one training: a seed of a plan, judged at its end.
public struct SeedResult: Sendable {
    /// How it ended.
    public enum Outcome: String, Sendable {
        /// With all its steps made.
        case finished
        /// By a signal; it can be resumed.
        case interrupted
        /// By a fault.
        case failed
    }

    /// Some scores, by their moments.
    public struct Score: Sendable, Equatable {
        /// Mean.
        public var mean: Double
        /// Sample standard deviation, 0 of one.
        public var deviation: Double
        /// How many.
        public var count: Int

        /// Gives the moments.
        public init(mean: Double, deviation: Double, count: Int) {
            (self.mean, self.deviation, self.count) = (mean, deviation, count)
        }

        /// Those of some values.
        init(_ values: [Double]) {
            var moments = Moments()
            for value in values { moments.add(value) }
            self.init(mean: moments.mean, deviation: moments.deviation ?? 0, count: moments.count)
        }
    }

    /// One group's scores: episodes' returns, of a market gains a step in the test.
    public struct GroupScore: Sendable, Equatable {
        /// The group.
        public var name: String
        /// Taking the likeliest action.
        public var greedy: Score
        /// Drawing actions as in training.
        public var drawn: Score
        /// Drawing actions evenly.
        public var random: Score
    }

    /// The trial's name in the registry.
    public var trial = ""
    /// The plan's name.
    public var name = ""
    /// The task's name.
    public var task = ""
    /// The plan's hash.
    public var plan = ""
    /// The program that made it.
    public var version = ""
    /// The seed.
    public var seed: UInt64 = 0
    /// How it ended.
    public var outcome = Outcome.finished
    /// Why it failed.
    public var message: String?
    /// Steps of all copies.
    public var steps = 0
    /// Rollouts.
    public var iterations = 0
    /// Processor time of the training, without evaluations.
    public var cpuSeconds = 0.0
    /// First step at which the mean return reached the plan's target.
    public var reached: Int?
    /// Mean return of the last hundred episodes of the first group.
    public var returnMean: Double?
    /// One a group.
    public var groups: [GroupScore] = []
    /// Scores to compare with.
    public var references: [(name: String, value: Double)] = []
    /// Those of them that no policy can beat.
    public var bounds: [String] = []
    /// The task's own figures.
    public var figures: [(name: String, value: Double)] = []
    /// Of a market.
    public var gains: [Gains] = []
    /// Doubts that were raised.
    public var alarms: [String] = []
    /// What was learnt from: a hash of data, or what it is drawn by.
    public var data: String?
    /// What it is judged on, in words that are equal only for the same rows of the same tape.
    public var tape = ""
    /// Parts of the tape; of joined windows those of all, window by window.
    public var parts: [TapePart] = []
    /// Window of walk-forward, counted from 1; nil without one, or of joined windows.
    public var window: Int?
    /// What came of each window, if they are joined here.
    public var windows: [WindowResult] = []
    /// What is assumed of costs, delays and impact, in words.
    public var assumptions: [(name: String, value: String)] = []
    /// Whether what is seen was shuffled, so that nothing could be learnt.
    public var isNoise = false

    /// Nothing came of it yet.
    public init() {}

    /// The first group's greedy mean.
    public var score: Double? { groups.first?.greedy.mean }
    /// Steps of all copies a second of processor time.
    public var stepsPerCPUSecond: Double { cpuSeconds > 0 ? Double(steps) / cpuSeconds : 0 }
    /// One of the task's figures.
    public func figure(_ name: String) -> Double? { figures.first { $0.name == name }?.value }
    /// One of a market's series of gains.
    public func gains(_ name: String) -> Gains? { gains.first { $0.name == name } }

    /// As it is kept in `result.json`.
    public var json: JSONValue {
        func named(_ list: [(name: String, value: Double)]) -> JSONValue {
            .object(list.map { ($0.name, .number($0.value)) })
        }
        let ending: [(key: String, value: JSONValue)] = [
            ("trial", .string(trial)), ("name", .string(name)), ("task", .string(task)),
            ("plan", .string(plan)), ("version", .string(version)), ("seed", .integer(Int(seed))),
            ("outcome", .string(outcome.rawValue)), ("message", message.map { .string($0) } ?? .null),
            ("steps", .integer(steps)), ("iterations", .integer(iterations)),
            ("cpu_seconds", .number(cpuSeconds)), ("steps_per_cpu_second", .number(stepsPerCPUSecond)),
            ("reached_target_at", reached.map { .integer($0) } ?? .null),
            ("return_mean", .optional(returnMean)),
        ]
        let judgement: [(key: String, value: JSONValue)] = [
            ("groups", .array(groups.map(\.json))), ("references", named(references)),
            ("bounds", .array(bounds.map { .string($0) })),
            ("figures", named(figures)), ("gains", .array(gains.map(\.json))),
            ("alarms", .array(alarms.map { .string($0) })), ("data", data.map { .string($0) } ?? .null),
        ]
        let place: [(key: String, value: JSONValue)] = [
            ("tape", .string(tape)), ("parts", .array(parts.map(\.json))),
            ("window", window.map { .integer($0) } ?? .null), ("windows", .array(windows.map(\.json))),
            ("assumptions", .object(assumptions.map { ($0.name, .string($0.value)) })),
            ("noise", .bool(isNoise)),
        ]
        return .object(ending + judgement + place)
    }
}

extension SeedResult {
    /// Reads `result.json`.
    public init(_ field: JSONField) throws(JSONMisfit) {
        func named(_ key: String) throws(JSONMisfit) -> [(name: String, value: Double)] {
            var list: [(name: String, value: Double)] = []
            for entry in try field[key].entries { list.append((entry.key, try entry.value.double)) }
            return list
        }
        trial = try field["trial"].string
        name = try field["name"].string
        task = try field["task"].string
        plan = try field["plan"].string
        version = try field["version"].string
        seed = try field["seed"].unsigned
        guard let outcome = Outcome(rawValue: try field["outcome"].string) else {
            throw try field["outcome"].misfit("is no outcome")
        }
        self.outcome = outcome
        message = try field["message"].present?.string
        steps = try field["steps"].count
        iterations = try field["iterations"].count
        cpuSeconds = try field["cpu_seconds"].double
        reached = try field["reached_target_at"].present?.count
        returnMean = try field["return_mean"].present?.double
        groups = try field["groups"].map { (item) throws(JSONMisfit) in try GroupScore(item) }
        references = try named("references")
        figures = try named("figures")
        bounds = try field["bounds"].strings
        gains = try field["gains"].map { (item) throws(JSONMisfit) in try Gains(item) }
        alarms = try field["alarms"].strings
        data = try field["data"].present?.string
        tape = try field["tape"].string
        parts = try field["parts"].map { (item) throws(JSONMisfit) in try TapePart(item) }
        window = try field["window"].present?.count
        windows = try field["windows"].map { (item) throws(JSONMisfit) in try WindowResult(item) }
        for entry in try field["assumptions"].entries {
            assumptions.append((entry.key, try entry.value.string))
        }
        isNoise = try field["noise"].bool
    }
}

extension SeedResult.Score {
    var json: JSONValue {
        .object([("mean", .number(mean)), ("deviation", .number(deviation)), ("count", .integer(count))])
    }

    init(_ field: JSONField) throws(JSONMisfit) {
        self.init(
            mean: try field["mean"].double, deviation: try field["deviation"].double,
            count: try field["count"].count)
    }
}

extension SeedResult.GroupScore {
    var json: JSONValue {
        .object([
            ("name", .string(name)), ("greedy", greedy.json), ("drawn", drawn.json), ("random", random.json),
        ])
    }

    init(_ field: JSONField) throws(JSONMisfit) {
        self.init(
            name: try field["name"].string, greedy: try SeedResult.Score(field["greedy"]),
            drawn: try SeedResult.Score(field["drawn"]), random: try SeedResult.Score(field["random"]))
    }
}
