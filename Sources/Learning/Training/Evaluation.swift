public import Linear

/// Plays policies without learning.
public enum Evaluation {
    /// How actions are chosen.
    public enum Choice: String, Sendable, CaseIterable {
        /// The likeliest.
        case greedy
        /// Drawn by the policy's probabilities, as in training.
        case drawn
        /// Drawn evenly among those that are allowed: what a policy must beat.
        case random
    }

    /// Returns of `episodes` episodes for each group: means over the group's agents of the sum of their rewards.
    ///
    /// Each copy plays as many as any other but for one, so that short episodes count no more than long ones.
    ///
    /// - Parameters:
    ///   - policies: one a group, in the order of the form; not looked at for `random`.
    ///   - limit: most steps of all copies, against a task that never ends.
    public static func returns<Task: Environment>(
        _ policies: [PolicyNetwork<Float>], in task: Task, _ choice: Choice = .greedy, episodes: Int,
        seed: UInt64,
        limit: Int = 50_000_000
    ) throws(TrainingFault) -> [[Double]] {
        var play = Play(policies, task, choice, episodes: episodes, seed: seed)
        return try play.run(limit: limit)
    }

    /// The reward of each step of the first copy's first episode, summed over a group's agents: a series of gains.
    public static func series<Task: Environment>(
        _ policies: [PolicyNetwork<Float>], in task: Task, _ choice: Choice = .greedy, group: Int = 0,
        seed: UInt64,
        limit: Int = 50_000_000
    ) throws(TrainingFault) -> [Double] {
        try trace(policies, in: task, choice, group: group, seed: seed, limit: limit).gains
    }

    /// The same with the actions of the group's first agent.
    public static func trace<Task: Environment>(
        _ policies: [PolicyNetwork<Float>], in task: Task, _ choice: Choice = .greedy, group: Int = 0,
        seed: UInt64,
        limit: Int = 50_000_000
    ) throws(TrainingFault) -> Trace {
        var play = Play(policies, task, choice, episodes: 1, seed: seed)
        play.watched = group
        _ = try play.run(limit: limit)
        return play.trace
    }
}

private struct Play<Task: Environment> {
    var policies: [PolicyNetwork<Float>]
    /// What each group's rows remember.
    var memories: [RowMemory]
    var task: Task
    let form: EnvironmentForm
    let choice: Evaluation.Choice
    let episodes: Int
    let seed: UInt64
    var observations: ActorObservations
    var states: CriticStates
    var outcome: StepOutcome
    var actions: [[Int32]]
    var logs: [EpisodeLog]
    var random: RandomStream
    var returns: [[Double]]
    /// Group whose rewards in the first copy are kept, step by step.
    var watched: Int?
    var trace = Evaluation.Trace()

    init(
        _ policies: [PolicyNetwork<Float>], _ task: Task, _ choice: Evaluation.Choice, episodes: Int,
        seed: UInt64
    ) {
        let form = task.form
        self.form = form
        self.task = task
        self.choice = choice
        self.episodes = episodes
        self.seed = seed
        self.policies = policies.enumerated().map { PolicyNetwork($1, capacity: form.rows($0)) }
        memories = policies.enumerated().map { RowMemory(rows: form.rows($0), width: $1.memoryWidth) }
        observations = ActorObservations(form)
        states = CriticStates(form)
        outcome = StepOutcome(form)
        actions = form.groups.map { [Int32](repeating: 0, count: form.copies * $0.agents) }
        logs = form.groups.map { _ in EpisodeLog(copies: form.copies) }
        random = RandomStream(seed: seed, stream: 3_000_017)
        returns = form.groups.map { _ in [] }
    }

    mutating func run(limit: Int) throws(TrainingFault) -> [[Double]] {
        do { try task.reset(seed: seed) } catch { throw TrainingFault(.environment(error)) }
        var left = (0..<form.copies).map { (episodes + form.copies - 1 - $0) / form.copies }
        var steps = 0
        while left.contains(where: { $0 > 0 }), steps < limit {
            task.observe(&observations, &states)
            for group in form.groups.indices { try choose(group) }
            do { try task.step(actions, &outcome) } catch { throw TrainingFault(.environment(error)) }
            steps += form.copies
            if let watched, left[0] > 0 {
                let agents = form.groups[watched].agents
                trace.gains.append(outcome.rewards[watched][0..<agents].reduce(0) { $0 + Double($1) })
                trace.actions.append(actions[watched][0])
            }
            for copy in 0..<form.copies {
                let isOver = outcome.terminated[copy] || outcome.truncated[copy]
                for group in form.groups.indices {
                    let total = logs[group].add(
                        copy, outcome.rewards[group], agents: form.groups[group].agents, isOver: isOver)
                    if let total, left[copy] > 0 { returns[group].append(total) }
                }
                if isOver {
                    left[copy] -= 1
                    for group in memories.indices {
                        let agents = form.groups[group].agents
                        memories[group].forget((copy * agents)..<((copy + 1) * agents))
                    }
                }
            }
        }
        return returns
    }

    private mutating func choose(_ group: Int) throws(TrainingFault) {
        let (rows, form) = (form.rows(group), form.groups[group])
        var active = [Bool](repeating: true, count: rows)
        task.active(group: group, &active)
        var mask: [UInt8] = []
        if form.hasMasks {
            mask = [UInt8](repeating: 1, count: rows * form.actions)
            task.mask(group: group, &mask)
        }
        var logits: [Float] = []
        if choice != .random {
            policies[group].forward(observations[group], memories[group].passage)
            memories[group].take(policies[group], active: active)
            logits = policies[group].output
        }
        var odds = Categorical<Float>(count: form.actions)
        let even = [Float](repeating: 0, count: rows * form.actions)
        for row in 0..<rows {
            actions[group][row] = 0
            guard active[row] else { continue }
            let offset = row * form.actions
            if form.hasMasks, !(0..<form.actions).contains(where: { mask[offset + $0] != 0 }) {
                throw TrainingFault(
                    .nothingAllowed, group: form.name,
                    row: (copy: row / form.agents, agent: row % form.agents))
            }
            if choice == .random {
                odds.set(even, at: offset, mask: mask)
            } else {
                odds.set(logits, at: offset, mask: mask)
            }
            actions[group][row] = Int32(choice == .greedy ? odds.mode : odds.sample(random.uniform()))
        }
    }
}
