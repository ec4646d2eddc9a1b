/// What an iteration did, as means over its minibatches.
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
    /// Largest |ratio − 1| of the first minibatch, which should be nothing.
    public internal(set) var firstRatioError = 0.0
    /// Decisions that were learnt from; 0 if the group made none, and nothing changed.
    public internal(set) var samples = 0
    private var count = 0.0

    mutating func add(_ policy: PolicyLoss<Float>.Summary, valueLoss: Double, policyNorm: Double) {
        count += 1
        func mean(_ old: Double, _ new: Double) -> Double { old + (new - old) / count }
        surrogate = mean(surrogate, policy.surrogate)
        entropy = mean(entropy, policy.entropy)
        divergence = mean(divergence, policy.divergence)
        clipped = mean(clipped, policy.clipped)
        self.valueLoss = mean(self.valueLoss, valueLoss)
        self.policyNorm = mean(self.policyNorm, policyNorm)
    }
}
