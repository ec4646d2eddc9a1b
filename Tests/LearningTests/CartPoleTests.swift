import Learning
import Linear
import Testing

@Suite struct CartPoleTests {
    @Test func `the same seed gives the same parameters, another seed others`() throws {
        func parameters(seed: UInt64) throws -> [Float] {
            var settings = MAPPOSettings.cartPole
            settings.seed = seed
            settings.steps = 32
            var trainer = try MAPPO(settings, CartPole(copies: 4))
            for _ in 0..<5 { _ = try trainer.iterate() }
            return trainer.learners[0].actor.parameters
        }
        #expect(try parameters(seed: 1) == parameters(seed: 1))
        #expect(try parameters(seed: 1) != parameters(seed: 2))
    }

    @Test func `before anything is learnt the new policy is the old one`() throws {
        var trainer = try MAPPO(.cartPole, CartPole(copies: 4))
        for _ in 0..<3 { #expect(try trainer.iterate()[0].firstRatioError < 1e-5) }
    }

    /// Gymnasium's CartPole-v1 from (0.01, −0.02, 0.03, 0.04), always pushed to the right: its dynamics in Double.
    @Test func `always pushed to the right the pole falls in about ten steps`() {
        var task = CartPole(copies: 8)
        task.reset(seed: 3)
        var outcome = StepOutcome(task.form)
        var steps = [Int](repeating: 0, count: 8)
        var ended = [Int?](repeating: nil, count: 8)
        for step in 1...20 {
            task.step([[Int32](repeating: 1, count: 8)], &outcome)
            for copy in 0..<8 where ended[copy] == nil {
                steps[copy] = step
                if outcome.terminated[copy] { ended[copy] = step }
            }
        }
        #expect(ended.allSatisfy { $0.map { (8...11).contains($0) } ?? false }, "\(ended)")
    }
}
