/// Weights by which every series carries its share of the risk.
public enum RiskParity {
    /// Weights ∝ 1/σ, summing to 1: equal shares where all correlations are equal.
    ///
    /// A series that does not move gets none.
    public static func inverseDeviation(_ deviations: [Double]) -> [Double] {
        let raw = deviations.map { $0 > 0 ? 1 / $0 : 0 }
        let sum = raw.reduce(0, +)
        return sum > 0 ? raw.map { $0 / sum } : raw
    }

    /// Weights with wᵢ(Σw)ᵢ equal for all, summing to 1 (Maillard, Roncalli, Teïletche, 2010).
    ///
    /// Cyclical coordinate descent (Griveau-Billion and others, 2013): each weight in turn solves its
    /// quadratic.
    public static func equalContributions(_ covariance: EWMACovariance, into weights: inout [Double]) {
        solve(size: covariance.size, into: &weights, sweeps: 50) { covariance[$0, $1] }
    }

    /// The same of a covariance row by row.
    public static func equalContributions(_ covariance: [Double], size: Int) -> [Double] {
        precondition(covariance.count == size * size, "a covariance is square")
        var weights = [Double](repeating: 0, count: size)
        solve(size: size, into: &weights, sweeps: 500) { covariance[$0 * size + $1] }
        return weights
    }

    @inline(__always)
    private static func solve(
        size: Int, into x: inout [Double], sweeps: Int, _ covariance: (Int, Int) -> Double
    ) {
        // Weights sum to 1, the solution to 1/σ of its own: that scale is where the steps begin.
        for row in 0..<size {
            let variance = covariance(row, row)
            x[row] = variance > 0 ? (1 / (variance * Double(size))).squareRoot() : 0
        }
        for _ in 0..<sweeps {
            var change = 0.0
            for row in 0..<size {
                let variance = covariance(row, row)
                guard variance > 0 else { continue }
                var others = 0.0
                for column in 0..<size where column != row { others += covariance(row, column) * x[column] }
                let root = (others * others + 4 * variance / Double(size)).squareRoot()
                let next = (root - others) / (2 * variance)
                change = max(change, abs(next - x[row]) / next)
                x[row] = next
            }
            if change < 1e-14 { break }
        }
        var sum = 0.0
        for row in 0..<size { sum += x[row] }
        guard sum > 0 else { return }
        for row in 0..<size { x[row] /= sum }
    }

    /// By how much to multiply amounts so that their yearly deviation is `target`; 0 where nothing moves.
    public static func targetScale(deviation: Double, periodsPerYear: Double, target: Double) -> Double {
        let yearly = deviation * periodsPerYear.squareRoot()
        return yearly > 0 ? target / yearly : 0
    }
}
