import MarketModel

/// Wilder's average true range: TR = max(high, previous close) − min(low, previous close); of the first bar,
/// high − low.
struct AverageTrueRange {
    private var average: WilderAverage
    private var previousClose: Double?

    /// The average over `length` bars, at least one.
    init(length: Int) { average = WilderAverage(length: length) }

    /// Takes a bar; the average, nil before the n-th.
    mutating func add(_ bar: Bar) -> Double? {
        let (high, low) = (bar.high.double, bar.low.double)
        let previous = previousClose
        previousClose = bar.close.double
        guard let previous else { return average.add(high - low) }
        return average.add(max(high, previous) - min(low, previous))
    }
}
