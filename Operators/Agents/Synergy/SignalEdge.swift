/// The moment at which a value goes beyond a threshold, on either side.
struct SignalEdge {
    private let threshold: Double
    /// Side of the value before: +1, −1, or 0 between; nil before the first.
    private var side: Double?

    /// Beyond is |value| ≥ `threshold`.
    init(threshold: Double) { self.threshold = threshold }

    /// Takes a value; +1 or −1 where it has just gone beyond on that side, else 0.
    ///
    /// The first value is no edge: it is not known where it came from.
    mutating func take(_ value: Double) -> Double {
        let now = value >= threshold ? 1.0 : value <= -threshold ? -1 : 0
        defer { side = now }
        guard let side, now != side else { return 0 }
        return now
    }
}
