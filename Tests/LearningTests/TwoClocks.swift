import Learning

/// Two groups on clocks of their own: a slow one that decides every `period` steps, and a fast one.
///
/// Rewards: the slow agent is paid in each step for holding action 1, the fast ones for repeating the sign they see.
struct TwoClocks: Environment {
    var form: EnvironmentForm
    var period = 4
    var secret: Float = 0
    /// Fault to play: none, a NaN reward, nothing allowed, a server that died.
    var fault = ""
    private var step = 0
    private var held: [Int32]
    private var signs: [Float]
    private var random = RandomStream(seed: 0)

    init(copies: Int = 3) {
        form = EnvironmentForm(
            name: "two_clocks", copies: copies,
            groups: [
                GroupForm(name: "slow", observationSize: 1, stateSize: 2, actions: 3, hasMasks: true),
                GroupForm(name: "fast", agents: 2, observationSize: 1, stateSize: 3, actions: 2),
            ])
        held = [Int32](repeating: 0, count: copies)
        signs = [Float](repeating: 1, count: 2 * copies)
    }

    mutating func reset(seed: UInt64) {
        random = RandomStream(seed: seed)
        step = 0
        draw()
    }

    private mutating func draw() {
        for row in signs.indices { signs[row] = random.uniform() < 0.5 ? -1 : 1 }
    }

    func observe(_ observations: inout ActorObservations, _ states: inout CriticStates) {
        for copy in 0..<form.copies {
            observations[0][copy] = Float(held[copy])
            states[0][2 * copy] = Float(held[copy])
            states[0][2 * copy + 1] = secret
        }
        for row in signs.indices {
            observations[1][row] = signs[row]
            states[1][3 * row] = signs[row]
            states[1][3 * row + 1] = signs[row ^ 1]
            states[1][3 * row + 2] = secret
        }
    }

    func mask(group: Int, _ allowed: inout [UInt8]) {
        for index in allowed.indices { allowed[index] = index % 3 == 2 || fault == "mask" ? 0 : 1 }
    }

    func active(group: Int, _ flags: inout [Bool]) {
        for row in flags.indices { flags[row] = group == 1 || (step + row) % period == 0 }
    }

    mutating func step(_ actions: [[Int32]], _ outcome: inout StepOutcome) throws(EnvironmentFault) {
        if fault == "death" { throw EnvironmentFault("the server is gone", help: "start it again") }
        for copy in 0..<form.copies {
            if (step + copy) % period == 0 { held[copy] = actions[0][copy] }
            outcome.rewards[0][copy] = held[copy] == 1 ? 1 : 0
        }
        for row in signs.indices {
            outcome.rewards[1][row] = (actions[1][row] == 1) == (signs[row] > 0) ? 1 : 0
        }
        if fault == "reward" { outcome.rewards[1][3] = .nan }
        step += 1
        for copy in 0..<form.copies { outcome.truncated[copy] = step % 32 == 0 }
        for copy in 0..<form.copies { outcome.finalStates[0][2 * copy] = Float(held[copy]) }
        draw()
    }
}
