import Glibc
import OperatorKit

/// The logarithms of the newest closes, for returns over several bars.
struct LogCloses {
    private var ring: [Double]
    private var count = 0
    private var withoutLogarithm = 0

    /// For returns over up to `reach` bars.
    init(reach: Int) { ring = [Double](repeating: 0, count: reach + 1) }

    /// Takes a close; of one that is not positive there is no logarithm.
    mutating func add(_ close: Double) {
        withoutLogarithm += close > 0 ? 0 : 1
        ring[count % ring.count] = close > 0 ? log(close) : .nan
        count += 1
    }

    /// ln(close/close `bars` before); 0 where that bar is before the first or a price was not positive.
    func change(over bars: Int) -> Double {
        guard count > bars else { return 0 }
        let change = ring[(count - 1) % ring.count] - ring[(count - 1 - bars) % ring.count]
        return change.isNaN ? 0 : change
    }

    /// Says how many closes had no logarithm.
    func report(into report: inout NodeReport) {
        report.metric(
            "closes_not_positive", Double(withoutLogarithm), unit: "bars whose returns count as 0",
            headline: false)
    }
}
