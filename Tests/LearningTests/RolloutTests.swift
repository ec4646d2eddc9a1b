import Testing

@testable import Learning

/// Advantages of decisions, with and without pauses, against their definition.
@Suite struct RolloutTests {
    private let steps = 60
    private let rows = 3
    private let discount = 0.97
    private let trace = 0.9

    private enum End { case none, terminated, truncated }

    /// What happened to one row: everything by step.
    private struct Story {
        var rewards: [Double]
        var active: [Bool]
        var values: [Double]
        var finals: [Double]
        var ends: [End]

        init(_ steps: Int, pausing: Double, _ random: inout RandomStream) {
            rewards = (0..<steps).map { _ in random.normal() }
            active = (0...steps).map { _ in random.uniform() >= pausing }
            values = (0...steps).map { _ in random.normal() }
            finals = (0..<steps).map { _ in random.normal() }
            ends = (0..<steps).map { _ in
                let draw = random.uniform()
                return draw < 0.05 ? .terminated : draw < 0.1 ? .truncated : .none
            }
        }
    }

    private func rollout(_ stories: [Story]) -> Rollout {
        let form = GroupForm(observationSize: 1, stateSize: 1, actions: 2)
        var rollout = Rollout(form, copies: rows, steps: steps, discount: discount)
        let nothing = [Float](repeating: 0, count: rows)
        for t in 0..<steps {
            rollout.keep(t, nothing, nothing, allowed: [])
            for (row, story) in stories.enumerated() {
                if story.active[t] {
                    rollout.decide(row, t, 0, logProbability: 0, value: 0, raw: story.values[t])
                }
            }
            for (row, story) in stories.enumerated() {
                rollout.earn(row, story.rewards[t])
                switch story.ends[t] {
                case .none: break
                case .terminated: rollout.end(row, .terminated)
                case .truncated: rollout.end(row, .truncated, story.finals[t])
                }
            }
        }
        for (row, story) in stories.enumerated() where story.active[steps] {
            rollout.end(row, .decision, story.values[steps])
        }
        rollout.finish(trace: trace)
        return rollout
    }

    /// δ of the decision at `t`, and where the next one is: nil at an end of the episode, no δ without a known end.
    private func term(_ story: Story, _ t: Int) -> (delta: Double, next: Int?, weight: Double)? {
        var (sum, weight) = (0.0, 1.0)
        for step in t..<steps {
            sum += weight * story.rewards[step]
            weight *= discount
            switch story.ends[step] {
            case .terminated: return (sum - story.values[t], nil, 0)
            case .truncated: return (sum + weight * story.finals[step] - story.values[t], nil, 0)
            case .none: break
            }
            if story.active[step + 1] {
                return (sum + weight * story.values[step + 1] - story.values[t], step + 1, weight)
            }
        }
        return nil
    }

    @Test(arguments: [0.0, 0.3, 0.8])
    func `advantages are those of the definition, with pauses and time limits`(_ pausing: Double) {
        var random = RandomStream(seed: 21)
        for _ in 0..<40 {
            let stories = (0..<rows).map { _ in Story(steps, pausing: pausing, &random) }
            let found = rollout(stories)
            var samples: [Int] = []
            for t in 0..<steps {
                for (row, story) in stories.enumerated() where story.active[t] {
                    guard term(story, t) != nil else { continue }
                    samples.append(t * rows + row)
                    var (sum, weight, at) = (0.0, 1.0, t)
                    while at < steps, let (delta, next, factor) = term(story, at) {
                        sum += weight * delta
                        guard let next else { break }
                        weight *= factor * trace
                        at = next
                    }
                    #expect(abs(sum + story.values[t] - found.returns[t * rows + row]) < 1e-12)
                }
            }
            #expect(found.samples == samples)
        }
    }

    @Test func `normalised advantages have mean 0 and deviation 1, and one alone is 0`() {
        var random = RandomStream(seed: 3)
        let found = rollout((0..<rows).map { _ in Story(steps, pausing: 0.5, &random) })
        let count = Double(found.samples.count)
        let mean = found.samples.reduce(0) { $0 + Double(found.advantages[$1]) } / count
        let square =
            found.samples.reduce(0) { $0 + Double(found.advantages[$1] * found.advantages[$1]) } / count
        #expect(abs(mean) < 1e-6 && abs(square - 1) < 1e-4)

        var story = Story(steps, pausing: 1.1, &random)
        story.ends = story.ends.map { _ in .none }
        var one = story
        one.active[5] = true
        one.ends[9] = .terminated
        let lonely = rollout([one, story, story])
        #expect(lonely.samples == [5 * rows] && lonely.advantages[5 * rows] == 0)
    }
}
