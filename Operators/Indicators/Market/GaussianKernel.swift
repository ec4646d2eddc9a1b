/// A point of six coordinates; the last two places are not used.
typealias FeaturePoint = SIMD8<Double>

/// The Gaussian kernel k(a, b) = exp(−|a − b|²/(2·width²)).
struct GaussianKernel {
    private let scale: Double

    /// The kernel of a positive width σ.
    init(width: Double) {
        precondition(width > 0, "a kernel has a width")
        scale = -1 / (2 * width * width)
    }

    /// The kernel at eight squared distances; 0, but for rounding, where one is infinite.
    @inline(__always)
    func values(squares: SIMD8<Double>) -> SIMD8<Double> { Exponential.values(squares * scale) }

    /// The sum of k(a, b) over all b of `points`.
    func sum(_ a: FeaturePoint, over points: PointSet) -> Double {
        var sums = SIMD8<Double>.zero
        for block in 0..<points.blockCount { sums += values(squares: points.squares(from: a, block: block)) }
        return sums.sum()
    }

    /// The sum of k over all pairs of different points, each pair once.
    func pairSum(_ points: PointSet) -> Double {
        var sums = SIMD8<Double>.zero
        for i in 0..<points.count {
            let a = points[i]
            for block in 0...(i / 8) {
                sums += values(squares: points.squares(from: a, block: block, below: i))
            }
        }
        return sums.sum()
    }
}
