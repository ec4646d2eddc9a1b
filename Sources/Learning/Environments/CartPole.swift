import Glibc

/// A pole on a cart, to be kept upright by pushes to either side (Barto, Sutton, Anderson 1983), as CartPole-v1 of
/// Gymnasium defines it: Euler steps of 0.02 s, reward 1 a step, at most 500 steps.
public struct CartPole: Environment {
    private struct Copy: Sendable {
        var position = 0.0
        var speed = 0.0
        var angle = 0.0
        var spin = 0.0
        var steps = 0
        var random: RandomStream
    }

    /// Its sizes.
    public let form: EnvironmentForm
    private var copies: [Copy]
    private static let limit = 500
    private static let angleLimit = 12 * 2 * Double.pi / 360

    /// Makes `copies` of them.
    public init(copies: Int) {
        form = EnvironmentForm(
            name: "cartpole", copies: copies,
            groups: [GroupForm(observationSize: 4, stateSize: 4, actions: 2)])
        self.copies = (0..<copies).map { _ in Copy(random: RandomStream(seed: 0)) }
    }

    /// Begins all copies anew.
    public mutating func reset(seed: UInt64) {
        for index in copies.indices {
            copies[index].random = RandomStream(seed: seed, stream: UInt64(index) + 1)
            Self.begin(&copies[index])
        }
    }

    private static func begin(_ copy: inout Copy) {
        copy.position = copy.random.uniform(-0.05, 0.05)
        copy.speed = copy.random.uniform(-0.05, 0.05)
        copy.angle = copy.random.uniform(-0.05, 0.05)
        copy.spin = copy.random.uniform(-0.05, 0.05)
        copy.steps = 0
    }

    /// Writes what actors and critic see now: position, speed, angle, angular speed.
    public func observe(_ observations: inout ActorObservations, _ states: inout CriticStates) {
        for index in copies.indices {
            Self.write(copies[index], index, &observations[0])
            Self.write(copies[index], index, &states[0])
        }
    }

    private static func write(_ copy: Copy, _ index: Int, _ row: inout [Float]) {
        row[4 * index] = Float(copy.position)
        row[4 * index + 1] = Float(copy.speed)
        row[4 * index + 2] = Float(copy.angle)
        row[4 * index + 3] = Float(copy.spin)
    }

    /// One step; action 1 pushes to the right.
    public mutating func step(_ actions: [[Int32]], _ outcome: inout StepOutcome) {
        for index in copies.indices {
            Self.advance(&copies[index], force: actions[0][index] == 1 ? 10 : -10)
            let copy = copies[index]
            let falls = abs(copy.position) > 2.4 || abs(copy.angle) > Self.angleLimit
            outcome.rewards[0][index] = 1
            outcome.terminated[index] = falls
            outcome.truncated[index] = !falls && copy.steps >= Self.limit
            guard falls || outcome.truncated[index] else { continue }
            Self.write(copy, index, &outcome.finalStates[0])
            Self.begin(&copies[index])
        }
    }

    private static func advance(_ copy: inout Copy, force: Double) {
        let (gravity, cart, pole, half, tau) = (9.8, 1.0, 0.1, 0.5, 0.02)
        let (sine, cosine) = (sin(copy.angle), cos(copy.angle))
        let push = (force + pole * half * copy.spin * copy.spin * sine) / (cart + pole)
        let turn =
            (gravity * sine - cosine * push) / (half * (4.0 / 3 - pole * cosine * cosine / (cart + pole)))
        let drive = push - pole * half * turn * cosine / (cart + pole)
        copy.position += tau * copy.speed
        copy.speed += tau * drive
        copy.angle += tau * copy.spin
        copy.spin += tau * turn
        copy.steps += 1
    }

    /// Places, speeds, steps and random streams of all copies.
    public func saved() -> EnvironmentState? {
        var state = EnvironmentState()
        for copy in copies {
            for value in [copy.position, copy.speed, copy.angle, copy.spin] { state.add(value) }
            state.add(copy.steps)
            state.add(copy.random)
        }
        return state
    }

    /// Goes on from there.
    public mutating func restore(_ state: EnvironmentState) throws(EnvironmentFault) {
        var state = state
        for index in copies.indices {
            copies[index].position = try state.double()
            copies[index].speed = try state.double()
            copies[index].angle = try state.double()
            copies[index].spin = try state.double()
            copies[index].steps = try state.integer()
            copies[index].random = try state.stream()
        }
        try state.finish()
    }
}
