/// Wilder's relative strength index of a series, 0 to 100; 50 for a flat one and during the warm-up.
///
/// The averages of the first n changes are their means; after that A ← A + (x − A)/n.
struct WilderStrength {
    private let length: Double
    private var gain = 0.0
    private var loss = 0.0
    private var changes = 0.0
    private var previous: Double?

    /// The index over `length` changes, at least one.
    init(_ length: Int) { self.length = Double(length) }

    /// Takes a price; the index.
    mutating func add(_ price: Double) -> Double {
        defer { previous = price }
        guard let previous else { return 50 }
        changes += 1
        let up = max(price - previous, 0)
        let down = max(previous - price, 0)
        if changes <= length {
            gain += up / length
            loss += down / length
        } else {
            gain += (up - gain) / length
            loss += (down - loss) / length
        }
        guard changes >= length, gain + loss > 0 else { return 50 }
        return 100 * gain / (gain + loss)
    }
}
