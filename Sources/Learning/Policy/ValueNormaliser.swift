/// Mean and deviation of the returns by exponential averages without their bias, as the code of MAPPO has them.
///
/// Values are predicted and learnt in units of these. Before the first update the mean is 0 and the deviation 0.1.
public struct ValueNormaliser: Sendable, Equatable {
    /// Decay of the averages.
    public let decay: Double
    /// Average of the returns.
    public var first = 0.0
    /// Average of their squares.
    public var second = 0.0
    /// Sum of the weights.
    public var weight = 0.0

    /// Nothing seen yet.
    public init(decay: Double = 0.99999) { self.decay = decay }

    /// Mean of the returns.
    public var mean: Double { first / max(weight, 1e-5) }
    /// Standard deviation, at least 0.1.
    public var deviation: Double { max(second / max(weight, 1e-5) - mean * mean, 1e-2).squareRoot() }

    /// Takes the mean of a minibatch of returns, and that of their squares.
    public mutating func update(mean: Double, meanSquare: Double) {
        first = decay * first + (1 - decay) * mean
        second = decay * second + (1 - decay) * meanSquare
        weight = decay * weight + (1 - decay)
    }

    /// In units of the deviation.
    public func normalised(_ value: Double) -> Double { (value - mean) / deviation }
    /// In raw units.
    public func raw(_ value: Double) -> Double { value * deviation + mean }
}
