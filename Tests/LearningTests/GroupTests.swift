import Learning
import Linear
import Testing

@Suite struct GroupTests {
    private func settings() -> MAPPOSettings {
        var settings = MAPPOSettings()
        settings.steps = 32
        settings.minibatches = 2
        settings.hidden = [16]
        settings.layerNorm = false
        settings.learningRate = 3e-3
        settings.discount = 0.9
        return settings
    }

    @Test func `groups on different clocks learn each their own`() throws {
        var trainer = try MAPPO(settings(), TwoClocks())
        var summaries = try trainer.iterate()
        #expect(summaries[0].samples == 24 && summaries[1].samples == 192)
        for _ in 0..<60 { summaries = try trainer.iterate() }
        let greedy = try Evaluation.returns(
            trainer.learners.map(\.actor), in: TwoClocks(), episodes: 6, seed: 5)
        #expect(greedy[0].allSatisfy { $0 >= 28 } && greedy[1].allSatisfy { $0 == 32 }, "\(greedy)")
        let random = try Evaluation.returns(
            trainer.learners.map(\.actor), in: TwoClocks(), .random, episodes: 6, seed: 5)
        #expect(random[0].reduce(0, +) < 150 && random[1].reduce(0, +) < 120, "\(random)")
    }

    /// The slow group may not act in any step: no samples, no step of its optimisers, no NaN; the other learns on.
    @Test func `a group that never acts is left as it is`() throws {
        var task = TwoClocks()
        task.period = 1_000_000
        var trainer = try MAPPO(settings(), task)
        _ = try trainer.iterate()
        let before = trainer.learners.map(\.actor.parameters)
        let summaries = try trainer.iterate()
        #expect(summaries[0].samples == 0 && summaries[1].samples == 192)
        #expect(trainer.learners[0].actor.parameters == before[0])
        #expect(trainer.learners[1].actor.parameters != before[1])
        #expect(before[1].allSatisfy { $0.isFinite })
    }

    @Test func `batches of one sample are learnt from`() throws {
        var settings = settings()
        settings.steps = 4
        settings.minibatches = 100
        var trainer = try MAPPO(settings, TwoClocks(copies: 1))
        for _ in 0..<5 { #expect(try trainer.iterate().map(\.samples) == [1, 8]) }
        for learner in trainer.learners { #expect(learner.actor.parameters.allSatisfy { $0.isFinite }) }
    }

    /// What only critics see must not move an actor: same actions in the first rollout, same logits for ever.
    @Test func `what only the critic knows does not reach an actor`() throws {
        func episodes(secret: Float) throws -> ([EpisodeLog], [[Double]]) {
            var task = TwoClocks()
            task.secret = secret
            var trainer = try MAPPO(settings(), task)
            let fresh = trainer.learners.map(\.actor)
            _ = try trainer.iterate()
            let returns = try Evaluation.returns(fresh, in: task, .drawn, episodes: 9, seed: 4)
            return (trainer.learners.map(\.episodes), returns)
        }
        let (a, b) = (try episodes(secret: 0), try episodes(secret: 1e3))
        for (first, second) in zip(a.0, b.0) { #expect(first.recent == second.recent && first.count > 0) }
        #expect(a.1 == b.1)
    }

    @Test(arguments: [
        ("mask", "the mask of a row that may act allows no action (group `slow`, copy 0, agent 0, step 0"),
        ("reward", "a reward is not finite (group `fast`, copy 1, agent 1, step 0"),
        ("death", "the server is gone (step 0"),
    ])
    func `what stops training is told with its place`(_ fault: String, _ message: String) throws {
        var task = TwoClocks()
        task.fault = fault
        var trainer = try MAPPO(settings(), task)
        let error = #expect(throws: TrainingFault.self) { _ = try trainer.iterate() }
        #expect(error?.message == message + " of the rollout)")
    }
}
