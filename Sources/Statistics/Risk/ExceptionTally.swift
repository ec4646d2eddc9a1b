import Glibc

/// Days on which a loss was larger than its value at risk, counted as the backtests of risk want them.
///
/// Takes one day after the other; keeps counts only.
public struct ExceptionTally: Sendable, Equatable {
    /// Days taken.
    public private(set) var days = 0
    /// Days whose loss was larger.
    public private(set) var exceptions = 0
    /// Days of a kind after one of a kind: `follows[0][1]` exceptions after a quiet day.
    public private(set) var follows = [[0, 0], [0, 0]]
    private var last: Bool?

    /// No days.
    public init() {}

    /// The counts of a backtest that is over.
    public init(days: Int, exceptions: Int, follows: [[Int]] = [[0, 0], [0, 0]]) {
        self.days = days
        self.exceptions = exceptions
        self.follows = follows
    }

    /// Takes a day: its loss (positive) and what was forecast for it, before.
    public mutating func add(loss: Double, valueAtRisk: Double) { add(loss > valueAtRisk) }

    /// Takes a day that was an exception or was not.
    public mutating func add(_ isException: Bool) {
        days += 1
        if isException { exceptions += 1 }
        if let last { follows[last ? 1 : 0][isException ? 1 : 0] += 1 }
        last = isException
    }

    /// Likelihood ratio and p-value of a test.
    public struct Test: Sendable, Equatable {
        /// −2 times the log of the ratio of likelihoods.
        public let ratio: Double
        /// Probability of a larger one when the model is right.
        public let pValue: Double
    }

    /// Whether there are as many exceptions as forecast (Kupiec, 1995; one degree of freedom).
    ///
    /// - Parameter rate: share of days that should be exceptions, as 0.05 of a value at risk of 95 %.
    public func coverage(rate: Double) -> Test {
        let quiet = Double(days - exceptions)
        let bad = Double(exceptions)
        let observed = days == 0 ? 0 : bad / Double(days)
        return test(
            likelihood(quiet, bad, rate), likelihood(quiet, bad, observed), degrees: 1)
    }

    /// Whether an exception makes one on the next day no likelier (Christoffersen, 1998; one degree).
    public var independence: Test {
        let (a, b) = (follows[0].map(Double.init), follows[1].map(Double.init))
        let all = a[0] + a[1] + b[0] + b[1]
        let rate = all == 0 ? 0 : (a[1] + b[1]) / all
        let afterQuiet = a[0] + a[1] == 0 ? 0 : a[1] / (a[0] + a[1])
        let afterBad = b[0] + b[1] == 0 ? 0 : b[1] / (b[0] + b[1])
        return test(
            likelihood(a[0] + b[0], a[1] + b[1], rate),
            likelihood(a[0], a[1], afterQuiet) + likelihood(b[0], b[1], afterBad), degrees: 1)
    }

    /// Both at once (Christoffersen's conditional coverage, two degrees of freedom).
    public func conditionalCoverage(rate: Double) -> Test {
        let ratio = coverage(rate: rate).ratio + independence.ratio
        return Test(ratio: ratio, pValue: ChiSquare.survival(ratio, degrees: 2))
    }

    private func test(_ restricted: Double, _ free: Double, degrees: Int) -> Test {
        let ratio = max(0, -2 * (restricted - free))
        return Test(ratio: ratio, pValue: ChiSquare.survival(ratio, degrees: degrees))
    }

    /// Log likelihood of so many days of each kind; 0·log 0 is 0.
    private func likelihood(_ quiet: Double, _ bad: Double, _ rate: Double) -> Double {
        (quiet == 0 ? 0 : quiet * log(1 - rate)) + (bad == 0 ? 0 : bad * log(rate))
    }
}
