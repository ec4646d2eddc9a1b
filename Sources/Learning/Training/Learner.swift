public import Linear

/// One group's policy and critic, and all that learns them.
public struct Learner: Sendable {
    /// How it learns.
    public let settings: MAPPOSettings
    /// Whom it teaches.
    public let form: GroupForm
    /// The policy: observations to logits.
    public internal(set) var actor: PolicyNetwork<Float>
    /// The critic: states to values.
    public internal(set) var critic: PolicyNetwork<Float>
    /// Mean and deviation of the returns.
    public internal(set) var normaliser: ValueNormaliser
    /// Returns of finished episodes.
    public internal(set) var episodes: EpisodeLog

    var actorAdam: Adam<Float>
    var criticAdam: Adam<Float>
    /// Draws the order of samples.
    var order: RandomStream
    /// Draws each row's actions.
    var draws: [RandomStream]
    /// What each row's actor and critic remember.
    var actorMemory: RowMemory
    var criticMemory: RowMemory
    var rollout: Rollout
    var batch: Minibatch
    var choice: Categorical<Float>
    /// Scratch that the environment fills: what is allowed, and who may act.
    var allowed: [UInt8]
    var active: [Bool]

    /// Begins with a fresh policy; `index` tells the random streams of groups apart.
    init(_ settings: MAPPOSettings, _ form: GroupForm, copies: Int, index: Int) {
        self.settings = settings
        self.form = form
        let rows = copies * form.agents
        let size = Self.batchSize(settings, rows: rows)
        let capacity = max(rows, size)
        var shape = MLPShape(
            inputs: form.observationSize, hidden: settings.hidden, outputs: form.actions,
            activation: settings.activation, normalisesInput: settings.layerNorm,
            normalisesHidden: settings.layerNorm, headGain: 0.01)
        actor = PolicyNetwork(shape, memory: settings.memory, capacity: capacity)
        shape.inputs = form.stateSize
        shape.outputs = 1
        shape.headGain = 1
        critic = PolicyNetwork(shape, memory: settings.memory, capacity: capacity)
        let offset = UInt64(index) * 100_000_000
        var weights = RandomStream(seed: settings.seed, stream: offset + 1_000_003)
        actor.initialise(&weights)
        critic.initialise(&weights)
        actorAdam = Adam(count: actor.parameterCount)
        criticAdam = Adam(count: critic.parameterCount)
        normaliser = ValueNormaliser(decay: settings.valueDecay)
        order = RandomStream(seed: settings.seed, stream: offset + 1_000_033)
        draws = (0..<rows).map {
            RandomStream(seed: settings.seed, stream: offset + 2_000_000 + UInt64($0))
        }
        actorMemory = RowMemory(rows: rows, width: settings.memory)
        criticMemory = actorMemory
        rollout = Rollout(
            form, copies: copies, steps: settings.steps, discount: settings.discount, memory: settings.memory)
        batch = Minibatch(form, capacity: size)
        choice = Categorical(count: form.actions)
        allowed = [UInt8](repeating: 1, count: form.hasMasks ? rows * form.actions : 0)
        active = [Bool](repeating: true, count: rows)
        episodes = EpisodeLog(copies: copies)
    }

    /// Most rows times steps of a minibatch; of chunks, as many as they have places.
    private static func batchSize(_ settings: MAPPOSettings, rows: Int) -> Int {
        let parts = settings.minibatches
        guard settings.memory > 0 else { return (settings.steps * rows + parts - 1) / parts }
        let length = min(settings.chunk, settings.steps)
        let chunks = rows * ((settings.steps + length - 1) / length)
        return (chunks + parts - 1) / parts * length
    }

    /// A value of the critic in raw units.
    func raw(_ value: Float) -> Double {
        settings.normalisesValues ? normaliser.raw(Double(value)) : Double(value)
    }

    /// Decides for the rows that may act; `allowed` and `active` have been filled.
    mutating func act(
        _ t: Int, _ observations: [Float], _ states: [Float], _ actions: inout [Int32]
    ) throws(TrainingFault) {
        rollout.keep(t, observations, states, allowed: allowed)
        rollout.keep(t, actor: actorMemory, critic: criticMemory)
        actor.forward(observations, actorMemory.passage)
        critic.forward(states, criticMemory.passage)
        let (logits, values) = (actor.output, critic.output)
        for row in 0..<rollout.rows {
            actions[row] = 0
            guard active[row] else { continue }
            let offset = row * form.actions
            if form.hasMasks, !(0..<form.actions).contains(where: { allowed[offset + $0] != 0 }) {
                throw fault(.nothingAllowed, row, t)
            }
            choice.set(logits, at: offset, mask: allowed)
            guard choice.probabilities[0].isFinite else {
                throw fault(.notFinite("a policy's probability"), row, t)
            }
            let action = choice.sample(draws[row].uniform())
            actions[row] = Int32(action)
            rollout.decide(
                row, t, action, logProbability: choice.logProbabilities[action], value: values[row],
                raw: raw(values[row]))
        }
        actorMemory.take(actor, active: active)
        criticMemory.take(critic, active: active)
    }

    /// Takes what step `t` gave.
    mutating func record(
        _ t: Int, _ rewards: [Float], _ finalStates: [Float], _ outcome: StepOutcome
    ) throws(TrainingFault) {
        for row in 0..<rollout.rows {
            guard rewards[row].isFinite else { throw fault(.notFinite("a reward"), row, t) }
            rollout.earn(row, Double(rewards[row]))
        }
        // A time limit is no end: what the last state is worth stands for the steps that were cut.
        var isCut = false
        for copy in outcome.terminated.indices where outcome.truncated[copy] && !outcome.terminated[copy] {
            isCut = true
        }
        if isCut { critic.forward(finalStates, criticMemory.passage) }
        let values = critic.output
        for copy in outcome.terminated.indices {
            let (isEnd, isOver) = (
                outcome.terminated[copy], outcome.terminated[copy] || outcome.truncated[copy]
            )
            episodes.add(copy, rewards, agents: form.agents, isOver: isOver)
            guard isOver else { continue }
            let rows = (copy * form.agents)..<((copy + 1) * form.agents)
            for row in rows {
                if isEnd {
                    rollout.end(row, .terminated)
                } else {
                    rollout.end(row, .truncated, raw(values[row]))
                }
            }
            actorMemory.forget(rows)
            criticMemory.forget(rows)
        }
    }

    /// Values the states after the last step for the rows that would decide there; `active` has been filled.
    ///
    /// What they remember stays: the next rollout begins with the same states.
    mutating func bootstrap(_ states: [Float]) {
        critic.forward(states, criticMemory.passage)
        let values = critic.output
        for row in 0..<rollout.rows where active[row] { rollout.end(row, .decision, raw(values[row])) }
    }

    func fault(_ kind: TrainingFault.Kind, _ row: Int, _ step: Int) -> TrainingFault {
        TrainingFault(
            kind, group: form.name, row: (copy: row / form.agents, agent: row % form.agents), step: step)
    }
}
