import JSON
import Learning
import Linear
import Machine
import PipelineFormat
import RunReport
import Training

/// What `gm-flow train` can name under `task:`, a line for each source of tasks.
let trainingTasks: [any TrainingTask.Type] =
    nativeTasks + [TradingTask.self, ExecutionAgentTask.self, RiskAgentTask.self]
