import JSON
import Learning
import Linear
import PipelineFormat
import RepositorySupport
import RunReport
import Testing
import Training

/// A folder of its own for trainings, with a registry in it.
struct Place {
    let folder: String

    init() {
        let name = "gm-flow-training-\(UInt64.random(in: 0...UInt64.max))"
        folder = Repository.temporaryFolder(name) ?? "/tmp/\(name)"
    }

    var registry: TrainingRegistry { TrainingRegistry(path: "\(folder)/registry.jsonl") }

    func options(seed: UInt64) -> SessionOptions {
        var options = SessionOptions(seed: seed, folder: "\(folder)/seed-\(seed)")
        options.registry = registry.path
        options.version = "test"
        return options
    }

    func bytes(_ name: String) throws -> [UInt8] { try InputFile.bytes("\(folder)/\(name)") }
    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    func plan(
        _ text: String, tasks: [any TrainingTask.Type] = nativeTasks
    ) throws -> TrainingPlan {
        let path = "\(folder)/plan.yaml"
        try OutputFile.replace(path, with: text)
        let read = TrainingPlan.read(path: path, overrides: [], tasks: tasks)
        guard let plan = read.plan else { throw TrainingError("\(read.diagnostics.items)") }
        return plan
    }
}

/// CartPole that breaks: `after` that many steps of its copies a reward is no number.
struct BrokenTask: TrainingTask {
    static let name = "broken"
    static let summary = "for tests"
    private let after: Int

    init(_ form: FormSection) { after = form.integer("after", in: 0...1_000_000) ?? 0 }

    var defaults: TrainingDefaults {
        var defaults = TrainingDefaults()
        defaults.settings = .cartPole
        defaults.copies = 4
        return defaults
    }

    func world(copies: Int) -> Breaking { Breaking(inner: CartPole(copies: copies), left: after) }

    struct Breaking: Environment {
        var inner: CartPole
        var left: Int
        var form: EnvironmentForm { inner.form }
        mutating func reset(seed: UInt64) { inner.reset(seed: seed) }
        func observe(_ observations: inout ActorObservations, _ states: inout CriticStates) {
            inner.observe(&observations, &states)
        }
        mutating func step(_ actions: [[Int32]], _ outcome: inout StepOutcome) {
            inner.step(actions, &outcome)
            left -= 1
            if left < 0 { outcome.rewards[0][2] = .nan }
        }
        func saved() -> EnvironmentState? { inner.saved() }
        mutating func restore(_ state: EnvironmentState) throws(EnvironmentFault) { try inner.restore(state) }
    }
}
