/// The tasks that this module brings.
public let nativeTasks: [any TrainingTask.Type] = [
    CartPoleTask.self, SpreadTask.self, ExecutionTask.self, SignalTask.self, NoiseTask.self, LeakTask.self,
    BanditTask.self, MatrixGameTask.self, RecallTask.self, ExternalTask.self,
]
