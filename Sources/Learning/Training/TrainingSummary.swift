/// What an iteration did to one group; losses and norms are means over its minibatches.
public struct TrainingSummary: Sendable {
    /// −E[min(r·Â, clip(r)·Â)].
    public private(set) var surrogate = 0.0
    /// Loss of the value.
    public private(set) var valueLoss = 0.0
    /// Entropy of the policy, nats.
    public private(set) var entropy = 0.0
    /// Estimate of the KL divergence from the policy that acted.
    public private(set) var divergence = 0.0
    /// Part of the ratios outside the clip.
    public private(set) var clipped = 0.0
    /// Norm of the policy's gradients before clipping.
    public private(set) var policyNorm = 0.0
    /// Norm of the critic's gradients before clipping.
    public private(set) var valueNorm = 0.0
    /// Largest |ratio − 1| of the first minibatch, which should be nothing.
    public internal(set) var firstRatioError = 0.0
    /// Times that the rollout was learnt from: as planned, or fewer if the policy had moved too far.
    public internal(set) var epochs = 0
    /// Decisions that were learnt from; 0 if the group made none, and nothing changed.
    public private(set) var samples = 0
    /// Share of the action that was chosen most.
    public private(set) var topShare = 0.0
    /// How much of the returns' variance the values explained: 1 is all; nil if the returns had none.
    public private(set) var explainedVariance: Double?
    /// Mean of the raw advantages.
    public private(set) var advantageMean = 0.0
    /// Deviation of the raw advantages.
    public private(set) var advantageDeviation = 0.0
    /// The normaliser's mean of returns.
    public internal(set) var valueMean = 0.0
    /// The normaliser's deviation of returns.
    public internal(set) var valueDeviation = 0.0
    /// Mean return of the last hundred episodes; nil before the first.
    public internal(set) var returnMean: Double?
    /// Adam's rate.
    public internal(set) var rate = 0.0
    /// Weight of the entropy.
    public internal(set) var entropyWeight = 0.0
    private var count = 0.0

    mutating func take(_ rollout: Rollout, actions: Int) {
        samples = rollout.samples.count
        explainedVariance = rollout.explained
        (advantageMean, advantageDeviation) = rollout.spread
        var counts = [Int](repeating: 0, count: actions)
        for place in rollout.samples { counts[Int(rollout.actions[place])] += 1 }
        topShare = samples > 0 ? Double(counts.max() ?? 0) / Double(samples) : 0
    }

    mutating func add(
        _ policy: PolicyLoss<Float>.Summary, valueLoss: Double, policyNorm: Double, valueNorm: Double
    ) {
        count += 1
        func mean(_ old: Double, _ new: Double) -> Double { old + (new - old) / count }
        surrogate = mean(surrogate, policy.surrogate)
        entropy = mean(entropy, policy.entropy)
        divergence = mean(divergence, policy.divergence)
        clipped = mean(clipped, policy.clipped)
        self.valueLoss = mean(self.valueLoss, valueLoss)
        self.policyNorm = mean(self.policyNorm, policyNorm)
        self.valueNorm = mean(self.valueNorm, valueNorm)
    }

    /// All of it by name, for logs.
    public var scalars: [(name: String, value: Double?)] {
        [
            ("return_mean", returnMean), ("surrogate", surrogate), ("value_loss", valueLoss),
            ("entropy", entropy), ("kl", divergence), ("clip_fraction", clipped),
            ("explained_variance", explainedVariance), ("policy_norm", policyNorm),
            ("value_norm", valueNorm), ("first_ratio_error", firstRatioError),
            ("top_action_share", topShare), ("advantage_mean", advantageMean),
            ("advantage_deviation", advantageDeviation), ("value_mean", valueMean),
            ("value_deviation", valueDeviation), ("learning_rate", rate),
            ("entropy_weight", entropyWeight), ("samples", Double(samples)),
            ("epochs", Double(epochs)),
        ]
    }
}
