import Glibc
import Learning
import Testing

@Suite struct EnvironmentTests {
    /// The numbers of Almgren and Chriss' example, as an exact quadratic program gives them.
    @Test func `the best schedule is that of Almgren and Chriss`() {
        let problem = OptimalExecution.Problem()
        let holdings = problem.bestHoldings
        let known = [1, 0.7371, 0.5424, 0.3980, 0.2903, 0.2096, 0.1483, 0.1006, 0.0623, 0.0298, 0]
        for (a, b) in zip(holdings, known) { #expect(abs(a / 1e6 - b) < 5e-5) }
        #expect(abs(problem.cost(of: holdings) - 1_281_634) < 1)
        let equal = (0...10).map { 1e6 * (1 - Double($0) / 10) }
        #expect(abs(problem.cost(of: equal) - 1_773_562) < 1)
        #expect(abs(problem.cost(of: [1e6] + [Double](repeating: 0, count: 10)) - 4_875_000) < 1)
    }

    @Test func `without noise an episode of execution costs what its schedule costs`() {
        var task = OptimalExecution(copies: 1, isNoisy: false)
        task.reset(seed: 1)
        var outcome = StepOutcome(task.form)
        var sum = 0.0
        // Action 4 is once an equal slice of what is left.
        for slice in 1...10 {
            task.step([[4]], &outcome)
            sum += Double(outcome.rewards[0][0])
            #expect(outcome.terminated[0] == (slice == 10))
        }
        #expect(abs(sum + 1_773_562.0 / 1_281_634) < 1e-4)
    }

    @Test func `an oracle earns more than the sign, and nothing is to be earned of noise`() {
        var problem = PlantedSignal.Problem()
        problem.cost = 0.3
        problem.bars = 6_000
        let dear = PlantedSignal(copies: 1, problem: problem).references()
        #expect(dear.oracle > 1.3 * dear.sign && dear.oracle > 0.05)
        problem.beta = 0
        let none = PlantedSignal(copies: 1, problem: problem).references()
        #expect(none.oracle == 0 && none.sign < 0)
    }

    @Test func `of simple spread the random policy scores what is published`() {
        for (agents, published) in [(2, -21.1), (3, -26.4)] {
            var task = SimpleSpread(copies: 16, agents: agents)
            var random = RandomStream(seed: 8)
            var outcome = StepOutcome(task.form)
            var (sum, episodes) = (0.0, 0.0)
            task.reset(seed: 2)
            while episodes < 320 {
                task.step([(0..<task.form.rows(0)).map { _ in Int32(random.below(5)) }], &outcome)
                sum += outcome.rewards[0].reduce(0) { $0 + Double($1) } / Double(agents)
                episodes += Double(outcome.terminated.count { $0 })
            }
            #expect(abs(sum / episodes - published) < 1, "\(sum / episodes)")
        }
    }
}
