import ReferenceData

/// The last mark of each day: a UTC day, or a market's day from close to close.
struct DayMarks {
    private static let day: Int64 = 86_400_000_000_000

    private(set) var times: [Int64] = []
    private(set) var equity: [Double] = []
    private(set) var benchmarks: [Double] = []
    private let calendar: SessionCalendar?
    /// End of the day of the last mark, exclusive.
    private var end = Int64.min

    init(_ calendar: SessionCalendar?) { self.calendar = calendar }

    /// Takes the room of some 16 years.
    mutating func reserve() {
        times.reserveCapacity(4096)
        equity.reserveCapacity(4096)
        benchmarks.reserveCapacity(4096)
    }

    /// Adds a mark.
    ///
    /// - Parameter instant: the moment whose day the mark belongs to: a bar that ends at midnight is of the day
    ///   before.
    mutating func add(time: Int64, instant: Int64, _ value: Double, benchmark: Double) {
        if instant >= end || equity.isEmpty {
            end = end(of: instant)
            times.append(time)
            equity.append(value)
            benchmarks.append(benchmark)
            return
        }
        let last = equity.count - 1
        times[last] = time
        equity[last] = value
        benchmarks[last] = benchmark
    }

    /// What comes while the market is closed is of the session that opens next.
    private func end(of instant: Int64) -> Int64 {
        guard let calendar else { return (floorDivide(instant, Self.day) + 1) * Self.day }
        let session = calendar.session(at: instant) ?? calendar.session(after: instant)
        return session?.close ?? .max
    }
}
