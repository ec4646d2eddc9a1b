import Learning
import Linear
import Testing

/// Twice N iterations are N, kept and gone on with for N more: to the bit.
@Suite struct CheckpointTests {
    private func settings() -> MAPPOSettings {
        var settings = MAPPOSettings()
        settings.steps = 24
        settings.hidden = [16, 16]
        settings.anneals = true
        settings.totalSteps = 20_000
        settings.finalEntropy = 0
        return settings
    }

    private func parameters<Task: Environment>(_ trainer: MAPPO<Task>) -> [[Float]] {
        trainer.learners.flatMap { [$0.actor.parameters, $0.critic.parameters] }
    }

    private func expectExact<Task: Environment>(_ task: Task, memory: Int = 0) throws {
        var settings = settings()
        settings.memory = memory
        settings.chunk = 7
        var whole = try MAPPO(settings, task)
        for _ in 0..<12 { _ = try whole.iterate() }
        var half = try MAPPO(settings, task)
        for _ in 0..<6 { _ = try half.iterate() }
        let file = half.checkpoint().bytes
        var resumed = try MAPPO(settings, task)
        #expect(try resumed.restore(SafeTensors(file, path: "checkpoint"), path: "checkpoint"))
        for _ in 0..<6 { _ = try resumed.iterate() }
        #expect(parameters(resumed) == parameters(whole) && resumed.steps == whole.steps)
        #expect(resumed.learners[0].episodes.recent == whole.learners[0].episodes.recent)
        #expect(resumed.checkpoint().bytes == whole.checkpoint().bytes)
    }

    @Test func `cartpole resumes to the bit`() throws { try expectExact(CartPole(copies: 3)) }
    @Test func `simple_spread resumes to the bit`() throws {
        try expectExact(SimpleSpread(copies: 2, agents: 3))
    }
    @Test func `execution resumes to the bit`() throws { try expectExact(OptimalExecution(copies: 3)) }
    @Test func `the planted signal resumes to the bit`() throws {
        var problem = PlantedSignal.Problem()
        problem.bars = 600
        try expectExact(PlantedSignal(copies: 3, problem: problem))
    }

    /// Episodes go on over the end of a rollout: without what was remembered there it would not be the same.
    @Test func `with memory they resume to the bit`() throws {
        try expectExact(CartPole(copies: 3), memory: 12)
        try expectExact(SimpleSpread(copies: 2, agents: 3), memory: 12)
        try expectExact(Recall(copies: 5, cues: 3, delay: 9), memory: 12)
    }

    @Test func `a checkpoint with memory is refused where another is asked for`() throws {
        var settings = settings()
        settings.memory = 12
        var trainer = try MAPPO(settings, CartPole(copies: 3))
        _ = try trainer.iterate()
        let file = trainer.checkpoint()
        for (memory, chunk, message) in [
            (0, 10, "`agents.actor` is not of"), (12, 5, "`settings.memory` is `{gru: 12, chunk: 10}`"),
        ] {
            settings.memory = memory
            settings.chunk = chunk
            var other = try MAPPO(settings, CartPole(copies: 3))
            let error = #expect(throws: ModelFileError.self) { _ = try other.restore(file, path: "c") }
            #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        }
    }

    @Test func `bandit and matrix games resume to the bit`() throws {
        try expectExact(Bandit(copies: 3))
        try expectExact(MatrixGame(copies: 3, .climbing))
    }

    @Test func `a checkpoint of another training is refused with what differs`() throws {
        var trainer = try MAPPO(settings(), CartPole(copies: 3))
        _ = try trainer.iterate()
        let file = trainer.checkpoint()
        func refusal(_ change: (inout MAPPOSettings) -> Void, _ file: SafeTensors, copies: Int = 3) throws
            -> String
        {
            var settings = settings()
            change(&settings)
            var other = try MAPPO(settings, CartPole(copies: copies))
            let before = parameters(other)
            let error = #expect(throws: ModelFileError.self) { _ = try other.restore(file, path: "c") }
            #expect(parameters(other) == before)
            return error?.message ?? ""
        }
        #expect(try refusal({ $0.discount = 0.5 }, file).contains("`settings.discount` is `0.99`"))
        #expect(try refusal({ _ in }, file, copies: 4).contains("agents.draws"))
        var broken = file
        broken.tensors.removeAll { $0.name == "agents.order" }
        #expect(try refusal({ _ in }, broken).contains("no tensor `agents.order`"))
        broken = file
        broken.tensors.append(Tensor("more", [1], .single([1])))
        #expect(try refusal({ _ in }, broken).contains("tensors, and"))
        broken = file
        broken.tensors[0] = Tensor(
            "agents.actor", file.tensors[0].shape,
            .single([Float](repeating: .nan, count: file.tensors[0].shape[0])))
        #expect(try refusal({ _ in }, broken).contains("agents.actor"))
    }
}
