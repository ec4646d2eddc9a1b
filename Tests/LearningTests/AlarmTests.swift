import Testing

@testable import Learning

@Suite struct AlarmTests {
    private let form = GroupForm(name: "g", observationSize: 1, stateSize: 1, actions: 4)

    /// Looks thirty times at an update that is as it should be but for what is changed.
    private func kinds(done: Double = 0.1, _ change: (inout PolicyLoss<Float>.Summary) -> Void) -> [String] {
        var alarms = Alarms()
        var rollout = Rollout(form, copies: 1, steps: 8, discount: 0.9)
        var random = RandomStream(seed: 1)
        for t in 0..<8 {
            rollout.keep(t, [0], [0], allowed: [])
            rollout.decide(0, t, t % 4, logProbability: 0, value: 0, raw: 0)
            rollout.earn(0, random.normal())
            rollout.end(0, .terminated)
        }
        rollout.finish(trace: 0.9)
        for _ in 0..<30 {
            var policy = PolicyLoss<Float>.Summary()
            (policy.entropy, policy.divergence, policy.clipped) = (1.2, 0.01, 0.1)
            change(&policy)
            var summary = TrainingSummary()
            summary.take(rollout, actions: 4)
            summary.firstRatioError = policy.ratioError
            summary.add(policy, valueLoss: 1, policyNorm: 1, valueNorm: 1)
            _ = alarms.look(summary, form, done: done)
        }
        return alarms.raised.map(\.kind)
    }

    @Test func `an update as it should be raises nothing, each fault its own alarm, once`() {
        #expect(kinds { _ in } == [])
        #expect(kinds { $0.ratioError = 0.01 } == ["first_ratio"])
        #expect(kinds { $0.divergence = 0.2 } == ["kl"])
        #expect(kinds { $0.clipped = 0.6 } == ["clip"])
        #expect(kinds { $0.entropy = 0.01 } == ["entropy_collapse"])
        #expect(kinds(done: 0.8) { $0.entropy = 0.01 } == [])
        #expect(
            kinds {
                $0.divergence = 0
                $0.clipped = 0
            } == ["stuck"])
    }

    @Test func `one action for all is told`() {
        var alarms = Alarms()
        var rollout = Rollout(form, copies: 1, steps: 8, discount: 0.9)
        for t in 0..<8 {
            rollout.keep(t, [0], [0], allowed: [])
            rollout.decide(0, t, 2, logProbability: 0, value: 0, raw: 0)
            rollout.earn(0, 1)
            rollout.end(0, .terminated)
        }
        rollout.finish(trace: 0.9)
        for _ in 0..<30 {
            var policy = PolicyLoss<Float>.Summary()
            (policy.entropy, policy.divergence, policy.clipped) = (1.2, 0.01, 0.1)
            var summary = TrainingSummary()
            summary.take(rollout, actions: 4)
            summary.add(policy, valueLoss: 1, policyNorm: 1, valueNorm: 1)
            _ = alarms.look(summary, form, done: 0.5)
        }
        #expect(alarms.raised.map(\.kind) == ["constant_action"])
    }

    /// The first epoch is always made; a policy that has moved too far in it is left as it is then.
    @Test func `no further epoch is made once the policy has moved too far`() throws {
        func parameters(_ epochs: Int, stop: Double?) throws -> ([Float], Int) {
            var settings = MAPPOSettings()
            settings.hidden = [16]
            settings.epochs = epochs
            settings.stopDivergence = stop
            settings.learningRate = 0.01
            var trainer = try MAPPO(settings, CartPole(copies: 2))
            let made = try trainer.iterate()[0].epochs
            return (trainer.learners[0].actor.parameters, made)
        }
        let (one, all) = (try parameters(1, stop: nil), try parameters(4, stop: nil))
        let (stopped, free) = (try parameters(4, stop: 1e-6), try parameters(4, stop: 100))
        #expect(stopped.1 == 1 && stopped.0 == one.0)
        #expect(free.1 == 4 && free.0 == all.0 && all.0 != one.0)
    }
}
