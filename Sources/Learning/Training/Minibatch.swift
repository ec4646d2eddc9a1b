import Linear

/// Samples gathered from a rollout, in memory of their own.
struct Minibatch: Sendable {
    let form: GroupForm
    var observations: [Float]
    var states: [Float]
    var masks: [UInt8]
    var actions: [Int32]
    var logProbabilities: [Float]
    var advantages: [Float]
    var values: [Float]
    var returns: [Double]
    /// dL/dlogits.
    var slopes: [Float]
    /// dL/dv.
    var valueSlopes: [Float]
    /// 1 for each row that is a sample, 0 for one that only fills up a chunk.
    var weights: [Float]
    /// Rows that were gathered.
    var rows = 0
    /// Those of them that are samples.
    var samples = 0
    /// The ways of the rows through actor and critic.
    var actorPassage = Passage<Float>(rows: 1)
    var criticPassage = Passage<Float>(rows: 1)

    init(_ form: GroupForm, capacity: Int) {
        self.form = form
        observations = [Float](repeating: 0, count: capacity * form.observationSize)
        states = [Float](repeating: 0, count: capacity * form.stateSize)
        masks = [UInt8](repeating: 1, count: form.hasMasks ? capacity * form.actions : 0)
        actions = [Int32](repeating: 0, count: capacity)
        logProbabilities = [Float](repeating: 0, count: capacity)
        advantages = logProbabilities
        values = logProbabilities
        valueSlopes = logProbabilities
        weights = [Float](repeating: 1, count: capacity)
        returns = [Double](repeating: 0, count: capacity)
        slopes = [Float](repeating: 0, count: capacity * form.actions)
    }

    /// Gathers samples in any order.
    mutating func gather(_ places: ArraySlice<Int>, _ rollout: Rollout) {
        (rows, samples) = (places.count, places.count)
        actorPassage = Passage(rows: rows)
        criticPassage = actorPassage
        copy(places, rollout)
    }

    mutating func copy(_ places: ArraySlice<Int>, _ rollout: Rollout) {
        Rows.gather(rollout.observations, places, width: form.observationSize, into: &observations)
        Rows.gather(rollout.states, places, width: form.stateSize, into: &states)
        if form.hasMasks { Rows.gather(rollout.masks, places, width: form.actions, into: &masks) }
        for (index, place) in places.enumerated() {
            actions[index] = rollout.actions[place]
            logProbabilities[index] = rollout.logProbabilities[place]
            advantages[index] = rollout.advantages[place]
            values[index] = rollout.values[place]
            returns[index] = rollout.returns[place]
        }
    }

    /// Mean of the samples' returns, and of their squares.
    var returnMoments: (mean: Double, square: Double) {
        var (sum, squares) = (0.0, 0.0)
        for index in 0..<rows where weights[index] > 0 {
            sum += returns[index]
            squares += returns[index] * returns[index]
        }
        return (sum / Double(samples), squares / Double(samples))
    }
}
