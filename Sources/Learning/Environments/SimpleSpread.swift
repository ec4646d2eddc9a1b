import Glibc

/// N agents that should cover N landmarks without bumping into each other: `simple_spread_v3` of mpe2, physics included.
///
/// Reward of agent i, half each: minus the sum over landmarks of the nearest agent's distance, and −1 for each agent
/// that it touches. An episode is 25 steps.
public struct SimpleSpread: Environment {
    struct Body: Sendable {
        var x = 0.0
        var y = 0.0
        var speedX = 0.0
        var speedY = 0.0
    }

    private struct Copy: Sendable {
        var agents: [Body]
        var landmarks: [Body]
        var steps = 0
        var random: RandomStream
    }

    /// Its sizes.
    public let form: EnvironmentForm
    /// Whether the 25th step counts as an end rather than as a time limit.
    public let endsForGood: Bool
    private var copies: [Copy]
    /// Of the agents of the copy at work.
    private var forces: [(x: Double, y: Double)]
    private let count: Int
    private let width: Int
    private static let limit = 25
    private static let size = 0.15

    /// Makes `copies` with `agents` each.
    ///
    /// The critic sees all agents' observations, the one's own first.
    public init(copies: Int, agents: Int, endsForGood: Bool = true) {
        let width = 4 + 2 * agents + 4 * (agents - 1)
        form = EnvironmentForm(
            name: "simple_spread", copies: copies,
            groups: [
                GroupForm(
                    agents: agents, observationSize: width, stateSize: width * agents, actions: 5)
            ])
        self.endsForGood = endsForGood
        count = agents
        forces = [(x: Double, y: Double)](repeating: (0, 0), count: agents)
        self.width = width
        let bodies = [Body](repeating: Body(), count: agents)
        self.copies = (0..<copies).map { _ in
            Copy(agents: bodies, landmarks: bodies, random: RandomStream(seed: 0))
        }
    }

    /// Begins all copies anew.
    public mutating func reset(seed: UInt64) {
        for index in copies.indices {
            copies[index].random = RandomStream(seed: seed, stream: UInt64(index) + 1)
            Self.begin(&copies[index])
        }
    }

    private static func begin(_ copy: inout Copy) {
        for i in copy.agents.indices {
            copy.agents[i] = Body(x: copy.random.uniform(-1, 1), y: copy.random.uniform(-1, 1))
        }
        for i in copy.landmarks.indices {
            copy.landmarks[i] = Body(x: copy.random.uniform(-1, 1), y: copy.random.uniform(-1, 1))
        }
        copy.steps = 0
    }

    /// Places one copy's bodies, for comparison with other implementations: x and y of each, speeds 0.
    mutating func place(_ copy: Int, agents: [(Double, Double)], landmarks: [(Double, Double)]) {
        copies[copy].agents = agents.map { Body(x: $0.0, y: $0.1) }
        copies[copy].landmarks = landmarks.map { Body(x: $0.0, y: $0.1) }
        copies[copy].steps = 0
    }

    /// Writes what actors and critic see now.
    public func observe(_ observations: inout ActorObservations, _ states: inout CriticStates) {
        for index in copies.indices {
            for agent in 0..<count {
                let row = index * count + agent
                write(copies[index], agent, &observations[0], at: row * width)
            }
            writeState(index, &states[0])
        }
    }

    private func writeState(_ index: Int, _ values: inout [Float]) {
        for agent in 0..<count {
            let base = (index * count + agent) * width * count
            for turn in 0..<count {
                write(copies[index], (agent + turn) % count, &values, at: base + turn * width)
            }
        }
    }

    /// Speed, place, landmarks and other agents as seen from here, and the others' words, which are always 0.
    private func write(_ copy: Copy, _ agent: Int, _ values: inout [Float], at base: Int) {
        let own = copy.agents[agent]
        var place = base
        func put(_ a: Double, _ b: Double) {
            values[place] = Float(a)
            values[place + 1] = Float(b)
            place += 2
        }
        put(own.speedX, own.speedY)
        put(own.x, own.y)
        for landmark in copy.landmarks { put(landmark.x - own.x, landmark.y - own.y) }
        for other in 0..<count where other != agent {
            put(copy.agents[other].x - own.x, copy.agents[other].y - own.y)
        }
        for _ in 1..<max(1, count) { put(0, 0) }
    }

    /// One step; actions are nothing, −x, +x, −y, +y.
    public mutating func step(_ actions: [[Int32]], _ outcome: inout StepOutcome) {
        for index in copies.indices {
            Self.advance(&copies[index], &forces, actions[0], first: index * count)
            reward(copies[index], &outcome.rewards[0], at: index * count)
            let isOver = copies[index].steps >= Self.limit
            outcome.terminated[index] = isOver && endsForGood
            outcome.truncated[index] = isOver && !endsForGood
            guard isOver else { continue }
            if !endsForGood { writeState(index, &outcome.finalStates[0]) }
            Self.begin(&copies[index])
        }
    }

    // Of the type: one of the value would have to copy all of it while one of its copies changes.
    private static func advance(
        _ copy: inout Copy, _ forces: inout [(x: Double, y: Double)], _ actions: [Int32], first: Int
    ) {
        let (step, keep, push) = (0.1, 0.75, 5.0)
        let count = forces.count
        for agent in 0..<count {
            forces[agent] =
                switch actions[first + agent] {
                case 1: (-push, 0)
                case 2: (push, 0)
                case 3: (0, -push)
                case 4: (0, push)
                default: (0, 0)
                }
        }
        for a in 0..<count {
            for b in (a + 1)..<max(a + 1, count) {
                let contact = Self.contact(copy.agents[a], copy.agents[b])
                forces[a].x += contact.x
                forces[a].y += contact.y
                forces[b].x -= contact.x
                forces[b].y -= contact.y
            }
        }
        for i in 0..<count {
            copy.agents[i].x += copy.agents[i].speedX * step
            copy.agents[i].y += copy.agents[i].speedY * step
            copy.agents[i].speedX = copy.agents[i].speedX * keep + forces[i].x * step
            copy.agents[i].speedY = copy.agents[i].speedY * keep + forces[i].y * step
        }
        copy.steps += 1
    }

    /// The force on `a` of touching `b`: a soft step of stiffness 100 and margin 0.001.
    private static func contact(_ a: Body, _ b: Body) -> (x: Double, y: Double) {
        let (dx, dy) = (a.x - b.x, a.y - b.y)
        let distance = (dx * dx + dy * dy).squareRoot()
        let margin = 1e-3
        let depth = -(distance - 2 * size) / margin
        // ln(1 + e^depth), without overflow.
        let penetration = (max(depth, 0) + log1p(exp(-abs(depth)))) * margin
        guard distance > 0 else { return (0, 0) }
        return (100 * dx / distance * penetration, 100 * dy / distance * penetration)
    }

    private func reward(_ copy: Copy, _ rewards: inout [Float], at first: Int) {
        var spread = 0.0
        for landmark in copy.landmarks {
            var nearest = Double.infinity
            for agent in copy.agents { nearest = min(nearest, Self.distance(agent, landmark)) }
            spread += nearest
        }
        for a in 0..<count {
            var bumps = 0.0
            for b in 0..<count where b != a {
                if Self.distance(copy.agents[a], copy.agents[b]) < 2 * Self.size { bumps += 1 }
            }
            rewards[first + a] = Float(-0.5 * spread - 0.5 * bumps)
        }
    }

    private static func distance(_ a: Body, _ b: Body) -> Double {
        ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
    }

    /// Bodies, steps and random stream of all copies.
    public func saved() -> EnvironmentState? {
        var state = EnvironmentState()
        for copy in copies {
            for body in copy.agents + copy.landmarks {
                for value in [body.x, body.y, body.speedX, body.speedY] { state.add(value) }
            }
            state.add(copy.steps)
            state.add(copy.random)
        }
        return state
    }

    /// Goes on from there.
    public mutating func restore(_ state: EnvironmentState) throws(EnvironmentFault) {
        var state = state
        for index in copies.indices {
            for i in 0..<count { copies[index].agents[i] = try Self.body(&state) }
            for i in 0..<count { copies[index].landmarks[i] = try Self.body(&state) }
            copies[index].steps = try state.integer()
            copies[index].random = try state.stream()
        }
        try state.finish()
    }

    private static func body(_ state: inout EnvironmentState) throws(EnvironmentFault) -> Body {
        Body(
            x: try state.double(), y: try state.double(), speedX: try state.double(),
            speedY: try state.double())
    }
}
