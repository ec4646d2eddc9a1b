import MarketModel
import OperatorKit
import Rings

/// Where an indicator of one number publishes, and what its report shows.
struct ReadingOutput {
    /// Set when the node is connected.
    var outlet = Outlet<Reading>()
    private var count: Int64 = 0
    private var last: Double?

    /// Counts a bar and, after the warm-up, sends its reading.
    mutating func publish(_ value: Double?, _ header: EventHeader) {
        count += 1
        guard let value else { return }
        last = value
        outlet.send(Reading(header: header, value: value, count: count))
    }

    /// The last value and the number of bars.
    func report(into report: inout NodeReport, unit: String) {
        report.metric("value", last, unit: "\(unit), the last one", headline: false)
        report.metric("bars", Double(count), headline: false)
    }
}
