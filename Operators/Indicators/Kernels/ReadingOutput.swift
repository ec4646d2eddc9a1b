import MarketModel
import OperatorKit
import Rings

/// Where an indicator of one number publishes, and what its report shows.
struct ReadingOutput {
    /// Set when the node is connected.
    var outlet = Outlet<Reading>()
    /// Bars that gave no number where one was due.
    var undefined = 0
    private var count: Int64 = 0
    private var last: Double?

    /// Counts a bar and sends its reading, if it has one.
    ///
    /// A number that is not finite (divided by a price of 0) is not sent but counted as undefined.
    mutating func publish(_ value: Double?, _ header: EventHeader) {
        count += 1
        guard let value else { return }
        guard value.isFinite else {
            undefined += 1
            return
        }
        last = value
        outlet.send(Reading(header: header, value: value, count: count))
    }

    /// The last value and the number of bars; bars without a defined number where there were any.
    func report(into report: inout NodeReport, unit: String) {
        report.metric("value", last, unit: "\(unit), the last one", headline: false)
        report.metric("bars", Double(count), headline: false)
        if undefined > 0 { report.metric("undefined", Double(undefined), unit: "bars without a value") }
    }
}
