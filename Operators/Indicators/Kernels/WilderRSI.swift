/// Wilder's relative strength index of a series, 0 to 100; 50 when nothing has moved.
struct WilderRSI {
    private var gains: WilderAverage
    private var losses: WilderAverage
    private var previous: Double?

    /// The index over `length` changes, at least one.
    init(length: Int) {
        gains = WilderAverage(length: length)
        losses = gains
    }

    /// Takes a price; the index, nil before n changes, that is the (n + 1)-th price.
    mutating func add(_ price: Double) -> Double? {
        defer { previous = price }
        guard let previous else { return nil }
        let change = price - previous
        let gain = gains.add(max(change, 0))
        let loss = losses.add(max(-change, 0))
        guard let gain, let loss else { return nil }
        guard loss != 0 else { return gain == 0 ? 50 : 100 }
        return 100 - 100 / (1 + gain / loss)
    }
}
