/// Returns by calendar month, compounded within each.
public struct MonthlyReturns: Sendable {
    /// The months of one year.
    public struct Year: Sendable, Equatable {
        /// The year.
        public var year: Int
        /// January to December; nil where there was no period.
        public var months: [Double?]
        /// The year's return.
        public var total: Double
    }

    /// Years with at least one period, in order.
    public private(set) var years: [Year] = []

    /// Starts empty.
    public init() {}

    /// Adds the return of a period that ends in a month (1…12); periods come in order of time.
    public mutating func add(_ value: Double, year: Int, month: Int) {
        guard value.isFinite, (1...12).contains(month) else { return }
        if years.last?.year != year {
            years.append(Year(year: year, months: [Double?](repeating: nil, count: 12), total: 0))
        }
        let last = years.count - 1
        years[last].months[month - 1] = (1 + (years[last].months[month - 1] ?? 0)) * (1 + value) - 1
        years[last].total = (1 + years[last].total) * (1 + value) - 1
    }
}
