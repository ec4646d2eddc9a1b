/// Puts points into units of the standard deviations of a reference, from its means.
struct Standardiser {
    private var means = FeaturePoint.zero
    private var inverses = FeaturePoint.zero

    /// Reads the sample means and standard deviations of at least two points.
    ///
    /// A coordinate that doesn't vary there, but for rounding, becomes 0.
    mutating func fit(_ points: [FeaturePoint]) {
        let n = Double(points.count)
        means = .zero
        for i in points.indices { means += points[i] }
        means /= n
        var squares = FeaturePoint.zero
        for i in points.indices {
            let difference = points[i] - means
            squares += difference * difference
        }
        for i in 0..<FeaturePoint.scalarCount {
            let deviation = (squares[i] / (n - 1)).squareRoot()
            inverses[i] = deviation > 1e-12 * abs(means[i]) ? 1 / deviation : 0
        }
    }

    /// A point in those units.
    func callAsFunction(_ point: FeaturePoint) -> FeaturePoint { (point - means) * inverses }
}
