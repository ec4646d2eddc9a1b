import Linear
import Testing

@testable import Learning

/// What a trainer of networks with memory must keep: chunks give what the rollout gave, memories are of rows and episodes.
@Suite struct RecurrentTrainingTests {
    private func settings() -> MAPPOSettings {
        var settings = MAPPOSettings()
        settings.steps = 32
        settings.minibatches = 3
        settings.hidden = [16]
        settings.memory = 12
        settings.chunk = 5
        return settings
    }

    /// With a rate of 0 nothing is learnt: every minibatch of chunks must then find the probabilities of the rollout.
    private func expectSame<Task: Environment>(_ task: Task, _ settings: MAPPOSettings) throws {
        var settings = settings
        settings.learningRate = 0
        settings.epochs = 2
        var trainer = try MAPPO(settings, task)
        for learner in trainer.learners.indices {
            // Policies of an initialisation are nearly even whatever is remembered.
            for index in trainer.learners[learner].actor.parameters.indices {
                trainer.learners[learner].actor.parameters[index] *= 3
            }
        }
        for _ in 0..<4 {
            for summary in try trainer.iterate() {
                #expect(summary.samples > 0)
                #expect(summary.divergence < 1e-7 && summary.clipped == 0, "\(summary.divergence)")
                #expect(summary.firstRatioError < 2e-5, "\(summary.firstRatioError)")
            }
        }
    }

    @Test(arguments: [1, 4, 5, 32, 50])
    func `chunks of any length give what the steps gave`(_ chunk: Int) throws {
        var settings = settings()
        settings.chunk = chunk
        // Episodes of some 20 steps, so that several begin within a rollout, and go on over its end.
        try expectSame(CartPole(copies: 3), settings)
        // Rows that pause, masks, several agents.
        try expectSame(TwoClocks(), settings)
        try expectSame(Recall(copies: 3, cues: 3, delay: 6), settings)
    }

    @Test func `chunks are runs of a row's decisions`() {
        // Rows 0, 1, 2 of three; row 1 paused at the second step, row 2 never decided.
        let chunks = Chunks([0, 1, 3, 6, 7, 9, 10], rows: 3, length: 2)
        #expect(chunks.places == [0, 3, 6, 9, 1, 7, 10])
        #expect(chunks.ranges == [0..<2, 2..<4, 4..<6, 6..<7])
    }

    @Test func `a minibatch of chunks is padded with what does not count`() throws {
        var trainer = try MAPPO(settings(), CartPole(copies: 2))
        _ = try trainer.iterate()
        let rollout = trainer.learners[0].rollout
        let chunks = Chunks(rollout.samples, rows: 2, length: 5)
        // 32 decisions are six chunks of five and one of two, twice.
        #expect(chunks.ranges.map(\.count) == [5, 5, 5, 5, 5, 5, 2, 5, 5, 5, 5, 5, 5, 2])
        var batch = Minibatch(trainer.learners[0].form, capacity: 70)
        batch.gather([6, 0], of: chunks, rollout)
        #expect(batch.rows == 10 && batch.samples == 7)
        #expect(Array(batch.weights[0..<10]) == [1, 1, 1, 1, 0, 1, 0, 1, 0, 1])
        #expect(batch.actorPassage.steps == 5 && batch.actorPassage.rows == 2)
        let places = [60, 0, 62, 2, 60, 4, 60, 6, 60, 8]
        #expect(Array(batch.actions[0..<10]) == places.map { rollout.actions[$0] })
        #expect(batch.actorPassage.begins == places.map { rollout.begins[$0] })
        #expect(Array(batch.actorPassage.memory[0..<12]) == Array(rollout.actorMemories[720..<732]))
        #expect(Array(batch.criticPassage.memory[0..<12]) == Array(rollout.criticMemories[720..<732]))
        #expect(batch.actorPassage.memory != batch.criticPassage.memory)
    }

    @Test func `a row's memory moves on when it decides, and goes with its episode`() {
        var network = PolicyNetwork<Float>(
            MLPShape(inputs: 1, hidden: [], outputs: 2), memory: 3, capacity: 2)
        var random = RandomStream(seed: 3)
        network.initialise(&random)
        var memory = RowMemory(rows: 2, width: 3)
        #expect(memory.begins == [true, true])
        network.forward([1, 1], memory.passage)
        memory.take(network, active: [true, false])
        #expect(memory.begins == [false, true])
        #expect(memory.numbers[0..<3].contains { $0 != 0 } && memory.numbers[3...].allSatisfy { $0 == 0 })
        let first = Array(memory.numbers[0..<3])
        network.forward([1, 1], memory.passage)
        memory.take(network, active: [false, true])
        // The second row has now seen what the first has.
        #expect(Array(memory.numbers[0..<3]) == first && Array(memory.numbers[3...]) == first)
        memory.forget(0..<1)
        network.forward([1, 1], memory.passage)
        memory.take(network, active: [true, true])
        #expect(Array(memory.numbers[0..<3]) == first && Array(memory.numbers[3...]) != first)
    }

    /// What a policy does in an evaluation is what it does when it acts alone.
    @Test func `evaluations remember within an episode and not beyond`() throws {
        var trainer = try MAPPO(settings(), Recall(copies: 4, cues: 3, delay: 5))
        for _ in 0..<3 { _ = try trainer.iterate() }
        var actor = trainer.learners[0].actor
        for index in actor.parameters.indices { actor.parameters[index] *= 4 }
        let returns = try Evaluation.returns(
            [actor], in: Recall(copies: 1, cues: 3, delay: 5), episodes: 40, seed: 9)[0]
        var policy = InferencePolicy(actor.shape, memory: actor.memoryWidth, parameters: actor.parameters)
        var world = Recall(copies: 1, cues: 3, delay: 5)
        world.reset(seed: 9)
        var (seen, states) = (ActorObservations(world.form), CriticStates(world.form))
        var outcome = StepOutcome(world.form)
        var alone: [Double] = []
        while alone.count < 40 {
            world.observe(&seen, &states)
            policy.look(seen[0])
            world.step([[Int32(policy.choice.mode)]], &outcome)
            guard outcome.terminated[0] else { continue }
            alone.append(Double(outcome.rewards[0][0]))
            policy.forget()
        }
        #expect(returns == alone && Set(alone).count == 2)
    }

    /// The observation at the question is the same for all cues: guessing is right in a third of the episodes.
    @Test func `a cue is recalled with memory, and guessed without`() throws {
        func score(memory: Int) throws -> Double {
            var settings = MAPPOSettings()
            settings.steps = 20
            settings.hidden = [16]
            settings.layerNorm = false
            settings.learningRate = 3e-3
            settings.anneals = true
            settings.memory = memory
            settings.chunk = 10
            settings.totalSteps = 40_000
            let task = Recall(copies: 16, cues: 3, delay: 4)
            var trainer = try MAPPO(settings, task)
            while trainer.steps < settings.totalSteps { _ = try trainer.iterate() }
            let returns = try Evaluation.returns(
                trainer.learners.map(\.actor), in: task, episodes: 400, seed: 77)
            return returns[0].reduce(0, +) / 400
        }
        let (with, without) = (try score(memory: 32), try score(memory: 0))
        #expect(with > 0.95 && without < 0.42, "\(with) \(without)")
    }
}
