import Bridge
import Learning
import RepositorySupport
import Testing

/// Environments that nobody here wrote, and checks that nobody here wrote.
@Suite(.serialized) struct PeerTests {
    /// Five episodes of simple_spread from the same places with the same actions: every number within 1e-6.
    @Test func `our simple spread is that of mpe2`() throws {
        guard let server = peer("mpe2:simple_spread_v3", copies: 1, ["--option", "N=3", "--grid", "4096"])
        else {
            return
        }
        var theirs = try ExternalEnvironment(server)
        #expect(theirs.versions.contains { $0.hasPrefix("mpe2 ") })
        var ours = SimpleSpread(copies: 1, agents: 3, endsForGood: false)
        ours.reset(seed: 1)
        var random = RandomStream(seed: 12)
        var seen = (ActorObservations(theirs.form), ActorObservations(ours.form))
        var known = (CriticStates(theirs.form), CriticStates(ours.form))
        var given = (StepOutcome(theirs.form), StepOutcome(ours.form))
        var (worst, episodes, touches) = (0.0, 0, 0)
        try theirs.reset(seed: 9)
        theirs.observe(&seen.0, &known.0)
        try ours.restore(Self.state(seen.0[0], random))
        while episodes < 5 {
            ours.observe(&seen.1, &known.1)
            worst = max(worst, Self.difference(seen.0[0], seen.1[0]))
            // Towards the middle more often than not, so that agents meet.
            let actions = (0..<3).map { agent -> Int32 in
                let (x, y) = (seen.1[0][18 * agent + 2], seen.1[0][18 * agent + 3])
                if random.uniform() < 0.4 { return Int32(random.below(5)) }
                return abs(x) > abs(y) ? (x > 0 ? 1 : 2) : (y > 0 ? 3 : 4)
            }
            try theirs.step([actions], &given.0)
            ours.step([actions], &given.1)
            worst = max(worst, Self.difference(given.0.rewards[0], given.1.rewards[0]))
            if Set(given.1.rewards[0]).count > 1 { touches += 1 }
            #expect(given.0.truncated == given.1.truncated && given.0.terminated == given.1.terminated)
            theirs.observe(&seen.0, &known.0)
            guard given.0.truncated[0] else { continue }
            episodes += 1
            try ours.restore(Self.state(seen.0[0], random))
        }
        print("simple_spread: largest difference from mpe2 \(worst), \(touches) steps with touches")
        #expect(worst < 1e-6 && touches > 5)
    }

    /// The state of one copy whose agents, at rest, see this.
    private static func state(_ seen: [Float], _ random: RandomStream) -> EnvironmentState {
        var state = EnvironmentState()
        func body(_ x: Double, _ y: Double, _ state: inout EnvironmentState) {
            for value in [x, y, 0, 0] { state.add(value) }
        }
        for agent in 0..<3 {
            body(Double(seen[18 * agent + 2]), Double(seen[18 * agent + 3]), &state)
        }
        for landmark in 0..<3 {
            let (x, y) = (Double(seen[2]), Double(seen[3]))
            body(x + Double(seen[4 + 2 * landmark]), y + Double(seen[5 + 2 * landmark]), &state)
        }
        state.add(0)
        state.add(random)
        return state
    }

    private static func difference(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { max($0, Double(abs($1.0 - $1.1))) }
    }

    /// From the same places with the same pushes until the pole falls; theirs keeps its places in Double and shows them
    /// in Float, so the beginning is only known to 1e-9.
    @Test func `our pole falls as Gymnasium's does`() throws {
        guard let server = peer("gymnasium:CartPole-v1", copies: 4) else { return }
        var theirs = try ExternalEnvironment(server)
        var ours = CartPole(copies: 4)
        try theirs.reset(seed: 3)
        var random = RandomStream(seed: 13)
        var seen = (ActorObservations(theirs.form), ActorObservations(ours.form))
        var known = (CriticStates(theirs.form), CriticStates(ours.form))
        var given = (StepOutcome(theirs.form), StepOutcome(ours.form))
        func copy(_ index: Int, _ numbers: ArraySlice<Float>, _ words: inout [UInt64]) {
            var state = EnvironmentState()
            for value in numbers { state.add(Double(value)) }
            state.add(0)
            words.replaceSubrange((9 * index)..<(9 * index + 5), with: state.words)
        }
        theirs.observe(&seen.0, &known.0)
        var words = try #require(ours.saved()).words
        for index in 0..<4 { copy(index, seen.0[0][(4 * index)..<(4 * index + 4)], &words) }
        try ours.restore(EnvironmentState(words: words))
        var (worst, episodes) = (0.0, 0)
        while episodes < 20 {
            let actions = (0..<4).map { _ in Int32(random.below(2)) }
            try theirs.step([actions], &given.0)
            ours.step([actions], &given.1)
            #expect(given.0.terminated == given.1.terminated && given.0.rewards == given.1.rewards)
            theirs.observe(&seen.0, &known.0)
            ours.observe(&seen.1, &known.1)
            words = try #require(ours.saved()).words
            for index in 0..<4 {
                let range = (4 * index)..<(4 * index + 4)
                if given.0.terminated[index] {
                    episodes += 1
                    copy(index, seen.0[0][range], &words)
                } else {
                    worst = max(worst, Self.difference(Array(seen.0[0][range]), Array(seen.1[0][range])))
                }
            }
            try ours.restore(EnvironmentState(words: words))
        }
        print("cartpole: largest difference from Gymnasium \(worst)")
        #expect(worst < 1e-6)
    }

    @Test func `Gymnasium's check passes our pole on a cart`() throws {
        let served = try Served(CartPole(copies: 1))
        guard let checked = Peers.run("check_shims.py", ["gymnasium", served.endpoint]) else { return }
        #expect(checked.code == 0 && checked.output.hasSuffix("passed\n"), "\(checked.output)")
    }

    @Test(arguments: [true, false])
    func `PettingZoo's test passes our simple spread`(_ endsForGood: Bool) throws {
        let served = try Served(SimpleSpread(copies: 1, agents: 2, endsForGood: endsForGood))
        guard let checked = Peers.run("check_shims.py", ["pettingzoo", served.endpoint]) else { return }
        #expect(checked.code == 0 && checked.output.hasSuffix("passed\n"), "\(checked.output)")
    }

    @Test(arguments: [
        ("autoreset", "begins the next episode by `next-step`"), ("size", "observations of 32 bits"),
        ("nan", "of the rewards is not finite"),
    ])
    func `a server that is not to be trusted is left`(_ mood: String, _ says: String) throws {
        guard let server = peer("gymnasium:CartPole-v1", copies: 2, ["--mood", mood]) else { return }
        do {
            var task = try ExternalEnvironment(server)
            try task.reset(seed: 1)
            var outcome = StepOutcome(task.form)
            try task.step([[0, 1]], &outcome)
            Issue.record("it is refused")
        } catch { #expect(error.message.contains(says), "\(error)") }
    }

    @Test(arguments: ["crash", "silent"])
    func `a server that fails is started again with its seed, and given up at last`(_ mood: String) throws {
        guard var server = peer("gymnasium:CartPole-v1", copies: 2, ["--mood", mood, "--after", "5"]) else {
            return
        }
        server.patience = mood == "silent" ? 0.7 : 10
        server.restarts = mood == "silent" ? 1 : 2
        var task = try ExternalEnvironment(server)
        try task.reset(seed: 77)
        var (seen, known) = (ActorObservations(task.form), CriticStates(task.form))
        task.observe(&seen, &known)
        let first = seen[0]
        var outcome = StepOutcome(task.form)
        for round in 1...(server.restarts + 1) {
            for _ in 0..<5 {
                try task.step([[0, 1]], &outcome)
                #expect(outcome.truncated == [false, false])
            }
            task.observe(&seen, &known)
            let last = seen[0]
            guard round <= server.restarts else { break }
            try task.step([[0, 1]], &outcome)
            // What was seen last is the state at which a time limit cut both; what is seen now is the seed's beginning.
            #expect(outcome.truncated == [true, true] && outcome.rewards[0] == [0, 0])
            #expect(outcome.finalStates[0] == last)
            task.observe(&seen, &known)
            #expect(seen[0] == first && task.incidents.count == round && task.incidents[0].seed == 77)
        }
        #expect(throws: EnvironmentFault.self) { try task.step([[0, 1]], &outcome) }
    }

    @Test func `agents learn in an environment that nobody here wrote`() throws {
        guard let server = peer("gymnasium:CartPole-v1", copies: 4) else { return }
        var settings = MAPPOSettings.cartPole
        settings.totalSteps = 20_480
        var trainer = try MAPPO(settings, ExternalEnvironment(server))
        var (first, last) = (0.0, 0.0)
        for iteration in 0..<40 {
            _ = try trainer.iterate()
            let mean = trainer.learners[0].episodes.mean ?? 0
            if iteration == 3 { first = mean }
            last = mean
        }
        print("CartPole-v1 of Gymnasium: mean return \(first) after 2,048 steps, \(last) after 20,480")
        #expect(last > 2 * first, "\(first) \(last)")
    }
}
