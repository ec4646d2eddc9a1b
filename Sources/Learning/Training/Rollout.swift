/// What a rollout collected: T steps of R rows, step by step.
struct Rollout: Sendable {
    let steps: Int
    let form: EnvironmentForm
    var observations: [Float]
    var states: [Float]
    var masks: [UInt8]
    var actions: [Int32]
    var logProbabilities: [Float]
    /// As the critic gave them, in its own units.
    var values: [Float]
    /// In raw units.
    var rewards: [Float]
    /// Value after the step, raw; set once it is known.
    var nextValues: [Double]
    var terminated: [Bool]
    var truncated: [Bool]
    var advantages: [Float]
    var returns: [Double]

    init(_ form: EnvironmentForm, steps: Int, hasMasks: Bool) {
        self.form = form
        self.steps = steps
        let rows = steps * form.rows
        observations = [Float](repeating: 0, count: rows * form.observationSize)
        states = [Float](repeating: 0, count: rows * form.stateSize)
        masks = [UInt8](repeating: 1, count: hasMasks ? rows * form.actions : 0)
        actions = [Int32](repeating: 0, count: rows)
        logProbabilities = [Float](repeating: 0, count: rows)
        values = logProbabilities
        rewards = logProbabilities
        advantages = logProbabilities
        nextValues = [Double](repeating: 0, count: rows)
        returns = nextValues
        terminated = [Bool](repeating: false, count: rows)
        truncated = terminated
    }

    /// Rows in all.
    var count: Int { steps * form.rows }

    /// Fills advantages (normalised over the batch) and returns (raw).
    mutating func finish(_ settings: MAPPOSettings, _ normaliser: ValueNormaliser) {
        let rows = form.rows
        for row in 0..<rows {
            let places = (0..<steps).map { $0 * rows + row }
            let raw = places.map { place in
                settings.normalisesValues ? normaliser.raw(Double(values[place])) : Double(values[place])
            }
            let series = Advantages.Series(
                rewards: places.map { Double(rewards[$0]) }, values: raw,
                nextValues: places.map { nextValues[$0] }, terminated: places.map { terminated[$0] },
                truncated: places.map { truncated[$0] })
            let found = Advantages.of(series, discount: settings.discount, trace: settings.trace)
            for (t, place) in places.enumerated() {
                advantages[place] = Float(found[t])
                returns[place] = found[t] + raw[t]
            }
        }
        let mean = advantages.reduce(0) { $0 + Double($1) } / Double(count)
        let square = advantages.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        let deviation = (square / Double(count)).squareRoot() + 1e-5
        for index in advantages.indices {
            advantages[index] = Float((Double(advantages[index]) - mean) / deviation)
        }
    }
}
