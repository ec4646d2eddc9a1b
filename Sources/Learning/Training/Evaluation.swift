public import Linear

/// Plays a policy greedily: the likeliest action, nothing drawn but the episodes themselves.
public enum Evaluation {
    /// Returns of the first `episodes` that end, mean over each copy's agents.
    public static func greedy<Task: Environment>(
        _ policy: MLP<Float>, in task: Task, episodes: Int, seed: UInt64
    ) -> [Double] {
        var (task, policy) = (
            task, MLP(policy.shape, parameters: policy.parameters, capacity: task.form.rows)
        )
        let form = task.form
        var observations = ActorObservations(form)
        var states = CriticStates(form)
        var outcome = StepOutcome(form)
        var actions = [Int32](repeating: 0, count: form.rows)
        var mask = [UInt8](repeating: 1, count: form.rows * form.actions)
        var choice = Categorical<Float>(count: form.actions)
        var sums = [Double](repeating: 0, count: form.copies)
        var returns: [Double] = []
        task.reset(seed: seed)
        while returns.count < episodes {
            task.observe(&observations, &states)
            if task.hasMasks { task.mask(&mask) }
            policy.forward(observations.values, rows: form.rows)
            for row in 0..<form.rows {
                choice.set(policy.output, at: row * form.actions, mask: mask)
                actions[row] = Int32(choice.mode)
            }
            task.step(actions, &outcome)
            for copy in 0..<form.copies {
                for agent in 0..<form.agents {
                    sums[copy] += Double(outcome.rewards[copy * form.agents + agent]) / Double(form.agents)
                }
                guard outcome.terminated[copy] || outcome.truncated[copy] else { continue }
                if returns.count < episodes { returns.append(sums[copy]) }
                sums[copy] = 0
            }
        }
        return returns
    }
}
