import Learning
import Testing

@testable import Bridge

/// Both ends of the bridge are ours here: what comes over it is what the environment itself gives.
@Suite(.serialized) struct ServedTests {
    private func rewards(_ outcome: StepOutcome) -> [Float] { outcome.rewards[0] }

    private func compare<Task: Environment>(_ task: Task, agents: Int, steps: Int) throws {
        let served = try Served(task)
        let server = ExternalServer(command: [], endpoint: served.endpoint, copies: task.form.copies)
        var far = try ExternalEnvironment(server)
        var near = task
        let group = near.form.groups[0]
        #expect(far.form.name == near.form.name && far.form.groups[0].agents == agents)
        #expect(far.form.groups[0].stateSize == group.stateSize + (agents > 1 ? agents : 0))
        try far.reset(seed: 5)
        var first = RandomStream(seed: 5, stream: 1)
        try near.reset(seed: first.next() >> 33)
        var random = RandomStream(seed: 6)
        var (a, b) = (StepOutcome(far.form), StepOutcome(near.form))
        var (seenA, seenB) = (ActorObservations(far.form), ActorObservations(near.form))
        var (knownA, knownB) = (CriticStates(far.form), CriticStates(near.form))
        var ended = 0
        for _ in 0..<steps {
            far.observe(&seenA, &knownA)
            near.observe(&seenB, &knownB)
            #expect(seenA[0] == seenB[0])
            for copy in 0..<near.form.copies {
                // The state of the first agent stands for the copy's; then which agent it is.
                let base = copy * agents * group.stateSize
                let state = Array(knownB[0][base..<(base + group.stateSize)])
                for agent in 0..<agents {
                    let wide = far.form.groups[0].stateSize
                    let start = (copy * agents + agent) * wide
                    let one = agents > 1 ? (0..<agents).map { Float($0 == agent ? 1 : 0) } : []
                    #expect(Array(knownA[0][start..<(start + wide)]) == state + one)
                }
            }
            let actions = (0..<(near.form.copies * agents)).map { _ in Int32(random.below(group.actions)) }
            try far.step([actions], &a)
            try near.step([actions], &b)
            #expect(rewards(a) == rewards(b) && a.terminated == b.terminated && a.truncated == b.truncated)
            for copy in 0..<near.form.copies where b.truncated[copy] {
                let (wide, base) = (far.form.groups[0].stateSize, copy * agents * group.stateSize)
                let start = copy * agents * wide
                #expect(
                    a.finalStates[0][start..<(start + group.stateSize)]
                        == b.finalStates[0][base..<(base + group.stateSize)])
            }
            ended += (0..<near.form.copies).count { b.terminated[$0] || b.truncated[$0] }
        }
        #expect(ended > 3 && far.incidents.isEmpty)
    }

    @Test func `a pole on a cart is the same over the bridge`() throws {
        try compare(CartPole(copies: 4), agents: 1, steps: 120)
    }

    @Test(arguments: [true, false])
    func `agents of one team are the same over the bridge`(_ endsForGood: Bool) throws {
        try compare(SimpleSpread(copies: 2, agents: 3, endsForGood: endsForGood), agents: 3, steps: 80)
    }

    @Test func `who closes the session ends the server`() throws {
        let served = try Served(CartPole(copies: 1))
        do {
            _ = try ExternalEnvironment(
                ExternalServer(command: [], endpoint: served.endpoint, copies: 1))
        }
        #expect(served.ends())
    }

    @Test func `a step out of order is refused and changes nothing`() throws {
        var server = try EnvironmentServer(CartPole(copies: 1))
        let sizes = FrameSizes(copies: 1, agents: 1, observation: 4, state: 4, actions: 2)
        func say(_ kind: FrameKind, _ sequence: UInt64, _ frames: [[UInt8]]) -> String {
            let (reply, _) = server.answer([FrameHeader(kind, sequence, sizes).bytes] + frames)
            guard (try? FrameHeader(reply[0]))?.kind == .error else { return "taken" }
            return String(decoding: reply[1], as: UTF8.self)
        }
        let action = [Wire.bytes([Int32(1)])]
        #expect(say(.spec, 9, []) == "taken")
        #expect(say(.step, 10, action).contains("before the first reset"))
        #expect(say(.reset, 11, [Wire.bytes([Int64(3)])]) == "taken")
        #expect(say(.step, 13, action).contains("question 13 follows 11"))
        #expect(say(.step, 11, action).contains("question 11 follows 11"))
        #expect(say(.step, 12, [Wire.bytes([Int32(2)])]).contains("action 2 is none of 0 to 1"))
        #expect(say(.step, 13, action) == "taken")
        #expect(say(.step, 14, [Wire.bytes([Int32(0), 0])]).contains("1 actions of 32 bits"))
    }

    @Test func `a server is not shared by a trainer and an evaluation`() throws {
        let served = try Served(CartPole(copies: 2))
        var one = try ExternalEnvironment(ExternalServer(command: [], endpoint: served.endpoint, copies: 2))
        try one.reset(seed: 1)
        var outcome = StepOutcome(one.form)
        try one.step([[0, 1]], &outcome)
        var other = one
        try other.reset(seed: 2)
        try other.step([[0, 1]], &outcome)
        do {
            try one.step([[0, 1]], &outcome)
            Issue.record("it is refused")
        } catch { #expect(error.message.contains("used by another")) }
    }

    @Test func `nobody there, or another number of copies, is said`() throws {
        var server = ExternalServer(command: [], endpoint: Served.freshEndpoint(), copies: 1)
        server.patience = 0.03
        #expect(throws: EnvironmentFault.self) { _ = try ExternalEnvironment(server) }
        let served = try Served(CartPole(copies: 2))
        server.endpoint = served.endpoint
        do {
            _ = try ExternalEnvironment(server)
            Issue.record("it is refused")
        } catch { #expect(error.message.contains("2 copies, and 1 are asked for"), "\(error)") }
        server.command = ["no-such-program-of-anybody"]
        server.endpoint = Served.freshEndpoint()
        server.patience = 1
        do {
            _ = try ExternalEnvironment(server)
            Issue.record("it is refused")
        } catch { #expect(error.message.contains("has ended"), "\(error)") }
    }

    @Test func `a task of several groups is not served`() {
        struct Two: Environment {
            let form = EnvironmentForm(
                name: "two", copies: 1,
                groups: ["a", "b"].map { GroupForm(name: $0, observationSize: 1, stateSize: 1, actions: 2) })
            mutating func reset(seed: UInt64) {}
            func observe(_ observations: inout ActorObservations, _ states: inout CriticStates) {}
            mutating func step(_ actions: [[Int32]], _ outcome: inout StepOutcome) {}
        }
        #expect(throws: EnvironmentFault.self) { _ = try EnvironmentServer(Two()) }
    }
}
