import Learning
import Linear
import RunReport

/// Writes policies as model files, one a group: `model.safetensors`, or `model-GROUP.safetensors` of several.
enum PolicyWriter {
    static func fileName(_ group: String, of count: Int) -> String {
        count == 1 ? "model.safetensors" : "model-\(group).safetensors"
    }

    static func write(
        _ policies: [PolicyNetwork<Float>], _ form: EnvironmentForm, _ result: SeedResult,
        _ task: some TrainingTask,
        folder: String
    ) throws {
        for (index, policy) in policies.enumerated() {
            let terms = try task.model(group: index)
            let file = PolicyFile(
                policy, schema: terms.schema, actions: terms.actions,
                notes: [
                    ("task", result.task), ("group", form.groups[index].name), ("run", result.name),
                    ("seed", "\(result.seed)"), ("steps", "\(result.steps)"), ("trial", result.trial),
                    ("plan", result.plan), ("version", result.version), ("data", result.data ?? "drawn"),
                ] + terms.notes)
            try OutputFile.replace(
                "\(folder)/\(fileName(form.groups[index].name, of: policies.count))", with: file.bytes,
                lasts: true)
        }
    }
}
