public import Learning
import Linear
public import PipelineFormat
import RunReport

/// A training file, read and checked.
public struct TrainingPlan: Sendable {
    /// Its name: part of the folder's.
    public var name: String
    /// What it is for.
    public var doc: String?
    /// What is learnt in.
    public var task: any TrainingTask
    /// Copies of it that run side by side.
    public var copies: Int
    /// How it is learnt, but for the seed.
    public var settings: MAPPOSettings
    /// Settings of groups that learn otherwise.
    public var special: [String: MAPPOSettings] = [:]
    /// A training for each.
    public var seeds: [UInt64]
    /// A training for each on what was shuffled: controls of the same pipeline, from which nothing can be learnt.
    public var noiseSeeds: [UInt64] = []
    /// How the task's tape is cut into windows, with a training for each seed on each; nil for one window.
    public var walkForward: WalkForwardPlan?
    /// Episodes of each evaluation at the end.
    public var episodes: Int
    /// A mean return whose first reaching is noted.
    public var target: Double?
    /// Hash of the file's text and of what was set: 16 hexadecimal digits.
    public var hash: String
    /// The texts that it was read from, by name.
    public var sources: [String: String]

    /// The task's name.
    public var taskName: String { Self.name(of: task) }

    private static func name<T: TrainingTask>(of task: T) -> String { T.name }

    /// The folder of its runs, below which each seed has one.
    public var folder: String { "runs/train/\(name)" }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - overrides: keys by their path, as `settings.discount`, and what to put there.
    ///   - tasks: those that can be named.
    public static func read(
        path: String, overrides: [(name: String, value: String)], tasks: [any TrainingTask.Type]
    ) -> (plan: TrainingPlan?, diagnostics: Diagnostics) {
        PlanReader(path: path, overrides: overrides, tasks: tasks).read()
    }

    /// Names of the model files that a seed leaves, one a group.
    public var modelFiles: [String] { task.groups.map { PolicyWriter.fileName($0, of: task.groups.count) } }

    /// Judges policies, one a group, on the plan's task.
    ///
    /// - Parameter leg: the window to judge on; nil for the task as it stands.
    public func judge(
        _ models: [PolicyFile], on leg: TrainingLeg? = nil, episodes: Int, seed: UInt64
    ) throws(TrainingError) -> SeedResult {
        try judge(task, models, leg, episodes, seed)
    }

    private func judge<T: TrainingTask>(
        _ task: T, _ models: [PolicyFile], _ leg: TrainingLeg?, _ episodes: Int, _ seed: UInt64
    ) throws(TrainingError) -> SeedResult {
        try told {
            let task = try leg.map { try placed(task, $0) } ?? task
            let form = try task.world(copies: 1).form
            guard models.count == form.groups.count else {
                throw TrainingError(
                    "the task has \(form.groups.count) groups, and \(models.count) models are given")
            }
            for (model, group) in zip(models, form.groups) {
                guard model.shape.inputs == group.observationSize, model.shape.outputs == group.actions else {
                    throw TrainingError(
                        "the model of group `\(group.name)` takes \(model.shape.inputs) numbers and has "
                            + "\(model.shape.outputs) actions, and the task has \(group.observationSize) and "
                            + "\(group.actions)")
                }
            }
            let policies = models.map { PolicyNetwork($0, capacity: 1) }
            let findings = try Examiner(task, episodes: episodes, seed: seed).judge(policies)
            var result = SeedResult()
            (result.name, result.task, result.seed) = (name, T.name, seed)
            result.take(findings, bounds: task.bounds)
            return result
        }
    }
}
