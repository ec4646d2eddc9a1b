/// Multi-agent PPO with centralised critics (Yu 2022): the agents of a group share a policy, and a critic that may know
/// more than they values what they reach.
///
/// Everything is drawn from streams of the seed and computed by one thread: the same settings give the same
/// parameters, to the bit, on the same kind of processor.
public struct MAPPO<Task: Environment>: Sendable {
    /// How it learns.
    public let settings: MAPPOSettings
    /// What it learns in.
    public internal(set) var environment: Task
    /// A learner for each group, in the order of the environment's form.
    public internal(set) var learners: [Learner]
    /// Steps of all copies so far.
    public internal(set) var steps = 0

    var observations: ActorObservations
    var states: CriticStates
    var outcome: StepOutcome
    var actions: [[Int32]]

    /// Begins with fresh policies.
    ///
    /// - Parameter special: settings of groups that learn otherwise, by name; steps, seed and plan are those of
    ///   `settings`.
    public init(
        _ settings: MAPPOSettings, _ environment: Task, special: [String: MAPPOSettings] = [:]
    ) throws(TrainingFault) {
        self.settings = settings
        self.environment = environment
        let form = environment.form
        learners = form.groups.enumerated().map { index, group in
            var own = special[group.name] ?? settings
            own.steps = settings.steps
            own.seed = settings.seed
            own.totalSteps = settings.totalSteps
            return Learner(own, group, copies: form.copies, index: index)
        }
        observations = ActorObservations(form)
        states = CriticStates(form)
        outcome = StepOutcome(form)
        actions = form.groups.map { [Int32](repeating: 0, count: form.copies * $0.agents) }
        do { try self.environment.reset(seed: settings.seed) } catch {
            throw TrainingFault(.environment(error))
        }
    }

    /// A rollout and what is learnt from it, group by group.
    public mutating func iterate() throws(TrainingFault) -> [TrainingSummary] {
        let done = Double(steps) / Double(settings.totalSteps)
        try collect()
        var summaries: [TrainingSummary] = []
        for group in learners.indices {
            summaries.append(try learners[group].learn(done: done))
        }
        return summaries
    }

    private mutating func collect() throws(TrainingFault) {
        for t in 0..<settings.steps {
            environment.observe(&observations, &states)
            for group in learners.indices {
                environment.active(group: group, &learners[group].active)
                if learners[group].form.hasMasks {
                    environment.mask(group: group, &learners[group].allowed)
                }
                try learners[group].act(t, observations[group], states[group], &actions[group])
            }
            do { try environment.step(actions, &outcome) } catch {
                throw TrainingFault(.environment(error), step: t)
            }
            for group in learners.indices {
                try learners[group].record(t, outcome.rewards[group], outcome.finalStates[group], outcome)
            }
        }
        environment.observe(&observations, &states)
        for group in learners.indices {
            environment.active(group: group, &learners[group].active)
            learners[group].bootstrap(states[group])
        }
        steps += settings.steps * environment.form.copies
    }
}
