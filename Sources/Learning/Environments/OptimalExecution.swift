import Glibc

/// Selling a position in N slices against linear impact, where Almgren and Chriss (2000) know the best schedule.
///
/// Cost of a slice: η̃·n²/τ + λσ²τ·x², with x what is left after it; the reward is minus that and minus the noise that
/// the price puts on what is held, over `scale`. The defaults are the paper's example.
public struct OptimalExecution: Environment {
    /// The numbers of the problem.
    public struct Problem: Sendable, Equatable {
        /// Shares.
        public var shares = 1e6
        /// Days.
        public var days = 5.0
        /// Slices.
        public var slices = 10
        /// Standard deviation of the price, per day.
        public var volatility = 0.95
        /// Permanent impact.
        public var permanent = 2.5e-7
        /// Temporary impact.
        public var temporary = 2.5e-6
        /// Aversion to risk.
        public var aversion = 1e-6

        /// The paper's example.
        public init() {}

        /// Days a slice.
        public var interval: Double { days / Double(slices) }
        /// η̃.
        public var impact: Double { temporary - permanent * interval / 2 }

        /// What a slice costs that leaves `left` shares.
        public func cost(traded: Double, left: Double) -> Double {
            impact * traded * traded / interval + aversion * volatility * volatility * interval * left * left
        }

        /// Shares held after each slice on the best schedule, the start first.
        public var bestHoldings: [Double] {
            let ratio = aversion * volatility * volatility / impact
            let kappa = acosh(ratio * interval * interval / 2 + 1) / interval
            return (0...slices).map { k in
                shares * sinh(kappa * (days - Double(k) * interval)) / sinh(kappa * days)
            }
        }

        /// Cost of holding so.
        public func cost(of holdings: [Double]) -> Double {
            (1..<holdings.count).reduce(0) {
                $0 + cost(traded: holdings[$1 - 1] - holdings[$1], left: holdings[$1])
            }
        }
    }

    /// Multiples of an equal slice of what is left; the last action sells all of it.
    public static let multiples = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4]

    private struct Copy: Sendable {
        var left = 1.0
        var slice = 0
        var noise = 0.0
        var random: RandomStream
    }

    /// Its sizes.
    public let form: EnvironmentForm
    /// Its numbers.
    public let problem: Problem
    private let scale: Double
    private let isNoisy: Bool
    private var copies: [Copy]

    /// Makes `copies`; without noise the rewards of an episode add up to minus its cost.
    public init(copies: Int, problem: Problem = Problem(), isNoisy: Bool = true) {
        form = EnvironmentForm(
            name: "execution", copies: copies,
            groups: [GroupForm(observationSize: 4, stateSize: 4, actions: Self.multiples.count + 1)])
        self.problem = problem
        self.isNoisy = isNoisy
        scale = problem.cost(of: problem.bestHoldings)
        self.copies = (0..<copies).map { _ in Copy(random: RandomStream(seed: 0)) }
    }

    /// Begins all copies anew.
    public mutating func reset(seed: UInt64) {
        for index in copies.indices {
            copies[index] = Copy(random: RandomStream(seed: seed, stream: UInt64(index) + 1))
        }
    }

    /// Writes what is left, the time, what is left against an equal schedule, and the last noise.
    public func observe(_ observations: inout ActorObservations, _ states: inout CriticStates) {
        let slices = Double(problem.slices)
        for (index, copy) in copies.enumerated() {
            let time = Double(copy.slice)
            let row = [
                2 * copy.left - 1, 2 * time / slices - 1, copy.left * slices / (slices - time) - 1,
                copy.noise,
            ]
            for (i, value) in row.enumerated() {
                observations[0][4 * index + i] = Float(value)
                states[0][4 * index + i] = Float(value)
            }
        }
    }

    /// One slice; the last one sells what is left.
    public mutating func step(_ actions: [[Int32]], _ outcome: inout StepOutcome) {
        for index in copies.indices {
            var copy = copies[index]
            let rest = problem.slices - copy.slice
            let action = Int(actions[0][index])
            var traded = copy.left
            if rest > 1, action < Self.multiples.count {
                traded = min(copy.left, copy.left / Double(rest) * Self.multiples[action])
            }
            copy.left -= traded
            copy.slice += 1
            copy.noise = copy.random.normal()
            var cost = problem.cost(traded: traded * problem.shares, left: copy.left * problem.shares)
            if isNoisy {
                cost +=
                    problem.volatility * problem.interval.squareRoot() * copy.noise * copy.left
                    * problem.shares
            }
            outcome.rewards[0][index] = Float(-cost / scale)
            let isOver = copy.slice == problem.slices
            outcome.terminated[index] = isOver
            outcome.truncated[index] = false
            if isOver { copy = Copy(random: copy.random) }
            copies[index] = copy
        }
    }

    /// What is left, the slice, the last noise and the random stream of all copies.
    public func saved() -> EnvironmentState? {
        var state = EnvironmentState()
        for copy in copies {
            state.add(copy.left)
            state.add(copy.slice)
            state.add(copy.noise)
            state.add(copy.random)
        }
        return state
    }

    /// Goes on from there.
    public mutating func restore(_ state: EnvironmentState) throws(EnvironmentFault) {
        var state = state
        for index in copies.indices {
            copies[index].left = try state.double()
            copies[index].slice = try state.integer(in: 0..<problem.slices)
            copies[index].noise = try state.double()
            copies[index].random = try state.stream()
        }
        try state.finish()
    }
}
