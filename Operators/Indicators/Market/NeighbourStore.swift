/// The newest labelled points of a plane, and the mean label of those nearest to a point.
struct NeighbourStore {
    private struct Point: BitwiseCopyable {
        var x: Double
        var y: Double
        var label: Double
        /// Points stored before it.
        var rank: Int
    }

    private struct Candidate: BitwiseCopyable {
        /// Squared distance.
        var distance: Double
        var label: Double
    }

    private let capacity: Int
    private let k: Int
    /// By rising y, so that a search looks at a strip only.
    private var points: [Point] = []
    private var stored = 0
    private var candidates: [Candidate]
    /// How far the k-th neighbour of the last search was.
    private var radius = 0.0

    /// Holds `capacity` points and asks `k` of them.
    init(capacity: Int, k: Int) {
        self.capacity = capacity
        self.k = k
        points.reserveCapacity(capacity)
        candidates = Array(repeating: Candidate(distance: 0, label: 0), count: capacity + 1)
    }

    /// Points held.
    var count: Int { points.count }
    /// Points that fell out.
    var evicted: Int { stored - count }

    /// Stores a point; of a full store the oldest falls out.
    mutating func add(_ x: Double, _ y: Double, label: Double) {
        if count == capacity, let oldest = points.firstIndex(where: { $0.rank == stored - capacity }) {
            points.remove(at: oldest)
        }
        points.insert(Point(x: x, y: y, label: label, rank: stored), at: firstIndex(from: y))
        stored += 1
    }

    /// The first point with at least this y.
    private func firstIndex(from y: Double) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if points[middle].y < y { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The mean label of all points no farther from (x, y) than the k-th nearest, ties included; of all
    /// points where there are no more than k; 0 of none.
    mutating func meanLabel(near x: Double, _ y: Double) -> Double {
        guard count > k else { return count > 0 ? points.reduce(0) { $0 + $1.label } / Double(count) : 0 }
        // Bars in a row ask about points near to each other, so that the radius hardly changes: few points
        // need a second look. Where they are too few, a wider circle is tried.
        var reach = max(radius * 1.1, 0.1)
        var found = gather(near: x, y, within: reach * reach)
        while found < k {
            reach *= 1.3
            found = gather(near: x, y, within: reach * reach)
        }
        let limit = selectDistance(k - 1, of: found)
        radius = limit.squareRoot()
        var sum = 0.0
        var number = 0.0
        for i in 0..<found {
            let weight = candidates[i].distance <= limit ? 1.0 : 0.0
            sum += weight * candidates[i].label
            number += weight
        }
        return sum / number
    }

    /// Makes candidates of the points within a squared distance; how many.
    private mutating func gather(near x: Double, _ y: Double, within limit: Double) -> Int {
        let start = firstIndex(from: y)
        var found = 0
        // Down, then up, to the ends of the strip; rounding keeps the order, so that none is missed.
        var i = start
        while i > 0, take(i &- 1, x, y, limit, &found) { i &-= 1 }
        i = start
        while i < count, take(i, x, y, limit, &found) { i &+= 1 }
        return found
    }

    /// Makes point `i` a candidate if it is within the limit; whether it is in the strip at all.
    @inline(__always)
    private mutating func take(
        _ i: Int, _ x: Double, _ y: Double, _ limit: Double, _ found: inout Int
    ) -> Bool {
        let point = points[i]
        let (dx, dy) = (point.x - x, point.y - y)
        guard dy * dy <= limit else { return false }
        let distance = dx * dx + dy * dy
        // Written in any case, and kept by counting: which points are near is nothing to predict.
        candidates[found] = Candidate(distance: distance, label: point.label)
        found &+= distance <= limit ? 1 : 0
        return true
    }

    /// The `rank`-th smallest distance, from 0, of the first `count` candidates, by partition (Hoare's FIND).
    private mutating func selectDistance(_ rank: Int, of count: Int) -> Double {
        var (low, high) = (0, count - 1)
        while low < high {
            let pivot = candidates[(low + high) / 2].distance
            var (i, j) = (low, high)
            while i <= j {
                while candidates[i].distance < pivot { i += 1 }
                while candidates[j].distance > pivot { j -= 1 }
                if i <= j {
                    candidates.swapAt(i, j)
                    i += 1
                    j -= 1
                }
            }
            if rank <= j {
                high = j
            } else if rank >= i {
                low = i
            } else {
                break
            }
        }
        return candidates[rank].distance
    }
}
