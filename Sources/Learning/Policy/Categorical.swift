public import Linear

/// A choice among `count` actions by logits, some of them perhaps not allowed.
///
/// A logit that is masked counts as −1e10 and not as −∞: then neither entropy nor gradients meet 0·∞.
public struct Categorical<S: Scalar>: Sendable {
    /// The probability of each action.
    public private(set) var probabilities: [S]
    /// The natural logarithm of each.
    public private(set) var logProbabilities: [S]

    /// For choices among `count` actions.
    public init(count: Int) {
        precondition(count > 0, "there is something to choose")
        probabilities = [S](repeating: 0, count: count)
        // Not the same array: the first choice would have to copy it.
        logProbabilities = [S](repeating: 0, count: count)
    }

    /// Takes the logits at `offset`, and the mask there unless it is empty (0 forbids).
    ///
    /// A row that allows nothing is a mistake of the environment, which must have been refused before.
    public mutating func set(_ logits: [S], at offset: Int, mask: [UInt8] = []) {
        let count = probabilities.count
        var largest = -S.infinity
        for i in 0..<count {
            let isAllowed = mask.isEmpty || mask[offset + i] != 0
            let logit = isAllowed ? logits[offset + i] : -1e10
            logProbabilities[i] = logit
            largest = max(largest, logit)
        }
        var sum: S = 0
        for i in 0..<count {
            let weight = S.exponential(logProbabilities[i] - largest)
            probabilities[i] = weight
            sum += weight
        }
        let logSum = S.logarithm(sum) + largest
        for i in 0..<count {
            probabilities[i] /= sum
            logProbabilities[i] -= logSum
        }
    }

    /// The action that a number in [0, 1) falls on.
    public func sample(_ uniform: Double) -> Int {
        var left = S(uniform)
        var last = 0
        for i in probabilities.indices where probabilities[i] > 0 {
            last = i
            left -= probabilities[i]
            if left < 0 { return i }
        }
        return last
    }

    /// The likeliest action, the first of equals.
    public var mode: Int {
        var best = 0
        for i in probabilities.indices where probabilities[i] > probabilities[best] { best = i }
        return best
    }

    /// Entropy in nats.
    public var entropy: S {
        var sum: S = 0
        for i in probabilities.indices { sum -= probabilities[i] * logProbabilities[i] }
        return sum
    }
}
