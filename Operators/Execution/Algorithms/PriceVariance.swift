import Glibc

/// How much the price moves, of changes from sample to sample in event time, the newer ones weighing more.
struct PriceVariance {
    private let every: Int64
    private let decay: Double
    private var due = Int64.min
    private var price = 0.0
    private var lastTime: Int64 = 0
    private var sum = 0.0
    private var weight = 0.0

    /// - Parameters:
    ///   - every: distance of samples, ns; a sample is the first trade at or after its time.
    ///   - halfLife: samples after which one weighs half.
    init(every: Int64, halfLife: Double) {
        self.every = every
        decay = exp2(-1 / halfLife)
    }

    /// Sees a trade.
    mutating func add(_ value: Double, at time: Int64) {
        guard time >= due else { return }
        if due != .min {
            let change = value - price
            let length = Double(max(1, time - lastTime))
            sum = decay * sum + change * change / length
            weight = decay * weight + 1
        }
        price = value
        lastTime = time
        let (next, overflow) = time.addingReportingOverflow(every)
        due = overflow ? .max : next
    }

    /// Variance of the price per ns; nil before the second sample.
    var perNanosecond: Double? { weight > 0 && sum > 0 ? sum / weight : nil }
}
