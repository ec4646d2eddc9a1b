/// What moved a network to its choice, input by input.
public struct Explanation: Sendable, Equatable {
    /// The likeliest output.
    public var choice: Int
    /// How much each input added to the choice's logit above the mean of all logits, compared with the baseline.
    public var shares: [Double]
    /// What all of it adds up to: the difference between input and baseline.
    public var total: Double
    /// |sum of shares − total| / |total|; 0 where both are nothing.
    public var residual: Double
    /// Points of the integral.
    public var steps: Int

    /// The `count` inputs with the largest shares by size, largest first; of equals the first.
    public func top(_ count: Int) -> [(input: Int, share: Double)] {
        shares.enumerated().sorted { abs($0.element) > abs($1.element) }.prefix(count)
            .map { (input: $0.offset, share: $0.element) }
    }
}

/// The smallest change of one input that makes another choice.
public struct Flip: Sendable, Equatable {
    /// The input.
    public var input: Int
    /// Its value as it was.
    public var before: Double
    /// The nearest value found with another choice.
    public var after: Double
    /// The choice there.
    public var choice: Int
}
