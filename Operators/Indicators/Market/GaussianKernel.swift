import Glibc

/// A point of up to eight coordinates; those not used are 0.
typealias FeaturePoint = SIMD8<Double>

/// The Gaussian kernel k(a, b) = exp(−|a − b|²/(2·width²)).
struct GaussianKernel {
    private let scale: Double

    /// The kernel of a positive width σ.
    init(width: Double) {
        precondition(width > 0, "a kernel has a width")
        scale = -1 / (2 * width * width)
    }

    /// |a − b|².
    static func squaredDistance(_ a: FeaturePoint, _ b: FeaturePoint) -> Double {
        let difference = a - b
        return (difference * difference).sum()
    }

    /// The kernel at a squared distance.
    func value(squaredDistance: Double) -> Double { exp(scale * squaredDistance) }

    /// The sum of k(a, b) over all b of `points`.
    func sum(_ a: FeaturePoint, over points: [FeaturePoint]) -> Double {
        var sum = 0.0
        for i in points.indices { sum += value(squaredDistance: Self.squaredDistance(a, points[i])) }
        return sum
    }

    /// The sum of k over all pairs of different points, each pair once.
    func pairSum(_ points: [FeaturePoint]) -> Double {
        var sum = 0.0
        for i in points.indices {
            for j in 0..<i { sum += value(squaredDistance: Self.squaredDistance(points[i], points[j])) }
        }
        return sum
    }
}
