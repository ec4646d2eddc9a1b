/// Which part of a day's volume the market usually has in each bucket of the day.
struct VolumeCurve {
    private static let day: Int64 = 86_400_000_000_000
    private let bucket: Int64
    private let buckets: Int
    private let capacity: Int
    /// The parts of the last days, one row a day, the oldest overwritten.
    private var rows: [Double]
    private var mean: [Double]
    private var today: [Double]
    private var nextRow = 0
    private var start = Int64.min
    /// Days learned from.
    private(set) var days = 0

    /// - Parameters:
    ///   - bucket: ns; the last bucket of a day is shorter where it does not divide one.
    ///   - days: how many the curve is the mean of.
    init(bucket: Int64, days: Int) {
        self.bucket = bucket
        buckets = Int((Self.day + bucket - 1) / bucket)
        capacity = days
        rows = [Double](repeating: 0, count: buckets * days)
        mean = [Double](repeating: 0, count: buckets)
        today = [Double](repeating: 0, count: buckets)
    }

    /// Adds volume at a time, not before that of the last call's day.
    mutating func add(_ volume: Double, at time: Int64) {
        turn(to: time)
        let place = Int((time - start) / bucket)
        // A bar of the day before, told late, is of no use any more.
        guard place >= 0, place < buckets, volume > 0, volume < .infinity else { return }
        today[place] += volume
    }

    /// Learns from a day that is over at `time`.
    mutating func turn(to time: Int64) {
        if start != .min, time &- start < Self.day { return }
        let within = time % Self.day
        let opening = time - (within < 0 ? within + Self.day : within)
        let sum = today.reduce(0, +)
        if start != .min, sum > 0 { learn(sum) }
        start = opening
    }

    private mutating func learn(_ sum: Double) {
        for place in 0..<buckets {
            rows[nextRow * buckets + place] = today[place] / sum
            today[place] = 0
        }
        nextRow = nextRow + 1 == capacity ? 0 : nextRow + 1
        days = min(capacity, days + 1)
        for place in 0..<buckets {
            var total = 0.0
            for row in 0..<days { total += rows[row * buckets + place] }
            mean[place] = total / Double(days)
        }
    }

    /// What the curve expects from one time to another, in days' volumes.
    func volume(from: Int64, to: Int64) -> Double {
        total(to: to, since: from) - total(to: from, since: from)
    }

    /// Expected from the beginning of the day of `since` to `time`, at or after it.
    private func total(to time: Int64, since: Int64) -> Double {
        let within = since % Self.day
        let opening = since - (within < 0 ? within + Self.day : within)
        let whole = (time - opening) / Self.day
        let rest = time - opening - whole * Self.day
        var total = whole > 0 ? Double(whole) * mean.reduce(0, +) : 0
        let last = Int(rest / bucket)
        for place in 0..<last { total += mean[place] }
        let begin = Int64(last) * bucket
        let width = min(bucket, Self.day - begin)
        return total + mean[last] * Double(rest - begin) / Double(width)
    }
}
