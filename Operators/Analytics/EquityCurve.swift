/// Equity over time with what is computed from it.
struct EquityCurve {
    /// 0 when no capital was given.
    let capital: Double
    private(set) var times: [Int64] = []
    private(set) var equity: [Double] = []
    private(set) var drawdowns: [Double] = []
    private(set) var prices: [Double] = []
    private(set) var deepest = 0.0
    /// The last equity of each UTC day.
    private(set) var daily: [Double] = []
    private var peak: Double
    private var day = Int64.min

    init(capital: Double) {
        self.capital = capital
        peak = capital
        times.reserveCapacity(4096)
        equity.reserveCapacity(4096)
        drawdowns.reserveCapacity(4096)
        prices.reserveCapacity(4096)
        daily.reserveCapacity(1024)
    }

    /// Adds a mark and returns the drawdown: a fraction of the peak, or an amount when there is no capital.
    ///
    /// - Parameter instant: the moment whose UTC day the mark belongs to: a bar that ends at midnight is of the
    ///   day before.
    mutating func add(time: Int64, instant: Int64, equity value: Double, price: Double) -> Double {
        peak = max(peak, value)
        let drawdown = capital > 0 ? 1 - value / peak : peak - value
        deepest = max(deepest, drawdown)
        times.append(time)
        equity.append(value)
        drawdowns.append(drawdown)
        prices.append(price)
        let today = floorDivide(instant, 86_400_000_000_000)
        if today != day || daily.isEmpty {
            daily.append(value)
            day = today
        } else {
            daily[daily.count - 1] = value
        }
        return drawdown
    }

    /// Mean over standard deviation (n − 1) of returns, times √`periods`; nil when not defined.
    ///
    /// Returns are those between `marks`, the first one on the capital.
    func sharpe(_ marks: [Double], periodsPerYear periods: Double) -> Double? {
        guard capital > 0, marks.count >= 2 else { return nil }
        var previous = capital
        var returns: [Double] = []
        returns.reserveCapacity(marks.count)
        for mark in marks {
            guard previous > 0 else { return nil }
            returns.append(mark / previous - 1)
            previous = mark
        }
        let mean = returns.reduce(0, +) / Double(returns.count)
        let squares = returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let deviation = (squares / Double(returns.count - 1)).squareRoot()
        guard deviation > 0 else { return nil }
        return mean / deviation * periods.squareRoot()
    }
}
