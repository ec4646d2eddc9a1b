import MarketModel

/// What is said of prices and trades of all liquid markets (Cont, Quantitative Finance 1, 2001), measured.
struct StylisedFacts {
    /// Kurtosis of one-, five- and thirty-minute returns of closes; 3 for a normal distribution.
    var kurtosis: [Double] = []
    /// Autocorrelation of absolute one-minute returns at lags 1, 5, 20 and 50.
    var clustering: [Double] = []
    /// Autocorrelation of one-minute returns at lag 2: next to nothing.
    var memory = 0.0
    /// Autocorrelation of trades' signs at lags 1, 10, 50 and 200.
    var signs: [Double] = []

    private static let minute: Int64 = 60_000_000_000

    /// Measures trades whose price moved in at most that many minutes of pause (sessions are not joined).
    init(_ trades: [Trade]) {
        for (index, span) in [1, 5, 30].enumerated() {
            let returns = Self.returns(trades, Int64(span) * Self.minute)
            kurtosis.append(Self.kurtosis(returns))
            guard index == 0 else { continue }
            clustering = [1, 5, 20, 50].map { Self.correlation(returns.map(abs), lag: $0) }
            memory = Self.correlation(returns, lag: 2)
        }
        let sign = Self.signs(trades)
        signs = [1, 10, 50, 200].map { Self.correlation(sign, lag: $0) }
    }

    /// Log returns between closes of neighbouring buckets; a longer pause (a night) gives none.
    static func returns(_ trades: [Trade], _ span: Int64) -> [Double] {
        var returns: [Double] = []
        var (bucket, close, before): (Int64, Double, (Int64, Double)?) = (.min, 0, nil)
        for trade in trades {
            let own = trade.header.time / span
            if own != bucket {
                if bucket != .min {
                    if let before, bucket - before.0 <= 3 { returns.append(close / before.1 - 1) }
                    before = (bucket, close)
                }
                bucket = own
            }
            close = trade.price.double
        }
        return returns
    }

    /// Sides where they are known, else by the tick rule.
    static func signs(_ trades: [Trade]) -> [Double] {
        var (last, price) = (1.0, 0.0)
        return trades.map { trade in
            let now = trade.price.double
            switch trade.side {
            case .buy: last = 1
            case .sell: last = -1
            case .unknown: if now != price { last = now > price ? 1 : -1 }
            }
            price = now
            return last
        }
    }

    static func kurtosis(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        var (second, fourth) = (0.0, 0.0)
        for value in values {
            let square = (value - mean) * (value - mean)
            second += square
            fourth += square * square
        }
        return fourth * Double(values.count) / (second * second)
    }

    static func correlation(_ values: [Double], lag: Int) -> Double {
        guard values.count > lag + 10 else { return 0 }
        let mean = values.reduce(0, +) / Double(values.count)
        var (covariance, variance) = (0.0, 0.0)
        for index in values.indices {
            variance += (values[index] - mean) * (values[index] - mean)
            if index >= lag { covariance += (values[index] - mean) * (values[index - lag] - mean) }
        }
        return covariance / variance
    }
}
