import Statistics

/// Equity over time with what is drawn beside it, in a bounded number of points.
///
/// Marks at one time are one point. When all points are taken, two become one, the later with the deeper
/// drawdown of both, and from then on each new point stands for twice as many marks.
struct EquityCurve {
    /// Points at most: about 10 an hour of a month, 1 every half an hour of a year.
    static let capacity = 16_384

    private(set) var times: [Int64] = []
    private(set) var equity: [Double] = []
    private(set) var drawdowns: [Double] = []
    /// Of the first instrument.
    private(set) var prices: [Double] = []
    /// Of the benchmark.
    private(set) var benchmarks: [Double] = []
    /// Positions at their prices, longs and shorts added.
    private(set) var gross: [Double] = []
    /// Marks that a point stands for.
    private(set) var stride = 1
    /// The drawdowns of all marks, by time.
    private(set) var falls: DrawdownTracker
    /// Instants of marks.
    private(set) var count = 0
    private var filled = 0

    /// - Parameter capital: 0 when there is none: drawdowns are amounts.
    init(capital: Double) { falls = DrawdownTracker(start: capital, at: .min, isFraction: capital > 0) }

    /// Takes the room; memory that nothing is written to costs none.
    mutating func reserve() {
        times.reserveCapacity(Self.capacity)
        equity.reserveCapacity(Self.capacity)
        drawdowns.reserveCapacity(Self.capacity)
        prices.reserveCapacity(Self.capacity)
        benchmarks.reserveCapacity(Self.capacity)
        gross.reserveCapacity(Self.capacity)
    }

    /// Adds a mark and returns the drawdown: a fraction of the peak, or an amount when there is no capital.
    mutating func add(time: Int64, _ value: Double, price: Double, benchmark: Double, gross worth: Double)
        -> Double
    {
        if count == 0 { falls = DrawdownTracker(start: falls.peak, at: time, isFraction: falls.isFraction) }
        let drawdown = falls.add(value, at: time)
        var last = times.count - 1
        let isSame = last >= 0 && times[last] == time
        if !isSame {
            count += 1
            if last < 0 || filled == stride {
                if times.count == Self.capacity { halve() }
                append()
                last = times.count - 1
                filled = 0
            }
            filled += 1
        }
        times[last] = time
        equity[last] = value
        drawdowns[last] = max(drawdowns[last], drawdown)
        prices[last] = price
        benchmarks[last] = benchmark
        gross[last] = worth
        return drawdown
    }

    private mutating func append() {
        times.append(0)
        equity.append(0)
        drawdowns.append(0)
        prices.append(0)
        benchmarks.append(0)
        gross.append(0)
    }

    private mutating func halve() {
        let half = times.count / 2
        for place in 0..<half {
            let (a, b) = (2 * place, 2 * place + 1)
            times[place] = times[b]
            equity[place] = equity[b]
            drawdowns[place] = max(drawdowns[a], drawdowns[b])
            prices[place] = prices[b]
            benchmarks[place] = benchmarks[b]
            gross[place] = gross[b]
        }
        times.removeLast(half)
        equity.removeLast(half)
        drawdowns.removeLast(half)
        prices.removeLast(half)
        benchmarks.removeLast(half)
        gross.removeLast(half)
        stride *= 2
    }
}
