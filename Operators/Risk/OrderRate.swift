/// Counts orders in a sliding second of event time, in memory of fixed size.
struct OrderRate {
    /// Times of the last `limit` orders, the oldest at `next`.
    private var times: [Int64]
    private var next = 0
    private let limit: Int

    /// At most `limit` orders in any second; 0 for no limit.
    init(limit: Int) {
        self.limit = limit
        times = [Int64](repeating: .min, count: limit)
    }

    /// Whether an order at `time` would stay within the limit.
    func hasRoom(at time: Int64) -> Bool {
        guard limit > 0 else { return true }
        let oldest = times[next]
        return oldest == .min || time &- oldest >= 1_000_000_000
    }

    /// Whether an order at `time` stays within the limit; it is counted if so.
    mutating func admit(at time: Int64) -> Bool {
        guard hasRoom(at: time) else { return false }
        guard limit > 0 else { return true }
        times[next] = time
        next = next + 1 == limit ? 0 : next + 1
        return true
    }
}
