import Linear

/// What a rollout collected of one group: T steps of R rows, step by step.
struct Rollout: Sendable {
    let steps: Int
    let rows: Int
    let form: GroupForm
    let discount: Double
    private(set) var observations: [Float]
    private(set) var states: [Float]
    private(set) var masks: [UInt8]
    private(set) var actions: [Int32]
    private(set) var logProbabilities: [Float]
    /// As the critic gave them, in its own units.
    private(set) var values: [Float]
    /// Numbers that each row remembers; 0 without memory, and then the next three are empty.
    let memoryWidth: Int
    /// What each row's actor remembered before each step [steps × rows × memoryWidth].
    private(set) var actorMemories: [Float]
    /// The same of its critic.
    private(set) var criticMemories: [Float]
    /// Whether the row had not decided in its episode before the step [steps × rows].
    private(set) var begins: [Bool]
    /// After `finish`: of each sample, normalised over the rollout.
    private(set) var advantages: [Float]
    /// After `finish`: of each sample, raw.
    private(set) var returns: [Double]
    /// After `finish`: places of the decisions whose end is known.
    private(set) var samples: [Int] = []
    /// Mean and deviation of the raw advantages.
    private(set) var spread = (mean: 0.0, deviation: 0.0)
    /// How much of the returns' variance the values explain: 1 is all; nil if the returns hardly vary.
    private(set) var explained: Double?

    private var decisions: [Decision]
    /// Of each row: the place of its last decision while nothing has ended it, else −1.
    private var open: [Int]
    private var following: [Double]

    init(_ form: GroupForm, copies: Int, steps: Int, discount: Double, memory: Int = 0) {
        self.form = form
        memoryWidth = memory
        self.steps = steps
        self.discount = discount
        rows = copies * form.agents
        let count = steps * rows
        observations = [Float](repeating: 0, count: count * form.observationSize)
        states = [Float](repeating: 0, count: count * form.stateSize)
        masks = [UInt8](repeating: 1, count: form.hasMasks ? count * form.actions : 0)
        actions = [Int32](repeating: 0, count: count)
        logProbabilities = [Float](repeating: 0, count: count)
        values = logProbabilities
        advantages = logProbabilities
        returns = [Double](repeating: 0, count: count)
        actorMemories = [Float](repeating: 0, count: count * memory)
        criticMemories = actorMemories
        begins = [Bool](repeating: true, count: memory > 0 ? count : 0)
        decisions = [Decision](repeating: Decision(), count: count)
        open = [Int](repeating: -1, count: rows)
        following = [Double](repeating: 0, count: rows)
    }

    /// Keeps what was seen in step `t`, and begins it.
    mutating func keep(_ t: Int, _ observed: [Float], _ state: [Float], allowed: [UInt8]) {
        let base = t * rows
        let (o, s) = (rows * form.observationSize, rows * form.stateSize)
        Rows.copy(observed, count: o, into: &observations, at: t * o)
        Rows.copy(state, count: s, into: &states, at: t * s)
        if form.hasMasks {
            Rows.copy(allowed, count: rows * form.actions, into: &masks, at: base * form.actions)
        }
        for row in 0..<rows { decisions[base + row].end = .nothing }
    }

    /// Keeps what the rows remember before step `t`.
    mutating func keep(_ t: Int, actor: RowMemory, critic: RowMemory) {
        guard memoryWidth > 0 else { return }
        let count = rows * memoryWidth
        Rows.copy(actor.numbers, count: count, into: &actorMemories, at: t * count)
        Rows.copy(critic.numbers, count: count, into: &criticMemories, at: t * count)
        Rows.copy(actor.begins, count: rows, into: &begins, at: t * rows)
    }

    /// A row decides in step `t`; that ends its decision before.
    mutating func decide(
        _ row: Int, _ t: Int, _ action: Int, logProbability: Float, value: Float, raw: Double
    ) {
        end(row, .decision, raw)
        let place = t * rows + row
        actions[place] = Int32(action)
        logProbabilities[place] = logProbability
        values[place] = value
        decisions[place] = Decision(value: raw, end: .open)
        open[row] = place
    }

    /// A row earns in a step.
    mutating func earn(_ row: Int, _ reward: Double) {
        let place = open[row]
        guard place >= 0 else { return }
        decisions[place].reward += decisions[place].discount * reward
        decisions[place].discount *= discount
    }

    /// What follows a row's last decision is known; `value` is that of the state there, raw.
    mutating func end(_ row: Int, _ end: Decision.End, _ value: Double = 0) {
        let place = open[row]
        guard place >= 0 else { return }
        decisions[place].end = end
        decisions[place].nextValue = value
        open[row] = -1
    }

    /// Finds samples, advantages (normalised over the samples) and returns; decisions without an end are left out.
    mutating func finish(trace: Double) {
        for row in 0..<rows {
            open[row] = -1
            following[row] = 0
        }
        samples.removeAll(keepingCapacity: true)
        for t in (0..<steps).reversed() {
            for row in 0..<rows {
                let place = t * rows + row
                let decision = decisions[place]
                guard decision.isWhole else { continue }
                let advantage = decision.advantage(following: following[row], trace: trace)
                following[row] = advantage
                advantages[place] = Float(advantage)
                returns[place] = advantage + decision.value
            }
        }
        for place in decisions.indices where decisions[place].isWhole { samples.append(place) }
        explain()
        normalise()
    }

    private mutating func explain() {
        var (count, mean, second) = (0.0, 0.0, 0.0)
        var (errorMean, errorSecond) = (0.0, 0.0)
        for place in samples {
            count += 1
            let distance = returns[place] - mean
            mean += distance / count
            second += distance * (returns[place] - mean)
            let error = returns[place] - decisions[place].value
            let apart = error - errorMean
            errorMean += apart / count
            errorSecond += apart * (error - errorMean)
        }
        // Returns that are all alike, as of a task that is solved, leave nothing to explain.
        explained = second > 1e-4 * count * mean * mean ? 1 - errorSecond / second : nil
    }

    private mutating func normalise() {
        guard !samples.isEmpty else { return }
        let count = Double(samples.count)
        var (mean, square) = (0.0, 0.0)
        for place in samples { mean += Double(advantages[place]) }
        mean /= count
        for place in samples {
            let distance = Double(advantages[place]) - mean
            square += distance * distance
        }
        let deviation = (square / count).squareRoot()
        for place in samples {
            advantages[place] = Float((Double(advantages[place]) - mean) / (deviation + 1e-5))
        }
        spread = (mean, deviation)
    }
}
