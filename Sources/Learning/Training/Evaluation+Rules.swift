extension Evaluation {
    /// What one agent did and earned, step by step.
    public struct Trace: Sendable, Equatable {
        /// Its reward of each step.
        public var gains: [Double]
        /// Its action of each step.
        public var actions: [Int32]

        /// Makes one.
        public init(gains: [Double] = [], actions: [Int32] = []) {
            self.gains = gains
            self.actions = actions
        }
    }

    /// Plays the first copy's first episode by a rule: a baseline, or actions that were noted elsewhere.
    ///
    /// - Parameters:
    ///   - decide: from the step, counted from 0, and what the first agent of the first group sees, to its action.
    ///   - limit: most steps, against a task that never ends.
    public static func trace<Task: Environment>(
        in task: Task, seed: UInt64, limit: Int = 50_000_000, _ decide: (Int, [Float]) -> Int32
    ) throws(TrainingFault) -> Trace {
        var task = task
        let form = task.form
        precondition(form.copies == 1 && form.groups.count == 1 && form.groups[0].agents == 1, "one agent")
        var seen = ActorObservations(form)
        var states = CriticStates(form)
        var outcome = StepOutcome(form)
        var trace = Trace()
        do throws(EnvironmentFault) {
            try task.reset(seed: seed)
            for step in 0..<limit {
                task.observe(&seen, &states)
                let action = decide(step, seen[0])
                try task.step([[action]], &outcome)
                trace.actions.append(action)
                trace.gains.append(Double(outcome.rewards[0][0]))
                if outcome.terminated[0] || outcome.truncated[0] { break }
            }
        } catch {
            throw TrainingFault(.environment(error))
        }
        return trace
    }
}
