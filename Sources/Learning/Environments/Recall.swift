/// A cue that is shown once and asked for later: what is seen when it counts is the same whatever the cue was, so a policy
/// without memory can only guess, and is right in one of `cues` episodes.
///
/// In the first step one of the first `cues` numbers of the observation is 1; then all are 0 until, `delay` steps after
/// the cue, the last number is 1: there the action that is the cue's number earns 1, any other 0, and the episode ends.
public struct Recall: Environment {
    private struct Copy: Sendable {
        var cue = 0
        var step = 0
        var random: RandomStream
    }

    /// Its sizes: cues + 1 numbers are seen, by the critic too.
    public let form: EnvironmentForm
    /// Cues, and actions.
    public let cues: Int
    /// Steps from the cue to the question.
    public let delay: Int
    private var copies: [Copy]

    /// Makes `copies` of it.
    public init(copies: Int, cues: Int = 4, delay: Int = 8) {
        precondition(cues > 1 && delay > 0, "there is something to remember")
        form = EnvironmentForm(
            name: "recall", copies: copies,
            groups: [GroupForm(observationSize: cues + 1, stateSize: cues + 1, actions: cues)])
        self.cues = cues
        self.delay = delay
        self.copies = (0..<copies).map { _ in Copy(random: RandomStream(seed: 0)) }
    }

    /// Begins all copies anew.
    public mutating func reset(seed: UInt64) {
        for index in copies.indices {
            copies[index].random = RandomStream(seed: seed, stream: UInt64(index) + 1)
            begin(&copies[index])
        }
    }

    private func begin(_ copy: inout Copy) {
        copy.cue = copy.random.below(cues)
        copy.step = 0
    }

    /// Writes the cue in the first step, the question in the last.
    public func observe(_ observations: inout ActorObservations, _ states: inout CriticStates) {
        for (index, copy) in copies.enumerated() {
            let base = index * (cues + 1)
            for number in 0...cues {
                let isOn = number == cues ? copy.step == delay : copy.step == 0 && copy.cue == number
                observations[0][base + number] = isOn ? 1 : 0
                states[0][base + number] = isOn ? 1 : 0
            }
        }
    }

    /// One step; only the action at the question counts.
    public mutating func step(_ actions: [[Int32]], _ outcome: inout StepOutcome) {
        for index in copies.indices {
            let isAsked = copies[index].step == delay
            outcome.rewards[0][index] = isAsked && Int(actions[0][index]) == copies[index].cue ? 1 : 0
            outcome.terminated[index] = isAsked
            copies[index].step += 1
            if isAsked { begin(&copies[index]) }
        }
    }

    /// Cues, steps and random streams of all copies.
    public func saved() -> EnvironmentState? {
        var state = EnvironmentState()
        for copy in copies {
            state.add(copy.cue)
            state.add(copy.step)
            state.add(copy.random)
        }
        return state
    }

    /// Goes on from there.
    public mutating func restore(_ state: EnvironmentState) throws(EnvironmentFault) {
        var state = state
        for index in copies.indices {
            copies[index].cue = try state.integer(in: 0..<cues)
            copies[index].step = try state.integer(in: 0..<(delay + 1))
            copies[index].random = try state.stream()
        }
        try state.finish()
    }
}
