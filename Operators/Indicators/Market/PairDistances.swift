/// The squared distances of all pairs of a set of points, each pair once: what the median heuristic reads.
///
/// Source: A. Gretton et al., A Kernel Two-Sample Test, JMLR 13, 2012, section 8: width = median distance.
struct PairDistances {
    private var squares: [Double] = []

    /// Makes room for the pairs of `count` points.
    init(capacity count: Int) { squares.reserveCapacity(count * (count - 1) / 2) }

    /// Measures at least two points.
    mutating func measure(_ points: [FeaturePoint]) {
        squares.removeAll(keepingCapacity: true)
        for i in points.indices {
            for j in 0..<i { squares.append(GaussianKernel.squaredDistance(points[i], points[j])) }
        }
    }

    /// The median distance, the mean of the two middle ones where their number is even.
    ///
    /// Puts the squares into another order, which no sum over them minds.
    mutating func median() -> Double {
        let middle = squares.count / 2
        let upper = select(middle).squareRoot()
        guard squares.count % 2 == 0 else { return upper }
        var lower = squares[0]
        for i in 1..<middle where squares[i] > lower { lower = squares[i] }
        return (lower.squareRoot() + upper) / 2
    }

    /// The sum of a kernel over all pairs.
    func sum(_ kernel: GaussianKernel) -> Double {
        var sum = 0.0
        for i in squares.indices { sum += kernel.value(squaredDistance: squares[i]) }
        return sum
    }

    /// Hoare's selection: the value at `place` were they sorted; afterwards none before it is larger.
    private mutating func select(_ place: Int) -> Double {
        var (low, high) = (0, squares.count - 1)
        while low < high {
            let pivot = pivot(low, high)
            var (i, j) = (low, high)
            while i <= j {
                while squares[i] < pivot { i += 1 }
                while squares[j] > pivot { j -= 1 }
                if i <= j {
                    squares.swapAt(i, j)
                    i += 1
                    j -= 1
                }
            }
            if place <= j {
                high = j
            } else if place >= i {
                low = i
            } else {
                break
            }
        }
        return squares[place]
    }

    /// The middle one of the first, the middle and the last.
    private func pivot(_ low: Int, _ high: Int) -> Double {
        let (a, b, c) = (squares[low], squares[low + (high - low) / 2], squares[high])
        return max(min(a, b), min(max(a, b), c))
    }
}
