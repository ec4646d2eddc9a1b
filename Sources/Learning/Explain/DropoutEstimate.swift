import Linear

/// How sure a policy is of its choice, by passes with different units left out (Gal, Ghahramani 2016).
public struct DropoutEstimate: Sendable {
    /// Mean probabilities over the passes.
    public private(set) var probabilities: [Double]
    /// I: entropy of the mean less the mean of the entropies, in nats; how much the passes disagree.
    public private(set) var information = 0.0
    private var choice: Categorical<Float>
    private var row: [Float]

    /// For choices among `count` actions.
    public init(count: Int) {
        probabilities = [Double](repeating: 0, count: count)
        choice = Categorical(count: count)
        row = [Float](repeating: 0, count: count)
    }

    /// Takes the logits of `passes` rows; the mask [actions], unless empty, forbids where it is 0.
    public mutating func set(_ logits: [Float], passes: Int, mask: [UInt8]) {
        precondition(passes > 0, "there are passes")
        for k in probabilities.indices { probabilities[k] = 0 }
        var entropies = 0.0
        for pass in 0..<passes {
            for k in row.indices { row[k] = logits[pass * row.count + k] }
            choice.set(row, at: 0, mask: mask)
            for k in probabilities.indices {
                probabilities[k] += Double(choice.probabilities[k]) / Double(passes)
            }
            entropies += Double(choice.entropy) / Double(passes)
        }
        var whole = 0.0
        for p in probabilities where p > 0 { whole -= p * Double.logarithm(p) }
        information = max(0, whole - entropies)
    }
}
