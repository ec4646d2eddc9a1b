import MarketModel

/// Which of a bar's prices an indicator reads.
enum PriceSource: String, CaseIterable, Sendable {
    case close, open, high, low, typical, median, weighted, vwap

    /// The price of `bar`.
    func price(of bar: Bar) -> Double {
        switch self {
        case .close: bar.close.double
        case .open: bar.open.double
        case .high: bar.high.double
        case .low: bar.low.double
        case .typical: (bar.high.double + bar.low.double + bar.close.double) / 3
        case .median: (bar.high.double + bar.low.double) / 2
        case .weighted: (bar.high.double + bar.low.double + 2 * bar.close.double) / 4
        case .vwap: bar.vwap
        }
    }

    /// What the argument's documentation says.
    static let doc = "price read: typical = (h+l+c)/3, median = (h+l)/2, weighted = (h+l+2c)/4"
}
