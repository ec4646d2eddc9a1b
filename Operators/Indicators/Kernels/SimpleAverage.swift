/// The mean of the newest n values, free of drift.
///
/// Nothing is ever subtracted. The series is cut into blocks of n; a window is the end of one block and the
/// start of the next. The sums of all ends of a block are made once, when it is full; the start's sum grows
/// by each value. Amortised O(1): one more addition a value, n at a time.
struct SimpleAverage {
    private let length: Int
    /// Below `position` values of the block being filled; from there on sums of the ends of the block before.
    private var slots: [Double]
    private var position = 0
    private var start = 0.0
    private var isWarm = false

    /// The mean of `length` values, at least one.
    init(length: Int) {
        precondition(length > 0, "an average has a length")
        self.length = length
        slots = [Double](repeating: 0, count: length)
    }

    /// Takes a value; the mean of the newest n, nil before the n-th.
    mutating func add(_ value: Double) -> Double? {
        slots[position] = value
        start += value
        position += 1
        guard position == length else { return isWarm ? (start + slots[position]) / Double(length) : nil }
        let mean = start / Double(length)
        for i in stride(from: length - 2, through: 0, by: -1) { slots[i] += slots[i + 1] }
        position = 0
        start = 0
        isWarm = true
        return mean
    }
}
