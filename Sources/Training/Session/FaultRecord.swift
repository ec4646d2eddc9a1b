import JSON
import Learning

/// `fault.json`: why a training stopped, where, and what lies beside it.
struct FaultRecord {
    let fault: TrainingFault
    let steps: Int
    let trial: String

    init(_ fault: TrainingFault, steps: Int, trial: String) {
        self.fault = fault
        self.steps = steps
        self.trial = trial
    }

    var json: JSONValue {
        .object([
            ("trial", .string(trial)), ("message", .string(fault.message)),
            ("group", fault.group.map { .string($0) } ?? .null),
            ("copy", fault.row.map { .integer($0.copy) } ?? .null),
            ("agent", fault.row.map { .integer($0.agent) } ?? .null),
            ("rollout_step", fault.step.map { .integer($0) } ?? .null),
            ("steps_before_the_rollout", .integer(steps)), ("numbers", .string("fault.safetensors")),
            ("last_good", .string("checkpoint.safetensors, if one was written before")),
        ])
    }
}
