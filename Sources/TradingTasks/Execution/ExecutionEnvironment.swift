public import Learning
import MarketModel

/// Copies of an execution agent's desk: orders come one after the other along the tape, each is worked by the pipeline's
/// algorithm, filled by its venue, and the agent says at each slice how much of it to trade.
///
/// What is seen is `ExecutionView`, as in agent.execution. The reward of a slice is −(what fills cost beyond the price
/// at arrival, fees included) − λ·x²/n, with x the share that is left at the next slice and n the slices; both in
/// deviations of the price over the horizon, a frozen number of the trades learnt from, so that the second part is
/// λσ²τx² of Almgren and Chriss. An episode is an order.
public struct ExecutionEnvironment: Environment {
    /// What part of the tape is traded, and how.
    public struct Choice: Sendable, Equatable {
        /// Trades that orders come with.
        public var trades: Range<Int>
        /// Contracts of an order.
        public var quantity = 1.0
        /// λ.
        public var aversion = 0.3
        /// Whether all of it is played in order, sides taking turns, as a test does; else segments drawn by lot.
        public var plays = false
        /// Orders of a segment that is drawn by lot.
        public var segment = 16
        /// Another algorithm in the place of the pipeline's; its decisions are its own.
        public var algorithm: String?

        /// Trades those.
        public init(trades: Range<Int>) { self.trades = trades }
    }

    /// Its sizes.
    public let form: EnvironmentForm
    /// What is traded.
    public let choice: Choice
    private let pipeline: ExecutionPipeline
    private let tape: TradingTape
    private let unit: Double
    private let terms: ExecutionCopy.Terms
    private var copies: [ExecutionCopy] = []
    private var randoms: [RandomStream] = []
    /// Where each copy's segment began, and its random stream then.
    private var starts: [(trade: Int, random: RandomStream)] = []
    private var decisions: [Int] = []
    /// Time from an order to the next one: its horizon and a quarter of it, so that it has ended whatever was decided.
    private var pace: Int64 { pipeline.over + pipeline.over / 4 }

    /// Makes `copies`.
    ///
    /// - Parameter unit: deviation of the price over the horizon; a frozen number, of the trades learnt from.
    public init(
        _ pipeline: ExecutionPipeline, _ tape: TradingTape, _ choice: Choice, copies: Int, unit: Double
    ) throws(EnvironmentFault) {
        self.pipeline = pipeline
        self.tape = tape
        self.choice = choice
        self.unit = unit
        let inputs = ExecutionView.inputs.count
        form = EnvironmentForm(
            name: "execution_agent", copies: copies,
            groups: [
                GroupForm(
                    name: "execution", observationSize: inputs, stateSize: inputs,
                    actions: ExecutionView.multiples.count)
            ])
        let span = choice.trades
        guard unit > 0, unit.isFinite, span.upperBound <= tape.trades.count, span.count > 1 else {
            throw EnvironmentFault("the price does not move on the trades learnt from")
        }
        let length = tape.trades[span.upperBound - 1].header.time - tape.trades[span.lowerBound].header.time
        terms = ExecutionCopy.Terms(
            over: pipeline.over, slices: pipeline.slices, tick: pipeline.tick, quantity: choice.quantity)
        guard length > 4 * pipeline.over, pipeline.slices >= 4 else {
            throw EnvironmentFault(
                "the trades \(span) last less than four orders, or an order has less than four slices",
                help: "record more, or shorten `over`")
        }
        try reset(seed: 0)
    }

    /// Begins all copies anew, at algorithms and venues that have seen nothing.
    public mutating func reset(seed: UInt64) throws(EnvironmentFault) {
        copies = []
        randoms = []
        starts = []
        decisions = [Int](repeating: 0, count: form.copies)
        for index in 0..<form.copies {
            var random = RandomStream(seed: seed, stream: UInt64(index) + 1)
            let start = start(of: index, &random)
            let copy = try segment(at: start)
            copies.append(copy)
            randoms.append(random)
            starts.append((start, random))
        }
        for index in copies.indices { order(index) }
    }

    /// The first trade of a segment: a place drawn by lot, of a test the copy's part of the tape.
    private func start(of copy: Int, _ random: inout RandomStream) -> Int {
        let span = choice.trades
        if choice.plays { return span.lowerBound + copy * span.count / form.copies }
        return span.lowerBound + random.below(max(1, lastStart - span.lowerBound))
    }

    /// Trades after which no order has its whole horizon left.
    private var lastStart: Int {
        tape.firstTrade(at: tape.trades[choice.trades.upperBound - 1].header.time - pace)
    }

    private func segment(at start: Int) throws(EnvironmentFault) -> ExecutionCopy {
        var copy = ExecutionCopy(try pipeline.seat(choice.algorithm), terms)
        // The meter behind the agent looks back 21 slices.
        let memory = 25 * (pipeline.over / Int64(pipeline.slices))
        let first = tape.firstTrade(at: tape.trades[start].header.time - memory)
        copy.warm(from: first, to: start, tape.trades)
        return copy
    }

    /// Begins a copy's next order.
    private mutating func order(_ index: Int) {
        let isBuy = choice.plays ? copies[index].orders % 2 == 0 : randoms[index].below(2) == 0
        copies[index].begin(isBuy ? 1 : -1, tape.trades)
        decisions[index] = 0
    }

    /// Writes what agent.execution would see.
    public func observe(_ observations: inout ActorObservations, _ states: inout CriticStates) {
        let width = ExecutionView.inputs.count
        for (index, copy) in copies.enumerated() {
            for column in 0..<width {
                observations[0][index * width + column] = copy.view.values[column]
                states[0][index * width + column] = copy.view.values[column]
            }
        }
    }

    /// From each copy's slice to the next; actions are the multiples.
    public mutating func step(
        _ actions: [[Int32]], _ outcome: inout StepOutcome
    ) throws(EnvironmentFault) {
        for index in copies.indices {
            let (reward, isOver) = advance(index, Int(actions[0][index]))
            outcome.rewards[0][index] = Float(reward)
            outcome.terminated[index] = isOver
            outcome.truncated[index] = false
            if isOver { try next(index) }
        }
    }

    private mutating func advance(_ index: Int, _ action: Int) -> (reward: Double, isOver: Bool) {
        let before = copies[index].cost
        let isOver = copies[index].step(action, tape.trades, isFirst: decisions[index] == 0)
        decisions[index] += 1
        let left = copies[index].left
        if isOver { copies[index].end(tape.trades) }
        let cost = (copies[index].cost - before) / unit
        return (-cost - choice.aversion * left * left / Double(terms.slices), isOver)
    }

    /// Another order, in another segment where this one is over.
    private mutating func next(_ index: Int) throws(EnvironmentFault) {
        let place = nextPlace(index)
        if place >= lastStart || !choice.plays && copies[index].orders >= choice.segment {
            let start = start(of: index, &randoms[index])
            copies[index] = try segment(at: start)
            starts[index] = (start, randoms[index])
        } else {
            copies[index].rest(to: place, tape.trades)
        }
        order(index)
    }

    /// Where the next order comes: at equal distances from the segment's start, whatever was decided.
    private func nextPlace(_ index: Int) -> Int {
        tape.firstTrade(at: tape.trades[starts[index].trade].header.time + copies[index].orders * pace)
    }

    /// Orders that a test has, played by one copy.
    public var orders: Int {
        let span = choice.trades
        let time = tape.trades[lastStart].header.time - tape.trades[span.lowerBound].header.time
        return max(1, Int((time + pace - 1) / pace))
    }

    /// The trade that a copy stands at, and its order.
    public func place(of copy: Int) -> (trade: Int, side: Double, arrival: Double) {
        (copies[copy].at, copies[copy].order?.side ?? 0, copies[copy].order?.arrival ?? .nan)
    }

    /// Start, random stream and actions of every copy's segment: desks are brought back by trading again.
    public func saved() -> EnvironmentState? {
        var state = EnvironmentState()
        for index in copies.indices {
            state.add(starts[index].random)
            state.add(starts[index].trade)
            state.add(copies[index].history.count)
            for action in copies[index].history { state.add(Int(action)) }
        }
        return state
    }

    /// Goes on from there.
    public mutating func restore(_ state: EnvironmentState) throws(EnvironmentFault) {
        var state = state
        for index in copies.indices {
            randoms[index] = try state.stream()
            let start = try state.integer(in: choice.trades)
            let count = try state.integer(in: 0..<1_000_000)
            starts[index] = (start, randoms[index])
            copies[index] = try segment(at: start)
            order(index)
            for _ in 0..<count {
                let action = try state.integer(in: 0..<ExecutionView.multiples.count)
                guard advance(index, action).isOver else { continue }
                copies[index].rest(to: nextPlace(index), tape.trades)
                order(index)
            }
        }
        try state.finish()
    }
}
