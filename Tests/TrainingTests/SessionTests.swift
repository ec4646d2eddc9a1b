import JSON
import Learning
import Linear
import PipelineFormat
import RepositorySupport
import RunReport
import Testing
import Training

@Suite struct SessionTests {
    private let short = """
        train: short
        task: cartpole
        copies: 4
        steps: 8192
        episodes: 5
        settings: {rollout: 64}
        """

    @Test func `a training leaves metrics, a model, a result, and itself in the registry`() throws {
        let place = Place()
        let plan = try place.plan(short)
        let result = try plan.train(place.options(seed: 3))
        #expect(result.outcome == .finished && result.steps == 8192 && result.iterations == 32)
        #expect(result.groups.count == 1 && result.groups[0].greedy.count == 5)
        let again = try RunSummary.result("\(place.folder)/seed-3")
        #expect(again?.json.text() == result.json.text())
        let lines = try place.text("seed-3/metrics.jsonl").split(separator: "\n")
        #expect(lines.count == 32)
        let last = try JSONField(JSONReader.value(Array(lines[31].utf8)))
        #expect(try last["steps"].count == 8192)
        let agents = try last["agents"]
        for key in ["return_mean", "kl", "entropy", "explained_variance", "value_norm", "learning_rate"] {
            #expect(try agents[key].double.isFinite, "\(key)")
        }
        let status = try SeedStatus(JSONField(JSONReader.value(place.bytes("seed-3/status.json"))))
        #expect(status.state == .finished && status.steps == status.total)
        let model = try PolicyFile(place.bytes("seed-3/model.safetensors"), path: "model")
        #expect(
            model.shape.inputs == 4 && model.notes.contains { $0.key == "task" && $0.value == "cartpole" })
        let judged = try plan.judge([model], episodes: 5, seed: 3 &+ 1_000_000_007)
        #expect(judged.groups == result.groups)
        let (trials, broken) = try place.registry.trials()
        #expect(trials.map(\.trial) == [result.trial] && trials[0].outcome == "finished" && broken == 0)
    }

    @Test func `interrupted and resumed it ends as if nothing had been`() throws {
        let place = Place()
        let plan = try place.plan(short)
        _ = try plan.train(place.options(seed: 1))
        let whole = try PolicyFile(place.bytes("seed-1/model.safetensors"), path: "model")

        let other = Place()
        final class Count: @unchecked Sendable { var value = 0 }
        let count = Count()
        var options = other.options(seed: 1)
        options.interrupts = {
            count.value += 1
            return count.value > 11 ? 1 : 0
        }
        let stopped = try plan.train(options)
        #expect(stopped.outcome == .interrupted && stopped.iterations == 11)
        // Lines beyond the checkpoint, as of a process that was killed, are made again and not twice.
        try OutputFile.append(
            "{\"iteration\":12,\"steps\":3072}\n", to: "\(other.folder)/seed-1/metrics.jsonl")
        options = other.options(seed: 1)
        options.resumes = true
        let result = try plan.train(options)
        #expect(result.outcome == .finished && result.iterations == 32 && result.trial == stopped.trial)
        let resumed = try PolicyFile(other.bytes("seed-1/model.safetensors"), path: "model")
        #expect(resumed.parameters == whole.parameters)
        let lines = try other.text("seed-1/metrics.jsonl").split(separator: "\n")
        #expect(lines.count == 32)
        let (trials, _) = try other.registry.trials()
        #expect(trials.count == 1 && trials[0].outcome == "finished")
    }

    @Test func `a reward that is no number stops it with what was seen; the checkpoint stays good`() throws {
        let place = Place()
        let plan = try place.plan(
            "train: x\ntask: {name: broken, after: 500}\nsettings: {rollout: 64}\n", tasks: [BrokenTask.self])
        var options = place.options(seed: 1)
        options.interval = 0
        let error = #expect(throws: TrainingError.self) { _ = try plan.train(options) }
        #expect(
            error?.message
                == "a reward is not finite (group `agents`, copy 2, agent 0, step 52 of the rollout)")
        #expect(error?.isFault == true)
        let record = try JSONField(JSONReader.value(place.bytes("seed-1/fault.json")))
        #expect(try record["copy"].count == 2 && record["rollout_step"].count == 52)
        let numbers = try SafeTensors(place.bytes("seed-1/fault.safetensors"), path: "fault")
        guard case .single(let rewards)? = numbers["agents.step.rewards"]?.numbers else {
            Issue.record("the rewards are not there")
            return
        }
        #expect(rewards.count == 4 && rewards[2].isNaN && rewards[1] == 1)
        let checkpoint = try SafeTensors(place.bytes("seed-1/checkpoint.safetensors"), path: "checkpoint")
        #expect(checkpoint["steps"]?.numbers == .words([7 * 64 * 4]))
        let (trials, _) = try place.registry.trials()
        #expect(trials.count == 1 && trials[0].outcome == "failed")
    }
}
