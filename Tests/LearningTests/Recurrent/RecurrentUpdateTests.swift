import Linear
import Testing

@testable import Learning

/// One whole update of networks with memory against torch's; `recurrent_update.py` says what is in the rollout.
@Suite struct RecurrentUpdateTests {
    private let steps = 11
    private let copies = 3
    private let agents = 2
    private let memory = 7
    private var rows: Int { copies * agents }

    private func settings(_ file: OracleFile) throws -> MAPPOSettings {
        var settings = MAPPOSettings()
        settings.steps = steps
        settings.epochs = 1
        settings.minibatches = 1
        settings.learningRate = try file.setting("rate")
        settings.discount = 0.97
        settings.trace = 0.9
        settings.huber = try file.setting("delta")
        settings.valueWeight = try file.setting("value_weight")
        settings.gradientNorm = 0.5
        settings.hidden = [6]
        settings.memory = memory
        settings.chunk = 3
        return settings
    }

    /// Tells a learner the story of the file, step by step, as an environment would.
    private func tell(_ learner: inout Learner, _ file: OracleFile) throws {
        func step(_ name: String, _ t: Int, _ width: Int) throws -> [Float] {
            Array(try file.numbers(name, as: Float.self)[(t * rows * width)..<((t + 1) * rows * width)])
        }
        let (active, actions) = (try file.integers("active"), try file.integers("action"))
        let (ends, raw) = (try file.integers("ends"), try file.doubles("raw"))
        var actor = RowMemory(rows: rows, width: memory)
        var critic = actor
        for t in 0..<steps {
            let mask = try step("mask", t, 4).map { UInt8($0) }
            let observations = try step("observations", t, 5)
            learner.rollout.keep(t, observations, try step("states", t, 6), allowed: mask)
            actor.restore(try step("actor_memory", t, memory), begins: actor.begins)
            critic.restore(try step("critic_memory", t, memory), begins: actor.begins)
            learner.rollout.keep(t, actor: actor, critic: critic)
            var begins = actor.begins
            let (logp, value) = (try step("logp", t, 1), try step("value", t, 1))
            for row in 0..<rows where active[t * rows + row] == 1 {
                let place = t * rows + row
                learner.rollout.decide(
                    row, t, actions[place], logProbability: logp[row], value: value[row], raw: raw[place])
                begins[row] = false
            }
            let (rewards, finals) = (try step("rewards", t, 1), try file.doubles("final"))
            for row in 0..<rows {
                learner.rollout.earn(row, Double(rewards[row]))
                let end = ends[t * copies + row / agents]
                if end == 1 { learner.rollout.end(row, .terminated) }
                if end == 2 { learner.rollout.end(row, .truncated, finals[t * rows + row]) }
                if end > 0 { begins[row] = true }
            }
            actor.restore(actor.numbers, begins: begins)
        }
        for row in 0..<rows where active[steps * rows + row] == 1 {
            learner.rollout.end(row, .decision, raw[steps * rows + row])
        }
    }

    @Test func `an update of chunks gives the parameters that torch gets`() throws {
        let file = try OracleFile("update.safetensors")
        let form = GroupForm(agents: agents, observationSize: 5, stateSize: 6, actions: 4, hasMasks: true)
        var learner = Learner(try settings(file), form, copies: copies, index: 0)
        learner.actor.parameters = try file.numbers("actor.parameters", as: Float.self)
        learner.critic.parameters = try file.numbers("critic.parameters", as: Float.self)
        try tell(&learner, file)
        let summary = try learner.learn(done: 0)
        #expect(summary.samples == (try file.integers("count")[0]))
        let found = [summary.surrogate, summary.entropy, summary.valueLoss, summary.clipped]
        for (a, b) in zip(found, try file.doubles("terms")) { #expect(abs(a - b) < 1e-6, "\(a) \(b)") }
        #expect(abs(summary.policyNorm / (try file.doubles("actor.norm")[0]) - 1) < 5e-6)
        #expect(abs(summary.valueNorm / (try file.doubles("critic.norm")[0]) - 1) < 5e-6)
        for (name, parameters) in [
            ("actor", learner.actor.parameters), ("critic", learner.critic.parameters),
        ] {
            let (before, after) = (
                try file.doubles("\(name).parameters"), try file.doubles("\(name).stepped")
            )
            // A step is up to 7e-4 a parameter.
            #expect(zip(before, after).allSatisfy { abs($0 - $1) < 7.1e-4 } && before != after)
            #expect(distance(parameters, after).most < 3e-7, "\(name) \(distance(parameters, after))")
        }
    }
}
