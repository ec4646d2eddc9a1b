import Glibc

/// Losses of a portfolio over seeded paths of normal returns: value at risk and shortfall by simulation.
///
/// The normal numbers are drawn once, in antithetic pairs (z and −z), and used for every covariance: runs are
/// equal, and one estimate differs from the next by the market, not by luck. With L·Lᵀ = Σ a path's loss is
/// −(Lᵀw)·z, so a path costs n multiplications whatever the correlations.
public struct MonteCarloLoss: Sendable {
    /// Number of paths, even.
    public let paths: Int
    private let size: Int
    /// Normal numbers of the first of each pair, path by path.
    private let numbers: [Double]
    private var factors: Cholesky
    private var loads: [Double]
    private var losses: [Double]

    /// Room for `size` series and `paths` paths, at least 2, rounded down to pairs.
    public init(size: Int, paths: Int = 10_000, seed: UInt64) {
        precondition(size > 0 && paths >= 2, "there is a series and a pair of paths")
        self.size = size
        self.paths = paths / 2 * 2
        var random = NormalNumbers(seed: seed)
        numbers = (0..<(paths / 2 * size)).map { _ in random.next() }
        factors = Cholesky(size: size)
        loads = [Double](repeating: 0, count: size)
        losses = [Double](repeating: 0, count: paths / 2 * 2)
    }

    /// Runs all paths for amounts held and a covariance of returns, row by row.
    public mutating func run(amounts: [Double], covariance: [Double]) {
        factors.factor(covariance)
        spread(amounts)
    }

    /// Runs all paths without a copy of the covariance.
    public mutating func run(amounts: [Double], covariance: EWMACovariance) {
        factors.factor(covariance)
        spread(amounts)
    }

    private mutating func spread(_ amounts: [Double]) {
        factors.transposed(amounts, into: &loads)
        for pair in 0..<(paths / 2) {
            let base = pair * size
            var gain = 0.0
            for k in 0..<size { gain += loads[k] * numbers[base + k] }
            losses[2 * pair] = -gain
            losses[2 * pair + 1] = gain
        }
    }

    /// Of the last run: the ⌈n·level⌉-th smallest loss, and the mean of the losses from there on.
    public mutating func measure(_ level: Double) -> (valueAtRisk: Double, expectedShortfall: Double) {
        let first = rank(level)
        InPlaceOrder.select(&losses, rank: first)
        var sum = 0.0
        for index in first..<losses.count { sum += losses[index] }
        return (losses[first], sum / Double(losses.count - first))
    }

    private func rank(_ level: Double) -> Int {
        min(paths, max(1, Int((Double(paths) * level - 1e-9).rounded(.up)))) - 1
    }
}

/// Normal numbers from a seed (Box and Muller, 1958, over SplitMix64).
struct NormalNumbers: Sendable {
    private var state: UInt64
    private var spare: Double?

    init(seed: UInt64) { state = seed }

    private mutating func uniform() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        // Never 0, whose logarithm is none.
        return (Double((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53
    }

    mutating func next() -> Double {
        if let kept = spare {
            spare = nil
            return kept
        }
        let radius = (-2 * log(uniform())).squareRoot()
        let angle = 2 * Double.pi * uniform()
        spare = radius * sin(angle)
        return radius * cos(angle)
    }
}
