/// Mean, volatility, Sharpe and Sortino of the last returns, at constant cost each.
///
/// Sums are made anew each time the window has gone round, so that rounding does not add up.
public struct RollingReturns: Sendable {
    /// How figures of a year are made.
    public let basics: ReturnBasics
    private var window: [Double]
    private var next = 0
    private var total = 0
    private var sum = 0.0
    private var squares = 0.0
    private var downside = 0.0

    /// Starts empty; `length` returns, at least two.
    public init(length: Int, _ basics: ReturnBasics = ReturnBasics()) {
        precondition(length >= 2, "a rolling window holds two returns or more")
        self.basics = basics
        window = [Double](repeating: 0, count: length)
    }

    /// Whether the window is full: before, there are no figures.
    public var isFull: Bool { total >= window.count }

    /// Adds a finite return.
    public mutating func add(_ value: Double) {
        let old = window[next]
        window[next] = value
        next += 1
        total += 1
        if next < window.count {
            sum += value - old
            squares += value * value - old * old
            downside += square(below: value) - square(below: old)
            return
        }
        next = 0
        (sum, squares, downside) = (0, 0, 0)
        for value in window {
            sum += value
            squares += value * value
            downside += square(below: value)
        }
    }

    /// Mean return a period.
    public var mean: Double? { isFull ? sum / Double(window.count) : nil }

    /// Annual volatility.
    public var volatility: Double? { deviation.map { $0 * basics.periodsPerYear.squareRoot() } }

    /// Sharpe ratio a year.
    public var sharpe: Double? { mean.flatMap { basics.ratio($0 - basics.riskFreePerPeriod, deviation) } }

    /// Sortino ratio a year.
    public var sortino: Double? {
        mean.flatMap {
            let below = (max(0, downside) / Double(window.count)).squareRoot()
            return basics.ratio($0 - basics.riskFreePerPeriod, below > 1e-12 ? below : 0)
        }
    }

    private func square(below value: Double) -> Double {
        let above = value - basics.riskFreePerPeriod
        return above < 0 ? above * above : 0
    }

    private var deviation: Double? {
        guard isFull else { return nil }
        let n = Double(window.count)
        let variance = (squares - sum * sum / n) / (n - 1)
        // What is left of squares that cancel is rounding.
        return variance > 1e-14 * squares / n ? variance.squareRoot() : 0
    }
}
