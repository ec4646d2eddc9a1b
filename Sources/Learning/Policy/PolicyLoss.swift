public import Linear

/// The clipped surrogate of PPO (Schulman 2017) with an entropy bonus, and its gradient with respect to the logits.
public struct PolicyLoss<S: Scalar>: Sendable {
    /// ε of the clip.
    public var clip: Double
    /// Weight of the entropy.
    public var entropyWeight: Double

    /// What a minibatch gave.
    public struct Summary: Sendable {
        /// −E[min(r·Â, clip(r)·Â)].
        public var surrogate = 0.0
        /// Mean entropy, nats.
        public var entropy = 0.0
        /// E[(r − 1) − ln r], an estimate of the KL divergence from the old policy.
        public var divergence = 0.0
        /// Part of the samples whose ratio is outside the clip.
        public var clipped = 0.0
        /// Largest |r − 1|.
        public var ratioError = 0.0

        /// Nothing yet.
        public init() {}
    }

    /// A loss.
    public init(clip: Double, entropyWeight: Double) {
        self.clip = clip
        self.entropyWeight = entropyWeight
    }

    /// One sample of a minibatch.
    public struct Sample: Sendable {
        /// What was done.
        public var action: Int
        /// Its log probability then.
        public var oldLogProbability: S
        /// How much better than expected it was, normalised.
        public var advantage: S
        /// 0 for an agent that was not entitled to act.
        public var weight: S

        /// Makes a sample.
        public init(action: Int, oldLogProbability: S, advantage: S, weight: S) {
            self.action = action
            self.oldLogProbability = oldLogProbability
            self.advantage = advantage
            self.weight = weight
        }
    }

    /// Writes dL/dlogits of the row at `offset` and adds what it gives to `summary`.
    ///
    /// - Parameter total: sum of all weights of the minibatch; must be positive.
    public func add(
        _ choice: Categorical<S>, _ sample: Sample, total: S, slopes: inout [S], at offset: Int,
        to summary: inout Summary
    ) {
        let share = sample.weight / total
        let logRatio = choice.logProbabilities[sample.action] - sample.oldLogProbability
        let ratio = S.exponential(logRatio)
        let (advantage, low, high) = (sample.advantage, S(1 - clip), S(1 + clip))
        let bounded = min(max(ratio, low), high)
        let isLive = !((advantage > 0 && ratio > high) || (advantage < 0 && ratio < low))
        let pull = isLive ? -advantage * ratio * share : 0
        let entropy = choice.entropy
        let bonus = S(entropyWeight) * share
        for k in choice.probabilities.indices {
            let probability = choice.probabilities[k]
            let indicator: S = k == sample.action ? 1 : 0
            slopes[offset + k] =
                pull * (indicator - probability)
                + bonus * probability * (choice.logProbabilities[k] + entropy)
        }
        summary.surrogate -= Double(min(ratio * advantage, bounded * advantage) * share)
        summary.entropy += Double(entropy * share)
        summary.divergence += Double((ratio - 1 - logRatio) * share)
        if ratio != bounded { summary.clipped += Double(share) }
        if sample.weight > 0 { summary.ratioError = max(summary.ratioError, Double(abs(ratio - 1))) }
    }
}
