/// Means and second moments of pairs (x, y), which can be joined without loss.
///
/// Source: P. Pébay, Formulas for Robust, One-Pass Parallel Computation of Covariances and Arbitrary-Order
/// Statistical Moments, Sandia SAND2008-6212, 2008. Equal y have exactly no variance.
struct PairMoments: BitwiseCopyable {
    private var count = 0.0
    private var meanX = 0.0
    private var meanY = 0.0
    /// Σ(x − mean x)(y − mean y).
    private var both = 0.0
    /// Σ(y − mean y)².
    private var secondY = 0.0

    /// The moments of nothing.
    init() {}

    /// The moments of one pair.
    init(_ x: Double, _ y: Double) {
        count = 1
        meanX = x
        meanY = y
    }

    /// The moments of both sets of pairs.
    func joined(with other: PairMoments) -> PairMoments {
        if count == 0 { return other }
        if other.count == 0 { return self }
        let (dx, dy) = (other.meanX - meanX, other.meanY - meanY)
        var all = PairMoments()
        all.count = count + other.count
        let share = other.count / all.count
        all.meanX = meanX + dx * share
        all.meanY = meanY + dy * share
        all.both = both + other.both + dx * dy * count * share
        all.secondY = secondY + other.secondY + dy * dy * count * share
        return all
    }

    /// Σ(x − mean x)(y − mean y)/(n − 1); 0 of fewer than two.
    var sampleCovariance: Double { count > 1 ? both / (count - 1) : 0 }

    /// Cov(x, y)/Var(y), the slope of the least-squares line x = a + slope·y; 0 where y does not vary.
    var slope: Double { secondY > 0 ? both / secondY : 0 }
}

/// Covariance of the newest n pairs, free of drift.
///
/// Blocks as in `SimpleAverage`, with moments in place of sums. Amortised O(1): two joins a pair.
struct RollingCovariance {
    private let length: Int
    /// Below `position` pairs of the block being filled; from there on moments of the ends of the block
    /// before.
    private var slots: [PairMoments]
    private var position = 0
    private var start = PairMoments()
    private var isWarm = false

    /// The moments of `length` pairs, at least one.
    init(length: Int) {
        precondition(length > 0, "a covariance has a length")
        self.length = length
        slots = [PairMoments](repeating: PairMoments(), count: length)
    }

    /// Takes a pair; the moments of the newest n, nil before the n-th.
    mutating func add(_ x: Double, _ y: Double) -> PairMoments? {
        let one = PairMoments(x, y)
        slots[position] = one
        start = start.joined(with: one)
        position += 1
        guard position == length else { return isWarm ? slots[position].joined(with: start) : nil }
        let all = start
        for i in stride(from: length - 2, through: 0, by: -1) {
            slots[i] = slots[i].joined(with: slots[i + 1])
        }
        position = 0
        start = PairMoments()
        isWarm = true
        return all
    }
}
