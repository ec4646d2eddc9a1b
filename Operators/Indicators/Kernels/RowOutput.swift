import MarketModel
import OperatorKit
import Rings

/// Where an indicator of several numbers publishes, and what its report shows.
struct RowOutput {
    /// Set when the node is connected.
    var outlet = Outlet<FeatureRow>()
    /// How many columns a row has; set when the node is connected.
    var width: Int64 = 0
    private var count = 0
    private var undefined = 0

    /// Counts a bar and sends its row, if it has one.
    ///
    /// A row with a number that is not finite (divided by a price of 0) is not sent but counted as undefined.
    mutating func publish(_ row: FeatureRow?) {
        count += 1
        guard let row else { return }
        for column in 0..<Int(width) where !row.values[column].isFinite {
            undefined += 1
            return
        }
        outlet.send(row)
    }

    /// The number of bars; bars without a defined row where there were any.
    func report(into report: inout NodeReport) {
        report.metric("bars", Double(count), headline: false)
        if undefined > 0 { report.metric("undefined", Double(undefined), unit: "bars without a row") }
    }
}
