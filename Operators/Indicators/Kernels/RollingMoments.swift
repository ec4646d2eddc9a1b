/// Mean, variance, skewness and kurtosis of the newest n values, free of drift.
///
/// Blocks as in `SimpleAverage`, with moments in place of sums: nothing is ever taken out, so that no error
/// stays behind. Amortised O(1): two joins a value.
struct RollingMoments {
    private let length: Int
    /// Below `position` values of the block being filled; from there on moments of the ends of the block
    /// before.
    private var slots: [Moments]
    private var position = 0
    private var start = Moments()
    private var isWarm = false

    /// The moments of `length` values, at least one.
    init(length: Int) {
        precondition(length > 0, "moments have a length")
        self.length = length
        slots = [Moments](repeating: Moments(), count: length)
    }

    /// Takes a value; the moments of the newest n, nil before the n-th.
    mutating func add(_ value: Double) -> Moments? {
        let one = Moments(value)
        slots[position] = one
        start = start.joined(with: one)
        position += 1
        guard position == length else { return isWarm ? slots[position].joined(with: start) : nil }
        let all = start
        for i in stride(from: length - 2, through: 0, by: -1) {
            slots[i] = slots[i].joined(with: slots[i + 1])
        }
        position = 0
        start = Moments()
        isWarm = true
        return all
    }
}
