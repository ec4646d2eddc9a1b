public import Linear

/// How a policy is learnt; the defaults are those of the MAPPO paper's code but for the batch.
public struct MAPPOSettings: Sendable, Equatable {
    /// Steps of each copy in a rollout.
    public var steps = 128
    /// Times that each rollout is learnt from.
    public var epochs = 4
    /// Parts of the rollout that each epoch is cut into.
    public var minibatches = 4
    /// Adam's rate.
    public var learningRate = 7e-4
    /// Whether the rate falls in a straight line to 0 at `totalSteps`.
    public var anneals = false
    /// Steps of all copies that the training is planned for.
    public var totalSteps = 1_000_000
    /// γ.
    public var discount = 0.99
    /// λ of the advantages.
    public var trace = 0.95
    /// ε of both clips.
    public var clip = 0.2
    /// KL divergence from the policy that acted above which no further epoch is made; nil for all of them.
    public var stopDivergence: Double?
    /// Weight of the entropy.
    public var entropy = 0.01
    /// Weight of the entropy at `totalSteps`, reached in a straight line; nil if it stays.
    public var finalEntropy: Double?
    /// Weight of the value's loss.
    public var valueWeight = 1.0
    /// Where Huber's parabola becomes a line; infinite for squared errors.
    public var huber = 10.0
    /// Whether values are learnt in units of the returns' deviation.
    public var normalisesValues = true
    /// Decay of the returns' averages.
    public var valueDecay = 0.99999
    /// Largest norm of each network's gradients.
    public var gradientNorm = 10.0
    /// Widths of both networks' hidden layers.
    public var hidden = [64, 64]
    /// What hidden layers do.
    public var activation = Activation.tanh
    /// Whether inputs and hidden layers are layer-normalised.
    public var layerNorm = true
    /// Numbers that both networks remember, by a GRU before the head; 0 for networks without memory.
    public var memory = 0
    /// Most decisions in a row that a memory is taught on: how far back its gradients go.
    public var chunk = 10
    /// Seed of everything that is drawn.
    public var seed: UInt64 = 1

    /// The defaults.
    public init() {}

    /// All of them by the names that they have in training files, as texts.
    public var entries: [(name: String, text: String)] {
        // What is not used has no entry: so it had none in checkpoints from before there was such a thing.
        var further: [(name: String, text: String)] = []
        if memory > 0 { further.append(("memory", "{gru: \(memory), chunk: \(chunk)}")) }
        if let stopDivergence { further.append(("stop_kl", "\(stopDivergence)")) }
        return [
            ("rollout", "\(steps)"), ("epochs", "\(epochs)"), ("minibatches", "\(minibatches)"),
            ("learning_rate", "\(learningRate)"), ("anneal", "\(anneals)"), ("total_steps", "\(totalSteps)"),
            ("discount", "\(discount)"), ("trace", "\(trace)"), ("clip", "\(clip)"),
            ("entropy", "\(entropy)"), ("final_entropy", finalEntropy.map { "\($0)" } ?? "none"),
            ("value_weight", "\(valueWeight)"), ("huber", "\(huber)"),
            ("normalise_values", "\(normalisesValues)"), ("value_decay", "\(valueDecay)"),
            ("gradient_norm", "\(gradientNorm)"),
            ("hidden", "[\(hidden.map(String.init).joined(separator: ", "))]"),
            ("activation", activation.rawValue), ("layer_norm", "\(layerNorm)"), ("seed", "\(seed)"),
        ] + further
    }

    /// The settings that CleanRL's `ppo.py` uses on CartPole, on four copies.
    public static var cartPole: MAPPOSettings {
        var settings = MAPPOSettings()
        settings.learningRate = 2.5e-4
        settings.anneals = true
        settings.totalSteps = 500_000
        settings.valueWeight = 0.5
        settings.huber = .infinity
        settings.normalisesValues = false
        settings.gradientNorm = 0.5
        settings.layerNorm = false
        return settings
    }
}
