public import Linear

/// Multi-agent PPO with a centralised critic (Yu 2022): agents of one group share a policy, and a critic that may
/// know more than they values what they reach.
///
/// Everything is drawn from streams of the seed and computed by one thread: the same settings give the same
/// parameters, to the bit, on the same kind of processor.
public struct MAPPO<Task: Environment>: Sendable {
    /// How it learns.
    public let settings: MAPPOSettings
    /// What it learns in.
    public private(set) var environment: Task
    /// The policy: observations to logits.
    public private(set) var actor: MLP<Float>
    /// The critic: states to values.
    public private(set) var critic: MLP<Float>
    /// Mean and deviation of the returns.
    public private(set) var normaliser: ValueNormaliser
    /// Steps of all copies so far.
    public private(set) var steps = 0
    /// Returns of finished episodes.
    public private(set) var episodes: EpisodeLog

    private var actorAdam: Adam<Float>
    private var criticAdam: Adam<Float>
    private var order: RandomStream
    private var draws: [RandomStream]
    private var rollout: Rollout
    private var observations: ActorObservations
    private var states: CriticStates
    private var outcome: StepOutcome
    private var actions: [Int32]
    private var choice: Categorical<Float>
    private var batch: Minibatch

    /// Why training can't go on.
    public enum Fault: Error, Sendable, Equatable {
        /// A number that is not finite: where.
        case notFinite(String)
        /// A row whose mask allows no action.
        case nothingAllowed
    }

    /// Begins with a fresh policy.
    public init(_ settings: MAPPOSettings, _ environment: Task) {
        self.settings = settings
        self.environment = environment
        let form = environment.form
        let size = (settings.steps * form.rows + settings.minibatches - 1) / settings.minibatches
        let capacity = max(form.rows, size)
        var shape = MLPShape(
            inputs: form.observationSize, hidden: settings.hidden, outputs: form.actions,
            activation: settings.activation, normalisesInput: settings.layerNorm,
            normalisesHidden: settings.layerNorm, headGain: 0.01)
        actor = MLP(shape, capacity: capacity)
        shape.inputs = form.stateSize
        shape.outputs = 1
        shape.headGain = 1
        critic = MLP(shape, capacity: capacity)
        var weights = RandomStream(seed: settings.seed, stream: 1_000_003)
        actor.initialise(&weights)
        critic.initialise(&weights)
        actorAdam = Adam(count: actor.parameters.count)
        criticAdam = Adam(count: critic.parameters.count)
        normaliser = ValueNormaliser(decay: settings.valueDecay)
        order = RandomStream(seed: settings.seed, stream: 1_000_033)
        draws = (0..<form.rows).map { RandomStream(seed: settings.seed, stream: 2_000_000 + UInt64($0)) }
        rollout = Rollout(form, steps: settings.steps, hasMasks: environment.hasMasks)
        observations = ActorObservations(form)
        states = CriticStates(form)
        outcome = StepOutcome(form)
        actions = [Int32](repeating: 0, count: form.rows)
        choice = Categorical(count: form.actions)
        batch = Minibatch(form, capacity: size)
        episodes = EpisodeLog(copies: form.copies)
        self.environment.reset(seed: settings.seed)
    }

    /// The rate of the next update.
    public var rate: Double {
        guard settings.anneals else { return settings.learningRate }
        return settings.learningRate * max(0, 1 - Double(steps) / Double(settings.totalSteps))
    }

    /// A rollout and what is learnt from it.
    public mutating func iterate() throws(Fault) -> TrainingSummary {
        let rate = rate
        try collect()
        rollout.finish(settings, normaliser)
        var summary = TrainingSummary()
        for epoch in 0..<settings.epochs {
            var places = Array(0..<rollout.count)
            order.shuffle(&places)
            for part in 0..<settings.minibatches {
                let low = part * places.count / settings.minibatches
                let high = (part + 1) * places.count / settings.minibatches
                guard low < high else { continue }
                try learn(Array(places[low..<high]), rate: rate, isFirst: epoch == 0 && part == 0, &summary)
            }
        }
        return summary
    }

    private mutating func collect() throws(Fault) {
        let form = environment.form
        for t in 0..<settings.steps {
            environment.observe(&observations, &states)
            let base = t * form.rows
            rollout.observations.replaceSubrange(
                (base * form.observationSize)..<((base + form.rows) * form.observationSize),
                with: observations.values)
            rollout.states.replaceSubrange(
                (base * form.stateSize)..<((base + form.rows) * form.stateSize), with: states.values)
            try act(t)
            critic.forward(states.values, rows: form.rows)
            for row in 0..<form.rows {
                let value = critic.output[row]
                rollout.values[base + row] = value
                if t > 0 { setNext(t - 1, row, value) }
            }
            environment.step(actions, &outcome)
            try record(t)
        }
        environment.observe(&observations, &states)
        critic.forward(states.values, rows: form.rows)
        for row in 0..<form.rows { setNext(settings.steps - 1, row, critic.output[row]) }
        steps += settings.steps * form.copies
    }

    private mutating func act(_ t: Int) throws(Fault) {
        let form = environment.form
        var mask: [UInt8] = []
        if environment.hasMasks {
            mask = [UInt8](repeating: 0, count: form.rows * form.actions)
            environment.mask(&mask)
            let base = t * form.rows * form.actions
            rollout.masks.replaceSubrange(base..<(base + mask.count), with: mask)
        }
        actor.forward(observations.values, rows: form.rows)
        for row in 0..<form.rows {
            let offset = row * form.actions
            if !mask.isEmpty, mask[offset..<(offset + form.actions)].allSatisfy({ $0 == 0 }) {
                throw .nothingAllowed
            }
            choice.set(actor.output, at: offset, mask: mask)
            guard choice.probabilities[0].isFinite else { throw .notFinite("a policy's probabilities") }
            let action = choice.sample(draws[row].uniform())
            actions[row] = Int32(action)
            rollout.actions[t * form.rows + row] = Int32(action)
            rollout.logProbabilities[t * form.rows + row] = choice.logProbabilities[action]
        }
    }

    /// What the state after step `t` is worth, unless that is known already.
    private mutating func setNext(_ t: Int, _ row: Int, _ value: Float) {
        let place = t * environment.form.rows + row
        guard !rollout.truncated[place] else { return }
        rollout.nextValues[place] =
            settings.normalisesValues ? normaliser.raw(Double(value)) : Double(value)
    }

    private mutating func record(_ t: Int) throws(Fault) {
        let form = environment.form
        for copy in 0..<form.copies {
            for agent in 0..<form.agents {
                let row = copy * form.agents + agent
                let place = t * form.rows + row
                guard outcome.rewards[row].isFinite else { throw .notFinite("a reward") }
                rollout.rewards[place] = outcome.rewards[row]
                rollout.terminated[place] = outcome.terminated[copy]
                rollout.truncated[place] = outcome.truncated[copy]
            }
            episodes.add(copy, outcome, form)
        }
        guard outcome.truncated.contains(true) else { return }
        // A time limit is no end: what the last state is worth stands for the steps that were cut.
        critic.forward(outcome.finalStates.values, rows: form.rows)
        for row in 0..<form.rows where outcome.truncated[row / form.agents] {
            let value = Double(critic.output[row])
            rollout.nextValues[t * form.rows + row] =
                settings.normalisesValues ? normaliser.raw(value) : value
        }
    }

    private mutating func learn(
        _ places: [Int], rate: Double, isFirst: Bool, _ summary: inout TrainingSummary
    ) throws(Fault) {
        batch.gather(places, rollout)
        let total = Float(places.count)
        actor.forward(batch.observations, rows: places.count)
        var policy = PolicyLoss<Float>.Summary()
        let loss = PolicyLoss<Float>(clip: settings.clip, entropyWeight: settings.entropy)
        for index in places.indices {
            choice.set(actor.output, at: index * choice.probabilities.count, mask: batch.masks)
            let sample = PolicyLoss<Float>.Sample(
                action: Int(batch.actions[index]), oldLogProbability: batch.logProbabilities[index],
                advantage: batch.advantages[index], weight: 1)
            loss.add(
                choice, sample, total: total, slopes: &batch.slopes, at: index * choice.probabilities.count,
                to: &policy)
        }
        actor.clearGradients()
        actor.backward(batch.slopes)
        let policyNorm = actor.step(&actorAdam, rate: rate, normLimit: settings.gradientNorm)
        guard policyNorm.isFinite else { throw .notFinite("the policy's gradients") }
        let valueLoss = try learnValues(places.count, rate: rate)
        if isFirst { summary.firstRatioError = policy.ratioError }
        summary.add(policy, valueLoss: valueLoss, policyNorm: policyNorm)
    }

    private mutating func learnValues(_ count: Int, rate: Double) throws(Fault) -> Double {
        if settings.normalisesValues {
            let (mean, square) = batch.returnMoments(count)
            normaliser.update(mean: mean, meanSquare: square)
        }
        critic.forward(batch.states, rows: count)
        let loss = ValueLoss<Float>(
            clip: settings.clip, delta: settings.huber, weight: settings.valueWeight)
        var sum = 0.0
        for index in 0..<count {
            let target =
                settings.normalisesValues ? normaliser.normalised(batch.returns[index]) : batch.returns[index]
            let (value, slope) = loss.of(
                value: critic.output[index], old: batch.values[index], target: Float(target),
                share: 1 / Float(count))
            sum += Double(value)
            batch.valueSlopes[index] = slope
        }
        critic.clearGradients()
        critic.backward(batch.valueSlopes)
        let norm = critic.step(&criticAdam, rate: rate, normLimit: settings.gradientNorm)
        guard norm.isFinite else { throw .notFinite("the critic's gradients") }
        return sum
    }
}
