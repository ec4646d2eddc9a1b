/// The lower triangle L of a positive semidefinite matrix, L·Lᵀ = Σ, and what it solves.
public struct Cholesky: Sendable {
    /// Rows.
    public let size: Int
    /// Row by row; above the diagonal 0.
    public private(set) var lower: [Double]
    /// Whether every pivot was positive, so that Σ can be inverted.
    public private(set) var isDefinite = true

    /// Room for matrices of `size` rows.
    public init(size: Int) {
        self.size = size
        lower = [Double](repeating: 0, count: size * size)
    }

    /// Factors `matrix` (row by row); nil when it is not positive definite.
    public init?(_ matrix: [Double], size: Int) {
        self.init(size: size)
        factor(matrix)
        if !isDefinite { return nil }
    }

    /// Factors another matrix of the same size in place.
    ///
    /// A pivot that rounding left at 0 or below makes its column 0: a series that follows from those before.
    public mutating func factor(_ matrix: [Double]) {
        precondition(matrix.count == size * size, "the matrix is square")
        let size = size
        factor { matrix[$0 * size + $1] }
    }

    /// Factors a covariance, shrunk, in place.
    public mutating func factor(_ covariance: EWMACovariance) {
        precondition(covariance.size == size, "the matrix has the size")
        factor { covariance[$0, $1] }
    }

    @inline(__always)
    private mutating func factor(_ matrix: (Int, Int) -> Double) {
        isDefinite = true
        for row in 0..<size {
            for column in 0...row {
                var sum = matrix(row, column)
                for k in 0..<column { sum -= lower[row * size + k] * lower[column * size + k] }
                if row == column {
                    let isPositive = sum > 1e-14 * abs(matrix(row, row))
                    if !isPositive { isDefinite = false }
                    lower[row * size + row] = isPositive ? sum.squareRoot() : 0
                } else {
                    let pivot = lower[column * size + column]
                    lower[row * size + column] = pivot > 0 ? sum / pivot : 0
                }
            }
        }
    }

    /// The x with Σ·x = `right`; the matrix must be definite.
    public func solve(_ right: [Double]) -> [Double] {
        precondition(isDefinite && right.count == size, "the matrix can be inverted")
        var x = right
        for row in 0..<size {
            for k in 0..<row { x[row] -= lower[row * size + k] * x[k] }
            x[row] /= lower[row * size + row]
        }
        for row in stride(from: size - 1, through: 0, by: -1) {
            for k in (row + 1)..<max(row + 1, size) { x[row] -= lower[k * size + row] * x[k] }
            x[row] /= lower[row * size + row]
        }
        return x
    }

    /// Lᵀ·w into `product`: what each independent normal number does to the portfolio.
    public func transposed(_ weights: [Double], into product: inout [Double]) {
        for column in 0..<size {
            var sum = 0.0
            for row in column..<size { sum += lower[row * size + column] * weights[row] }
            product[column] = sum
        }
    }
}
