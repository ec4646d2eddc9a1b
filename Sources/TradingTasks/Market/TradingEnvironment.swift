public import Learning
public import MarketModel

/// Copies of an account that trade the same tape from different rows: short, flat or long at each row.
///
/// A decision on a row is an order with that row's header, which the pipeline's own venue fills by its own latency,
/// costs and rules at trades that come later. The reward is the change of equity from row to row, net of all that
/// was paid, over the deviation of the price's change on the rows learnt from, less `aversion` times its square.
public struct TradingEnvironment: Environment {
    /// What part of the tape is traded, and how.
    public struct Choice: Sendable, Equatable {
        /// Rows that decisions are made on; the last one only ends the last decision.
        public var rows: Range<Int>
        /// Rows of an episode.
        public var episode = 128
        /// Whether it begins at the first row and goes to the last, as a test does; else at rows drawn by lot.
        public var plays = false
        /// λ: weight of the squared change.
        public var aversion = 0.0
        /// What all costs are multiplied by.
        public var costs = 1.0
        /// Rows by which what is seen comes late.
        public var delay = 0

        /// Trades those rows.
        public init(rows: Range<Int>) { self.rows = rows }
    }

    /// Numbers of a critic beyond the observation: open profit, share of the episode left, which agent.
    static let privileged = 3

    /// Its sizes.
    public let form: EnvironmentForm
    /// The tape.
    public let tape: TradingTape
    /// What is traded.
    public let choice: Choice
    /// What a reward of 1 is, in account currency.
    public let unit: Double
    private let pipeline: TradingPipeline
    private let places: (position: Int?, drawdown: Int?)
    /// Numbers that an actor sees: all columns of the rows that it sees at once, the oldest row first.
    private let width: Int
    private var copies: [TradingCopy]

    /// Makes `copies`.
    ///
    /// - Parameter unit: deviation of the worth of the price's change from row to row; a frozen number, of the rows
    ///   learnt from.
    public init(
        _ pipeline: TradingPipeline, _ tape: TradingTape, _ choice: Choice, copies: Int, unit: Double
    ) throws(EnvironmentFault) {
        guard choice.rows.lowerBound >= choice.delay + pipeline.stack - 1,
            choice.rows.upperBound <= tape.rows.count,
            choice.rows.count >= 2, choice.plays || choice.rows.count > choice.episode
        else {
            throw EnvironmentFault(
                "rows \(choice.rows) of \(tape.rows.count) hold no episode of \(choice.episode)",
                help: "record more, or shorten the episode")
        }
        guard unit > 0, unit.isFinite else {
            throw EnvironmentFault("the price does not move on the rows learnt from")
        }
        self.pipeline = pipeline
        self.tape = tape
        self.choice = choice
        self.unit = unit
        let width = tape.columns.count * pipeline.stack
        self.width = width
        let newest = width - tape.columns.count
        places = (
            tape.columns.firstIndex(of: "position").map { newest + $0 },
            tape.columns.firstIndex(of: "drawdown").map { newest + $0 }
        )
        form = EnvironmentForm(
            name: "trading", copies: copies,
            groups: [
                GroupForm(
                    name: pipeline.agent, observationSize: width, stateSize: width + Self.privileged,
                    actions: 3)
            ])
        self.copies = []
        try reset(seed: 0)
    }

    /// Begins all copies anew, at venues that have seen nothing.
    public mutating func reset(seed: UInt64) throws(EnvironmentFault) {
        var fresh: [TradingCopy] = []
        for index in 0..<form.copies {
            var copy = TradingCopy(
                try pipeline.seat(), pipeline.terms, RandomStream(seed: seed, stream: UInt64(index) + 1))
            begin(&copy)
            fresh.append(copy)
        }
        copies = fresh
    }

    private func begin(_ copy: inout TradingCopy) {
        var row = choice.rows.lowerBound
        if !choice.plays { row += copy.random.below(choice.rows.count - choice.episode) }
        copy.begin(at: row, tape, pipeline.terms)
    }

    /// The row that a copy stands at.
    public func row(of copy: Int) -> Int { copies[copy].row }
    /// A copy's equity as last marked.
    public func equity(of copy: Int) -> Double { copies[copy].account.equity }
    /// Contracts that a copy has traded in its episode, and what that cost.
    public func activity(of copy: Int) -> (traded: Double, costs: Double) {
        (copies[copy].account.traded, copies[copy].account.costs)
    }
    /// Fills of a copy's last step.
    public func fills(of copy: Int) -> [Fill] { copies[copy].fills }

    /// Writes the row with the copy's own position and drawdown in it; critics know a little more.
    public func observe(_ observations: inout ActorObservations, _ states: inout CriticStates) {
        for (index, copy) in copies.enumerated() {
            write(copy, &observations[0], at: index * width)
            write(copy, state: &states[0], at: index * (width + Self.privileged))
        }
    }

    private func write(_ copy: TradingCopy, _ values: inout [Float], at base: Int) {
        let columns = tape.columns.count
        let start = (copy.row - choice.delay + 1) * columns - width
        for column in 0..<width { values[base + column] = tape.features[start + column] }
        let terms = pipeline.terms
        if let place = places.position {
            values[base + place] = Self.clipped(copy.seenPosition / terms.positionLimit)
        }
        if let place = places.drawdown {
            values[base + place] = Self.clipped(copy.seenDrawdown / terms.drawdownLimit)
        }
    }

    private func write(_ copy: TradingCopy, state values: inout [Float], at base: Int) {
        write(copy, &values, at: base)
        values[base + width] = Self.clipped((copy.account.equity - pipeline.terms.capital) / (10 * unit))
        values[base + width + 1] = Float(Double(length - copy.steps) / Double(length))
        values[base + width + 2] = 1
    }

    private static func clipped(_ value: Double) -> Float { Float(min(3, max(-3, value))) }

    private var length: Int { choice.plays ? choice.rows.count - 1 : choice.episode }

    /// From each copy's row to the next; actions are short, flat, long.
    public mutating func step(
        _ actions: [[Int32]], _ outcome: inout StepOutcome
    ) throws(EnvironmentFault) {
        let stateWidth = width + Self.privileged
        for index in copies.indices {
            let before = copies[index].account.equity
            copies[index].step(Int(actions[0][index]), tape, pipeline.terms, costs: choice.costs)
            let change = (copies[index].account.equity - before) / unit
            outcome.rewards[0][index] = Float(change - choice.aversion * change * change)
            outcome.terminated[index] = false
            outcome.truncated[index] = copies[index].steps == length
            guard outcome.truncated[index] else { continue }
            write(copies[index], state: &outcome.finalStates[0], at: index * stateWidth)
            copies[index].renew(try pipeline.seat())
            begin(&copies[index])
        }
    }

    /// Start, random stream and actions of every copy: venues are brought back by trading again.
    public func saved() -> EnvironmentState? {
        var state = EnvironmentState()
        for copy in copies {
            state.add(copy.random)
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
            let random = try state.stream()
            let start = try state.integer(in: choice.rows)
            let steps = try state.integer(in: 0..<choice.rows.count)
            copies[index].renew(try pipeline.seat())
            copies[index].begin(at: start, tape, pipeline.terms)
            copies[index].random = random
            for _ in 0..<steps {
                copies[index].step(
                    try state.integer(in: 0..<3), tape, pipeline.terms, costs: choice.costs)
            }
        }
        try state.finish()
    }
}
