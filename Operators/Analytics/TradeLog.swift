import Statistics

/// Round trips: figures of all, and the first of them for the table.
struct TradeLog {
    private let capacity: Int
    private(set) var trips: [RoundTrip] = []
    private(set) var outcomes = OutcomeStatistics()
    /// Sums over all round trips of the most each was down and up.
    private(set) var adverse = 0.0
    private(set) var favourable = 0.0
    /// Sum of the times they were open, ns.
    private(set) var held = 0.0
    /// Round trips of which the path within a bar decided an end, and their profit.
    private(set) var ambiguous = 0
    private(set) var ambiguousProfit = 0.0

    init(capacity: Int) { self.capacity = capacity }

    /// Takes the room; memory that nothing is written to costs none.
    mutating func reserve() { trips.reserveCapacity(capacity) }

    mutating func add(_ trip: RoundTrip) {
        outcomes.add(trip.profit)
        adverse += trip.adverse
        favourable += trip.favourable
        held += Double(trip.exitTime - trip.entryTime)
        if trip.isAmbiguous {
            ambiguous += 1
            ambiguousProfit += trip.profit
        }
        if trips.count < capacity { trips.append(trip) }
    }
}
