import Glibc

/// Returns with a signal planted among 46 features of noise, to be traded at a cost: what a trainer must find, and
/// with β = 0 must not.
///
/// s is AR(1) with ρ = 0.9 and variance 1; r after the bar is β·s + ε. The agent holds −1, 0 or 1 and pays `cost` for
/// each unit that it changes. The reward is position·r − cost·|change|. Bars come from a tape of fixed length, so that
/// training and test are different bars.
public struct PlantedSignal: Environment {
    /// The numbers of the problem.
    public struct Problem: Sendable, Equatable {
        /// Share of the signal in the next return.
        public var beta = 0.2
        /// Cost of a unit of change.
        public var cost = 0.1
        /// Bars on the tape.
        public var bars = 20_000
        /// Whether the next return itself stands among the features.
        public var leaks = false
        /// Bars by which the signal, or the return that leaks, is seen late.
        public var delay = 0
        /// Seed of the tape.
        public var tape: UInt64 = 1
        /// Bars that are traded, the last one only to end on; nil for all of the tape.
        public var window: Range<Int>?

        /// A signal of 0.2 and a cost of 0.1 on 20,000 bars.
        public init() {}

        /// Bars that are traded.
        var span: Range<Int> { window ?? 0..<bars }
    }

    /// Features: the signal, noise, the position.
    public static let features = 48
    /// Bars of an episode.
    public static let episode = 128

    /// Its sizes.
    public let form: EnvironmentForm
    /// Its numbers.
    public let problem: Problem
    /// The signal of each bar.
    public let signal: [Double]
    /// The return after each bar.
    public let returns: [Double]
    private let noise: [Float]
    private let plays: Bool
    private var copies: [Copy]

    private struct Copy: Sendable {
        var bar = 0
        var steps = 0
        var position = 0
        var random: RandomStream
    }

    /// Makes `copies` over one tape.
    ///
    /// - Parameter plays: begins at the first bar and goes to the last, as a test does; else at bars drawn by lot.
    public init(copies: Int, problem: Problem = Problem(), plays: Bool = false) {
        form = EnvironmentForm(
            name: "planted_signal", copies: copies,
            groups: [GroupForm(observationSize: Self.features, stateSize: Self.features, actions: 3)])
        self.problem = problem
        self.plays = plays
        var random = RandomStream(seed: problem.tape, stream: 77)
        var signal: [Double] = []
        var returns: [Double] = []
        var value = random.normal()
        for _ in 0..<problem.bars {
            signal.append(value)
            returns.append(problem.beta * value + random.normal())
            value = 0.9 * value + (1 - 0.81).squareRoot() * random.normal()
        }
        self.signal = signal
        self.returns = returns
        noise = (0..<(problem.bars * (Self.features - 2))).map { _ in Float(random.normal()) }
        self.copies = (0..<copies).map { _ in Copy(random: RandomStream(seed: 0)) }
    }

    /// Begins all copies anew.
    public mutating func reset(seed: UInt64) {
        for index in copies.indices {
            copies[index] = Copy(random: RandomStream(seed: seed, stream: UInt64(index) + 1))
            begin(&copies[index])
        }
    }

    private func begin(_ copy: inout Copy) {
        copy.steps = 0
        copy.position = 0
        let span = problem.span
        copy.bar = span.lowerBound + (plays ? 0 : copy.random.below(span.count - Self.episode))
    }

    /// Writes the features of the bar, the position last.
    public func observe(_ observations: inout ActorObservations, _ states: inout CriticStates) {
        for index in copies.indices {
            write(copies[index], &observations[0], at: index * Self.features)
            write(copies[index], &states[0], at: index * Self.features)
        }
    }

    private func write(_ copy: Copy, _ values: inout [Float], at base: Int) {
        let count = Self.features - 2
        let seen = max(0, copy.bar - problem.delay)
        values[base] = Float(signal[seen])
        for i in 0..<count { values[base + 1 + i] = noise[copy.bar * count + i] }
        if problem.leaks { values[base + 1] = Float(returns[seen]) }
        values[base + 1 + count] = Float(copy.position)
    }

    /// One bar; actions are −1, 0, 1.
    public mutating func step(_ actions: [[Int32]], _ outcome: inout StepOutcome) {
        for index in copies.indices {
            let wanted = Int(actions[0][index]) - 1
            let change = Double(abs(wanted - copies[index].position))
            let gain = Double(wanted) * returns[copies[index].bar] - problem.cost * change
            copies[index].position = wanted
            copies[index].bar += 1
            copies[index].steps += 1
            outcome.rewards[0][index] = Float(gain)
            let isOver =
                plays ? copies[index].bar == problem.span.upperBound - 1 : copies[index].steps == Self.episode
            outcome.terminated[index] = false
            outcome.truncated[index] = isOver
            guard isOver else { continue }
            write(copies[index], &outcome.finalStates[0], at: index * Self.features)
            begin(&copies[index])
        }
    }

    /// What the best policy that sees the signal earns on this tape, and what following its sign does, per bar.
    ///
    /// The best by value iteration on a grid of 121 signals from −4 to 4 and three positions, without discount
    /// (relative values).
    public func references() -> (oracle: Double, sign: Double) {
        let policy = SignalOracle(problem)
        return (
            earned { policy.position(signal: signal[$0], held: $1) },
            earned { bar, _ in signal[bar] > 0 ? 1 : -1 }
        )
    }

    private func earned(_ decide: (Int, Int) -> Int) -> Double {
        var (held, sum) = (0, 0.0)
        for bar in problem.span.dropLast() {
            let wanted = decide(bar, held)
            sum += Double(wanted) * returns[bar] - problem.cost * Double(abs(wanted - held))
            held = wanted
        }
        return sum / Double(problem.span.count - 1)
    }

    /// Bar, steps, position and random stream of all copies; the tape is the problem's.
    public func saved() -> EnvironmentState? {
        var state = EnvironmentState()
        for copy in copies {
            state.add(copy.bar)
            state.add(copy.steps)
            state.add(copy.position)
            state.add(copy.random)
        }
        return state
    }

    /// Goes on from there.
    public mutating func restore(_ state: EnvironmentState) throws(EnvironmentFault) {
        var state = state
        for index in copies.indices {
            copies[index].bar = try state.integer(in: 0..<(problem.bars - 1))
            copies[index].steps = try state.integer(in: 0..<problem.bars)
            copies[index].position = try state.integer(in: -1..<2)
            copies[index].random = try state.stream()
        }
        try state.finish()
    }
}
