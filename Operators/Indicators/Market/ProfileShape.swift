/// What a volume profile looks like: its point of control, value area, skewness and nodes.
struct ProfileShape {
    /// Which kind of node is looked for.
    enum Kind: String, CaseIterable, Sendable {
        /// Low volume: a local minimum of at most 0.30 of the point of control.
        case low
        /// High volume: a local maximum of at least 0.70 of the point of control.
        case high
    }

    /// A price at which little, or much, was traded.
    struct Node: BitwiseCopyable {
        /// The volume-weighted centre of its bins, raw, rounded: a centre that is a price is exactly that.
        var price: Double
        /// Its smoothed volume over that of the point of control.
        var height: Double
    }

    private let kind: Kind
    /// The bins, smoothed: v[i−1] + 2v[i] + v[i+1], four times what the mean would be; `count` are in use.
    private var smooth = [Int128](repeating: 0, count: VolumeProfile.capacity)
    /// The bins' volumes.
    private var weights = [Double](repeating: 0, count: VolumeProfile.capacity)
    private var count = 0
    private var first: Int64 = 0
    private var peak = 0

    /// The bin with the largest smoothed volume, the lowest of equal ones.
    var pointOfControl: Int64 { first + Int64(peak) }

    /// Looks for nodes of one kind.
    init(_ kind: Kind) { self.kind = kind }

    /// Looks at the bins of a profile from `first` to `last`.
    mutating func read(_ profile: VolumeProfile, from first: Int64, to last: Int64) {
        self.first = first
        count = Int(last - first) + 1
        peak = 0
        var (left, here) = (Int128(0), profile.volume(of: first))
        for i in 0..<count {
            let right = i + 1 < count ? profile.volume(of: first + Int64(i) + 1) : 0
            smooth[i] = left + 2 * here + right
            weights[i] = VolumeProfile.amount(here)
            if smooth[i] > smooth[peak] { peak = i }
            (left, here) = (here, right)
        }
    }

    /// The bins about the point of control that hold 70 % of the volume: the larger neighbour is taken first,
    /// the lower of equal ones.
    func valueArea(of profile: VolumeProfile) -> (low: Int64, high: Int64) {
        let last = first + Int64(count) - 1
        var (low, high) = (pointOfControl, pointOfControl)
        var held = profile.volume(of: low)
        while 10 * held < 7 * profile.total, low > first || high < last {
            let below = low > first ? profile.volume(of: low - 1) : -1
            let above = high < last ? profile.volume(of: high + 1) : -1
            if below >= above {
                low -= 1
                held += below
            } else {
                high += 1
                held += above
            }
        }
        return (low, high)
    }

    /// Σw(x − mean)³/Σw over the 1.5th power of Σw(x − mean)²/Σw; 0 where all is in one bin.
    func skewness(of profile: VolumeProfile) -> Double {
        let total = VolumeProfile.amount(profile.total)
        guard total > 0 else { return 0 }
        var mean = 0.0
        for i in 0..<count { mean += Double(i) * weights[i] }
        mean /= total
        var (second, third) = (0.0, 0.0)
        for i in 0..<count {
            let distance = Double(i) - mean
            let moment = distance * distance * weights[i]
            second += moment
            third += moment * distance
        }
        second /= total
        return second > 0 ? third / total / (second * second.squareRoot()) : 0
    }

    /// The node nearest to a raw price, the lower of two at the same distance; nil where there is none.
    func nearestNode(to price: Double, in profile: VolumeProfile) -> Node? {
        var nearest: Node?
        var start = 1
        while start < count - 1 {
            var end = start
            while end + 1 < count, smooth[end + 1] == smooth[start] { end += 1 }
            if end < count - 1, isNode(smooth[start - 1], smooth[start], smooth[end + 1]) {
                let offset = centre(start, end) * Double(profile.size)
                let centre = (profile.middle(of: first) + offset).rounded()
                if nearest.map({ abs(centre - price) < abs($0.price - price) }) ?? true {
                    let height = VolumeProfile.amount(smooth[start]) / VolumeProfile.amount(smooth[peak])
                    nearest = Node(price: centre, height: height)
                }
            }
            start = end + 1
        }
        return nearest
    }

    private func isNode(_ left: Int128, _ here: Int128, _ right: Int128) -> Bool {
        switch kind {
        case .low: here < left && here < right && 10 * here <= 3 * smooth[peak]
        case .high: here > left && here > right && 10 * here >= 7 * smooth[peak]
        }
    }

    /// The volume-weighted centre of some bins, in bins from the first; their middle where they hold nothing.
    private func centre(_ start: Int, _ end: Int) -> Double {
        var (volume, moment) = (0.0, 0.0)
        for i in start...end {
            volume += weights[i]
            moment += Double(i - start) * weights[i]
        }
        return Double(start) + (volume > 0 ? moment / volume : Double(end - start) / 2)
    }
}
