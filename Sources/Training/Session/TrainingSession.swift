import JSON
public import Learning
import Machine
import RunReport

/// What a session is given beside its plan.
public struct SessionOptions {
    /// Which seed.
    public var seed: UInt64 { leg.seed }
    /// Which seed, on which window.
    public var leg: TrainingLeg
    /// Its folder.
    public var folder: String
    /// The registry's file.
    public var registry = TrainingRegistry.defaultPath
    /// Goes on from the folder's checkpoint, if there is one.
    public var resumes = false
    /// The program, for the records.
    public var version = "unknown"
    /// Seconds between checkpoints.
    public var interval = 60.0
    /// How many signals have come; the first ends the training after a checkpoint.
    public var interrupts: () -> Int = { 0 }
    /// Told about once a second, and at the end.
    public var onStatus: (SeedStatus) -> Void = { _ in }
    /// Told each alarm once.
    public var onAlarm: (Alarms.Alarm) -> Void = { _ in }

    /// A seed in a folder.
    public init(seed: UInt64, folder: String) {
        self.init(TrainingLeg(seed: seed), folder: folder)
    }

    /// A leg in a folder.
    public init(_ leg: TrainingLeg, folder: String) {
        self.leg = leg
        self.folder = folder
    }
}

extension TrainingPlan {
    /// Trains one seed and judges it; what came of it stands in the folder too.
    ///
    /// An interrupted training returns its result with that outcome. One that fails leaves what it saw in
    /// `fault.safetensors`, and its last checkpoint as it was.
    public func train(_ options: SessionOptions) throws(TrainingError) -> SeedResult {
        try open(task, options)
    }

    private func open<T: TrainingTask>(_ task: T, _ options: SessionOptions) throws(TrainingError)
        -> SeedResult
    {
        try told {
            try OutputFile.makeDirectory(options.folder)
            var session = try TrainingSession(self, placed(task, options.leg), options)
            return try session.run()
        }
    }
}

/// One training of one seed.
struct TrainingSession<Task: TrainingTask> {
    private let plan: TrainingPlan
    private let task: Task
    private let options: SessionOptions
    private var trainer: MAPPO<Task.World>
    private var log: TrainingLog
    private var registry: TrainingRegistry
    private var alarms = Alarms()
    private var status = SeedStatus()
    private var result = SeedResult()
    private let started = MonotonicClock.now()
    private let firstCPU = ThreadUsage.current().cpuNanoseconds
    private var firstSteps = 0
    private var earlierCPU = 0.0
    private var saved: UInt64
    private var told: UInt64 = 0

    init(_ plan: TrainingPlan, _ task: Task, _ options: SessionOptions) throws {
        self.plan = plan
        self.task = task
        self.options = options
        var settings = plan.settings
        settings.seed = options.seed
        trainer = try MAPPO(settings, task.world(copies: plan.copies), special: plan.special)
        log = TrainingLog(folder: options.folder)
        registry = TrainingRegistry(path: options.registry)
        saved = started
        result.name = plan.name
        result.task = Task.name
        result.plan = plan.hash
        result.version = options.version
        result.seed = options.seed
        result.data = task.dataHash
        result.trial = "\(plan.name)/\(options.leg.path)/\(WallClock.nowNanosecondsUTC())"
        result.window = options.leg.window
        result.isNoise = options.leg.isNoise
        result.parts = try task.parts()
        result.assumptions = task.assumptions
        result.tape = Self.tape(result)
        status.total = settings.totalSteps
    }

    /// What is tested on, in words.
    private static func tape(_ result: SeedResult) -> String {
        let rows = result.parts.first { $0.name == "test" }.map { " rows \($0.rows)" } ?? ""
        return (result.data ?? result.task) + rows
    }

    private func path(_ name: String) -> String { "\(options.folder)/\(name)" }

    mutating func run() throws -> SeedResult {
        try begin()
        do {
            while trainer.steps < status.total {
                guard options.interrupts() == 0 else { return try interrupt() }
                try iterate()
            }
        } catch let fault as TrainingFault {
            try fail(fault)
            throw fault
        }
        try save()
        try log.flush()
        return try finish()
    }

    private mutating func begin() throws {
        if options.resumes, let bytes = try? InputFile.bytes(path("checkpoint.safetensors")) {
            let file = try SafeTensors(bytes, path: path("checkpoint.safetensors"))
            _ = try trainer.restore(file, path: path("checkpoint.safetensors"))
            func note(_ key: String) -> String { file.text(key) ?? "" }
            result.trial = file.text("trial") ?? result.trial
            result.iterations = Int(note("iterations")) ?? 0
            result.reached = Int(note("reached"))
            earlierCPU = Double(note("cpu_seconds")) ?? 0
            firstSteps = trainer.steps
            try log.cut(after: trainer.steps)
            try registry.add(.resumed(result.trial))
        } else {
            try OutputFile.replace(log.metricsPath, with: "")
            try registry.add(.began(result, folder: options.folder))
        }
        try tell()
    }

    private mutating func iterate() throws {
        let summaries = try trainer.iterate()
        result.iterations += 1
        result.steps = trainer.steps
        result.cpuSeconds =
            earlierCPU + Double(ThreadUsage.current().cpuNanoseconds - firstCPU) / 1e9
        let done = Double(trainer.steps) / Double(status.total)
        var raised: [Alarms.Alarm] = []
        for (learner, summary) in zip(trainer.learners, summaries) {
            raised += alarms.look(summary, learner.form, done: done)
        }
        for alarm in raised {
            result.alarms.append("\(alarm.kind) (\(alarm.group)): \(alarm.message)")
            options.onAlarm(alarm)
        }
        result.returnMean = summaries[0].returnMean
        if let target = plan.target, result.reached == nil, let mean = result.returnMean, mean >= target,
            trainer.learners[0].episodes.count >= 100
        {
            result.reached = trainer.steps
        }
        let now = MonotonicClock.now()
        try log.add(
            iteration: result.iterations, steps: trainer.steps, seconds: Double(now - started) / 1e9,
            trainer.learners, summaries, raised)
        if now - told > 1_000_000_000 {
            status.returnMean = result.returnMean
            status.entropy = summaries[0].entropy
            status.divergence = summaries[0].divergence
            status.steps = trainer.steps
            status.alarms = result.alarms.count
            status.rate = Double(trainer.steps - firstSteps) / (Double(now - started) / 1e9)
            try tell()
        }
        if Double(now - saved) / 1e9 > options.interval { try save() }
    }

    private mutating func tell() throws {
        told = MonotonicClock.now()
        try OutputFile.replace(path("status.json"), with: status.json.text())
        options.onStatus(status)
    }

    private mutating func save() throws {
        saved = MonotonicClock.now()
        var notes: [(key: String, value: String)] = [
            ("trial", result.trial), ("iterations", "\(result.iterations)"),
            ("cpu_seconds", "\(result.cpuSeconds)"), ("plan", plan.hash),
        ]
        if let reached = result.reached { notes.append(("reached", "\(reached)")) }
        try OutputFile.replace(
            path("checkpoint.safetensors"), with: trainer.checkpoint(notes: notes).bytes, lasts: true)
    }

    private mutating func interrupt() throws -> SeedResult {
        try save()
        try log.flush()
        result.outcome = .interrupted
        try end(.interrupted)
        return result
    }

    /// Keeps what was seen; the checkpoint stays the last good one.
    private mutating func fail(_ fault: TrainingFault) throws {
        try log.flush()
        result.outcome = .failed
        result.message = fault.message
        result.steps = trainer.steps
        try OutputFile.replace(path("fault.safetensors"), with: trainer.evidence(of: fault).bytes)
        try OutputFile.replace(
            path("fault.json"),
            with: FaultRecord(fault, steps: trainer.steps, trial: result.trial).json.text())
        try end(.failed)
    }

    private mutating func finish() throws -> SeedResult {
        status.steps = trainer.steps
        status.state = .evaluating
        try tell()
        let policies = trainer.learners.map(\.actor)
        try PolicyWriter.write(policies, trainer.environment.form, result, task, folder: options.folder)
        let examiner = Examiner(task, episodes: plan.episodes, seed: options.seed &+ 1_000_000_007)
        let findings = try examiner.judge(policies)
        result.take(findings, bounds: task.bounds)
        if !findings.series.isEmpty {
            let tensors = findings.series.map { Tensor($0.name, [$0.values.count], .double($0.values)) }
            let file = SafeTensors(tensors, metadata: [("tape", result.tape)])
            try OutputFile.replace(path(SeedResult.gainsFile), with: file.bytes)
        }
        try end(.finished)
        return result
    }

    private mutating func end(_ state: SeedStatus.State) throws {
        status.state = state
        status.steps = trainer.steps
        status.message = result.message
        try OutputFile.replace(path("result.json"), with: result.json.text())
        try registry.add(.ended(result))
        try tell()
    }
}
