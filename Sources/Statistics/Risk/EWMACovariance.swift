/// The covariance of returns with weights that fall by λ from one observation to the next (RiskMetrics, 1996).
///
/// Σ ← λΣ + (1−λ)·r·rᵀ: an update of rank one, n²/2 multiplications. The first observation sets Σ = r·rᵀ, and the
/// first return of a series that begins later its variance.
/// The mean of the returns is taken as 0. `shrinkage` moves what is read that share of the way to the
/// diagonal (O. Ledoit and M. Wolf, 2004, with a fixed share), so that Σ can be inverted.
public struct EWMACovariance: Sendable {
    /// Number of series.
    public let size: Int
    /// Weight of what was before.
    public let decay: Double
    /// Share by which covariances are cut; variances stay.
    public let shrinkage: Double
    /// Observations taken.
    public private(set) var count = 0
    /// Row by row, without shrinkage.
    private var values: [Double]
    /// Whether a series has moved yet.
    private var hasMoved: [Bool]

    /// Of `size` series; 0 < decay < 1, 0 ≤ shrinkage ≤ 1.
    public init(size: Int, decay: Double = 0.94, shrinkage: Double = 0.1) {
        precondition(size > 0, "there is a series")
        precondition(decay > 0 && decay < 1, "the decay is between 0 and 1")
        precondition(shrinkage >= 0 && shrinkage <= 1, "the shrinkage is a share")
        self.size = size
        self.decay = decay
        self.shrinkage = shrinkage
        values = [Double](repeating: 0, count: size * size)
        hasMoved = [Bool](repeating: false, count: size)
    }

    /// Starts from variances and covariances that are known, row by row.
    public mutating func start(from covariance: [Double]) {
        precondition(covariance.count == size * size, "a covariance is square")
        values = covariance
        for row in 0..<size { hasMoved[row] = covariance[row * size + row] > 0 }
        count = max(count, 1)
    }

    /// Takes the returns of one period, one a series.
    public mutating func add(_ returns: [Double]) {
        precondition(returns.count == size, "there is a return for each series")
        let keep = count == 0 ? 0 : decay
        let weight = count == 0 ? 1 : 1 - decay
        count += 1
        for row in 0..<size {
            let scaled = weight * returns[row]
            let base = row * size
            for column in 0..<size {
                values[base + column] = keep * values[base + column] + scaled * returns[column]
            }
            guard !hasMoved[row], returns[row] != 0 else { continue }
            hasMoved[row] = true
            // As the first observation of all, so that its variance need not grow from 0.
            values[base + row] += keep * returns[row] * returns[row]
        }
    }

    /// Variance on the diagonal, covariance cut by the shrinkage elsewhere.
    public subscript(row: Int, column: Int) -> Double {
        row == column ? values[row * size + row] : (1 - shrinkage) * values[row * size + column]
    }

    /// The whole matrix, row by row, shrunk.
    public var matrix: [Double] {
        var all = values.map { $0 * (1 - shrinkage) }
        for row in 0..<size { all[row * size + row] = values[row * size + row] }
        return all
    }

    /// Σ·w into `product`, of the shrunk matrix.
    public func multiply(_ weights: [Double], into product: inout [Double]) {
        for row in 0..<size {
            let base = row * size
            var sum = 0.0
            for column in 0..<size { sum += values[base + column] * weights[column] }
            let own = values[base + row] * weights[row]
            product[row] = (1 - shrinkage) * (sum - own) + own
        }
    }

    /// Mean of the correlations of all pairs that move, without shrinkage; NaN where none does.
    public func meanCorrelation(_ deviations: inout [Double]) -> Double {
        for row in 0..<size { deviations[row] = values[row * size + row].squareRoot() }
        var sum = 0.0
        var pairs = 0
        for row in 1..<max(1, size) where deviations[row] > 0 {
            let base = row * size
            for column in 0..<row where deviations[column] > 0 {
                sum += values[base + column] / (deviations[row] * deviations[column])
                pairs += 1
            }
        }
        return pairs == 0 ? .nan : sum / Double(pairs)
    }
}
