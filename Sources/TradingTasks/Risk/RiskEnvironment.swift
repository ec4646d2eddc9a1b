public import Learning
import MarketModel

/// Copies of a risk agent's place: at each signal it says what is left of the target, before the pipeline's own gate and
/// venue.
///
/// What is seen is `RiskView`, as in agent.risk. With g the gain from signal to signal and f that of following every
/// signal, both in deviations of f on the rows learnt from, the reward is −max(0, −g − limit) − μ·max(0, f − g): what
/// is lost beyond the limit, and what was forgone by shrinking.
public struct RiskEnvironment: Environment {
    /// What part of the tape is traded, and how.
    public struct Choice: Sendable, Equatable {
        /// Signals that decisions are made on; the last one only ends the last decision.
        public var rows: Range<Int>
        /// Signals of an episode.
        public var episode = 256
        /// Whether it begins at the first row and goes to the last, as a test does; else at rows drawn by lot.
        public var plays = false
        /// A loss that is not minded, in deviations.
        public var limit = 1.0
        /// μ: weight of what is forgone.
        public var forgone = 0.2
        /// Signals before an episode whose market the gate sees, to know how it moves.
        public var warmup = 60

        /// Trades those rows.
        public init(rows: Range<Int>) { self.rows = rows }
    }

    /// The choices, as agent.risk reads them: all, a half, a quarter, no more than half of what was left before, nothing.
    public static let actions = [
        "none 1 0 0", "none 0.5 0 0", "none 0.25 0 0", "reduce 1 0 0", "close 0 0 0",
    ]
    static let choices: [RiskCopy.Action] = [
        .init(kind: .none, size: 1), .init(kind: .none, size: 0.5), .init(kind: .none, size: 0.25),
        .init(kind: .reduce, size: 1), .init(kind: .close, size: 0),
    ]
    /// Numbers of a critic beyond the observation: position, share of the episode left.
    static let privileged = 2

    /// Its sizes.
    public let form: EnvironmentForm
    /// What is traded.
    public let choice: Choice
    /// Gain of each row if every signal is followed, in account currency.
    public let followed: [Double]
    /// What a gain of 1 is, in account currency.
    public let unit: Double
    private let pipeline: RiskPipeline
    private let tape: SignalTape
    private var copies: [RiskCopy] = []
    private var randoms: [RandomStream] = []

    /// Makes `copies`.
    ///
    /// - Parameters:
    ///   - followed: as `follow` gives it.
    ///   - unit: deviation of that on the rows learnt from.
    public init(
        _ pipeline: RiskPipeline, _ tape: SignalTape, _ choice: Choice, followed: [Double], copies: Int,
        unit: Double
    ) throws(EnvironmentFault) {
        let inputs = RiskView.inputs.count
        form = EnvironmentForm(
            name: "risk_agent", copies: copies,
            groups: [
                GroupForm(
                    name: "risk", observationSize: inputs, stateSize: inputs + Self.privileged,
                    actions: Self.actions.count)
            ])
        self.pipeline = pipeline
        self.tape = tape
        self.choice = choice
        self.followed = followed
        self.unit = unit
        guard unit > 0, unit.isFinite else {
            throw EnvironmentFault("following the signals gains and loses nothing on the rows learnt from")
        }
        guard choice.rows.upperBound <= tape.signals.count, choice.rows.count >= 2,
            choice.plays || choice.rows.count > choice.episode
        else {
            throw EnvironmentFault(
                "signals \(choice.rows) of \(tape.signals.count) hold no episode of \(choice.episode)",
                help: "record more, or shorten the episode")
        }
        try reset(seed: 0)
    }

    /// What following every signal gains from each row to the next, in account currency; 0 for the last.
    public static func follow(
        _ pipeline: RiskPipeline, _ tape: SignalTape
    ) throws(EnvironmentFault) -> [Double] {
        guard tape.signals.count > 1 else { throw EnvironmentFault("the agent gets no signals") }
        var copy = RiskCopy(try pipeline.seat(), at: 0, tape)
        copy.warm(0, tape)
        var gains: [Double] = []
        for _ in 0..<(tape.signals.count - 1) {
            let before = copy.profit
            copy.step(choices[0], number: 0, tape, multiplier: pipeline.multiplier)
            gains.append(copy.profit - before)
        }
        return gains + [0]
    }

    /// Begins all copies anew, at gates and venues that have seen no more than the market before.
    public mutating func reset(seed: UInt64) throws(EnvironmentFault) {
        copies = []
        randoms = []
        for index in 0..<form.copies {
            randoms.append(RandomStream(seed: seed, stream: UInt64(index) + 1))
            copies.append(try begin(index))
        }
    }

    private mutating func begin(_ index: Int) throws(EnvironmentFault) -> RiskCopy {
        var row = choice.rows.lowerBound
        if !choice.plays { row += randoms[index].below(choice.rows.count - choice.episode) }
        return try copy(at: row)
    }

    private func copy(at row: Int) throws(EnvironmentFault) -> RiskCopy {
        var copy = RiskCopy(try pipeline.seat(), at: row, tape)
        copy.warm(choice.warmup, tape)
        return copy
    }

    /// The row that a copy stands at.
    public func row(of copy: Int) -> Int { copies[copy].row }
    /// What a copy has gained in its episode, in account currency.
    public func profit(of copy: Int) -> Double { copies[copy].profit }

    /// Writes what agent.risk would see; critics know a little more.
    public func observe(_ observations: inout ActorObservations, _ states: inout CriticStates) {
        let inputs = RiskView.inputs.count
        for (index, copy) in copies.enumerated() {
            write(copy, &observations[0], at: index * inputs)
            write(copy, state: &states[0], at: index * (inputs + Self.privileged))
        }
    }

    private func write(_ copy: RiskCopy, _ values: inout [Float], at base: Int) {
        let signal = tape.signals[copy.row]
        RiskView.write(
            target: signal.target, confidence: signal.confidence, copy.account(tape), to: &values, at: base)
    }

    private func write(_ copy: RiskCopy, state values: inout [Float], at base: Int) {
        write(copy, &values, at: base)
        let end = base + RiskView.inputs.count
        values[end] = Float(min(3, max(-3, copy.position / max(1e-9, pipeline.size))))
        values[end + 1] = Float(Double(length - copy.steps) / Double(length))
    }

    private var length: Int { choice.plays ? choice.rows.count - 1 : choice.episode }

    /// From each copy's signal to the next.
    public mutating func step(
        _ actions: [[Int32]], _ outcome: inout StepOutcome
    ) throws(EnvironmentFault) {
        let width = RiskView.inputs.count + Self.privileged
        for index in copies.indices {
            let row = copies[index].row
            let before = copies[index].profit
            advance(index, Int(actions[0][index]))
            let gain = (copies[index].profit - before) / unit
            let tail = max(0, -gain - choice.limit)
            let forgone = max(0, followed[row] / unit - gain)
            outcome.rewards[0][index] = Float(-tail - choice.forgone * forgone)
            outcome.terminated[index] = false
            outcome.truncated[index] = copies[index].steps == length
            guard outcome.truncated[index] else { continue }
            write(copies[index], state: &outcome.finalStates[0], at: index * width)
            copies[index] = try begin(index)
        }
    }

    private mutating func advance(_ index: Int, _ action: Int) {
        copies[index].step(
            Self.choices[action], number: action, tape, multiplier: pipeline.multiplier)
    }

    /// Random stream, start and actions of every copy: gates and venues are brought back by trading again.
    public func saved() -> EnvironmentState? {
        var state = EnvironmentState()
        for (index, copy) in copies.enumerated() {
            state.add(randoms[index])
            state.add(copy.row - copy.steps)
            state.add(copy.steps)
            for action in copy.history { state.add(Int(action)) }
        }
        return state
    }

    /// Goes on from there.
    public mutating func restore(_ state: EnvironmentState) throws(EnvironmentFault) {
        var state = state
        for index in copies.indices {
            randoms[index] = try state.stream()
            let start = try state.integer(in: choice.rows)
            let steps = try state.integer(in: 0..<choice.rows.count)
            copies[index] = try copy(at: start)
            for _ in 0..<steps { advance(index, try state.integer(in: 0..<Self.actions.count)) }
        }
        try state.finish()
    }
}
