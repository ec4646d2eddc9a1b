/// The mean of the newest n values with weights n, n − 1, … 1 from the newest back, free of drift.
///
/// Blocks as in `SimpleAverage`: a window is the end of one block and the start of the next. In an end, the
/// oldest value has weight 1, so that its weighted sum is the sum of the sums of all its own ends. In a
/// start, the value at place j has weight j plus what is the same for all.
struct WeightedAverage {
    private let length: Int
    /// Below `position` values of the block being filled; from there on weighted sums of the ends of the
    /// block before.
    private var slots: [Double]
    private var position = 0
    private var start = 0.0
    private var startByPlace = 0.0
    private var isWarm = false

    /// The weighted mean of `length` values, at least one.
    init(length: Int) {
        precondition(length > 0, "an average has a length")
        self.length = length
        slots = [Double](repeating: 0, count: length)
    }

    /// Takes a value; the weighted mean of the newest n, nil before the n-th.
    mutating func add(_ value: Double) -> Double? {
        slots[position] = value
        start += value
        startByPlace += Double(position) * value
        position += 1
        let first = Double(length - position + 1)
        let weights = Double(length) * Double(length + 1) / 2
        let sum = first * start + startByPlace
        guard position == length else { return isWarm ? (sum + slots[position]) / weights : nil }
        var end = 0.0
        var endsOfEnd = 0.0
        for i in stride(from: length - 1, through: 0, by: -1) {
            end += slots[i]
            endsOfEnd += end
            slots[i] = endsOfEnd
        }
        position = 0
        start = 0
        startByPlace = 0
        isWarm = true
        return sum / weights
    }
}
