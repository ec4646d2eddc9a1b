/// The squared distances of all pairs of a set of points, each pair once: what the median heuristic reads.
///
/// Source: A. Gretton et al., A Kernel Two-Sample Test, JMLR 13, 2012, section 8: width = median distance.
struct PairDistances {
    /// Eight by eight; infinite where a row of pairs has ended.
    private var squares: [SIMD8<Double>] = []
    /// How many of them are pairs.
    private var count = 0
    /// Squares about the median, in no order.
    private var middle: [Double]

    /// Squares that are looked at to tell about where the median is.
    private static let sampleSize = 2000
    /// How far to both sides of the sample's median the median is looked for, of the sample.
    private static let margin = 100

    /// Makes room for the pairs of `count` points.
    init(capacity count: Int) {
        squares.reserveCapacity(count * (count + 15) / 16)
        middle = [Double](repeating: 0, count: max(2 * Self.sampleSize, count * count / 16))
    }

    /// Measures at least two points.
    mutating func measure(_ points: PointSet) {
        count = points.count * (points.count - 1) / 2
        squares.removeAll(keepingCapacity: true)
        for i in 1..<points.count {
            let a = points[i]
            for block in 0...((i - 1) / 8) { squares.append(points.squares(from: a, block: block, below: i)) }
        }
    }

    /// The sum of a kernel over all pairs.
    func sum(_ kernel: GaussianKernel) -> Double {
        var sums = SIMD8<Double>.zero
        for i in squares.indices { sums += kernel.values(squares: squares[i]) }
        return sums.sum()
    }

    /// The median distance, the mean of the two middle ones where their number is even; NaN if one of them is.
    mutating func median() -> Double {
        let upper = count / 2
        let lower = (count - 1) / 2
        var (low, high) = bracket()
        var (below, found) = gather(from: low, through: high)
        if below > lower || below + found <= upper {
            // The sample misled.
            (low, high) = (0, .greatestFiniteMagnitude)
            (below, found) = gather(from: low, through: high)
        }
        // Not a number among them.
        guard below <= lower, below + found > upper else { return .nan }
        // All alike, and not kept.
        if low == high { return low.squareRoot() }
        let second = select(upper - below, of: found)
        guard lower < upper else { return second.squareRoot() }
        var first = middle[0]
        for i in 1..<(upper - below) where middle[i] > first { first = middle[i] }
        return (first.squareRoot() + second.squareRoot()) / 2
    }

    /// Two squares between which the median probably lies, from a sample taken evenly.
    private mutating func bracket() -> (low: Double, high: Double) {
        guard squares.count > 2 * Self.sampleSize else { return (0, .greatestFiniteMagnitude) }
        let step = squares.count / Self.sampleSize
        var taken = 0
        for i in stride(from: 0, to: squares.count, by: step) {
            let square = squares[i][i / step % 8]
            middle[taken] = square
            if square < .infinity, taken + 1 < middle.count { taken += 1 }
        }
        let high = select(taken / 2 + Self.margin, of: taken)
        return (select(taken / 2 - Self.margin, of: taken), high)
    }

    /// Collects the squares of a range, unless it is a single number; how many are below it, and in it.
    private mutating func gather(from low: Double, through high: Double) -> (below: Int, found: Int) {
        while true {
            let counts = Self.collect(squares, into: &middle, low.bitPattern, high.bitPattern)
            if let counts { return counts }
            middle.append(contentsOf: repeatElement(0, count: middle.count))
        }
    }

    /// The same by the bits of numbers, which rise with them from 0 on; nil where there was no room.
    private static func collect(
        _ squares: [SIMD8<Double>], into middle: inout [Double], _ low: UInt64, _ high: UInt64
    ) -> (below: Int, found: Int)? {
        var (below, found) = (0, 0)
        let step = low == high ? 0 : 1
        var kept = middle.mutableSpan
        for i in squares.indices {
            let eight = squares[i]
            guard found &* step &+ 8 <= kept.count else { return nil }
            for lane in 0..<8 {
                // Stored in any case, and kept by counting: a branch would be mistaken half of the time.
                kept[found &* step] = eight[lane]
                let above = eight[lane].bitPattern &- low
                let left = high &- eight[lane].bitPattern
                below &+= Int(truncatingIfNeeded: above &>> 63)
                found &+= 1 &- Int(truncatingIfNeeded: (above | left) &>> 63)
            }
        }
        return (below, found)
    }

    /// Hoare's selection: the value at `place` were the first `count` sorted; afterwards none before it is larger.
    private mutating func select(_ place: Int, of count: Int) -> Double {
        var (low, high) = (0, count - 1)
        while low < high {
            let pivot = pivot(low, high)
            var (i, j) = (low, high)
            while i <= j {
                while middle[i] < pivot { i += 1 }
                while middle[j] > pivot { j -= 1 }
                if i <= j {
                    middle.swapAt(i, j)
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
        return middle[place]
    }

    /// The middle one of the first, the middle and the last.
    private func pivot(_ low: Int, _ high: Int) -> Double {
        let (a, b, c) = (middle[low], middle[low + (high - low) / 2], middle[high])
        return max(min(a, b), min(max(a, b), c))
    }
}
