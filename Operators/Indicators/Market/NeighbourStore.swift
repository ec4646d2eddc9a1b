/// The newest labelled points of a plane, and the mean label of those nearest to a point.
struct NeighbourStore {
    private struct Candidate: BitwiseCopyable {
        /// Squared distance.
        var distance: Double
        var label: Double
    }

    private let capacity: Int
    private let k: Int
    private var xs: [Double] = []
    private var ys: [Double] = []
    private var labels: [Double] = []
    /// The oldest point, once the store is full.
    private var oldest = 0
    /// Points that fell out.
    private(set) var evicted = 0
    private var candidates: [Candidate]
    /// Where the last search was, and how far its k-th neighbour.
    private var last = (x: 0.0, y: 0.0, radius: 0.0)

    /// Holds `capacity` points and asks `k` of them.
    init(capacity: Int, k: Int) {
        self.capacity = capacity
        self.k = k
        xs.reserveCapacity(capacity)
        ys.reserveCapacity(capacity)
        labels.reserveCapacity(capacity)
        candidates = [Candidate](repeating: Candidate(distance: 0, label: 0), count: capacity)
    }

    /// Points held.
    var count: Int { xs.count }

    /// Stores a point; of a full store the oldest falls out.
    mutating func add(_ x: Double, _ y: Double, label: Double) {
        guard count == capacity else {
            xs.append(x)
            ys.append(y)
            labels.append(label)
            return
        }
        xs[oldest] = x
        ys[oldest] = y
        labels[oldest] = label
        oldest = oldest + 1 == capacity ? 0 : oldest + 1
        evicted += 1
    }

    /// The mean label of all points no farther from (x, y) than the k-th nearest, ties included; of all
    /// points where there are no more than k; 0 of none.
    mutating func meanLabel(near x: Double, _ y: Double) -> Double {
        guard count > k else { return count > 0 ? labels.reduce(0, +) / Double(count) : 0 }
        // The k points nearest last time are at most that radius and the way between the searches away, so
        // that few points need a second look. Where one of them has fallen out, or nothing is known yet, a
        // wider circle is tried.
        let (dx, dy) = (x - last.x, y - last.y)
        var reach = max(last.radius + (dx * dx + dy * dy).squareRoot(), 0.1) * (1 + 1e-9)
        var found = gather(near: x, y, within: reach * reach)
        while found < k {
            reach *= 2
            found = gather(near: x, y, within: reach * reach)
        }
        let limit = selectDistance(k - 1, of: found)
        last = (x, y, limit.squareRoot())
        var sum = 0.0
        var number = 0.0
        for i in 0..<found where candidates[i].distance <= limit {
            sum += candidates[i].label
            number += 1
        }
        return sum / number
    }

    /// Makes candidates of the points within a squared distance; how many.
    private mutating func gather(near x: Double, _ y: Double, within limit: Double) -> Int {
        var found = 0
        for i in xs.indices {
            let (dx, dy) = (xs[i] - x, ys[i] - y)
            let distance = dx * dx + dy * dy
            if distance <= limit {
                candidates[found] = Candidate(distance: distance, label: labels[i])
                found += 1
            }
        }
        return found
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
