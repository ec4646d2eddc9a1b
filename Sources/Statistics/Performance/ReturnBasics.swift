import Glibc

/// How returns become figures of a year.
public struct ReturnBasics: Sendable, Equatable {
    /// A: periods in a year.
    public var periodsPerYear: Double
    /// Risk-free return a year, as a fraction.
    public var riskFree: Double

    /// Makes them.
    public init(periodsPerYear: Double = 252, riskFree: Double = 0) {
        self.periodsPerYear = periodsPerYear
        self.riskFree = riskFree
    }

    /// Risk-free return a period.
    public var riskFreePerPeriod: Double { riskFree / periodsPerYear }

    /// Trading days a year of a market by the name of its session calendar: 365 for `24/7`, else 252.
    public static func daysPerYear(calendar: String) -> Double { calendar == "24/7" ? 365 : 252 }

    /// growth^(A/n) − 1; nil for no periods, or where it is beyond all numbers.
    public func annual(growth: Double, count: Int) -> Double? {
        guard count > 0 else { return nil }
        let value = pow(max(0, growth), periodsPerYear / Double(count)) - 1
        return value.isFinite ? value : nil
    }

    /// mean/deviation·√A; nil where there is no deviation.
    public func ratio(_ mean: Double, _ deviation: Double?) -> Double? {
        guard let deviation, deviation > 0 else { return nil }
        return mean / deviation * periodsPerYear.squareRoot()
    }
}
