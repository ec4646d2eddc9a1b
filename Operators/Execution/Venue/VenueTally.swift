import MarketModel
import OperatorKit

/// What a venue counts.
struct VenueTally {
    /// By raw value of the reason: orders and requests that were refused, or ended without a full fill.
    private var reasons = [Int](repeating: 0, count: OrderUpdate.Reason.allCases.count)
    var received = 0
    /// Orders that were filled whole.
    var filled = 0
    /// Fills, whole or in part.
    var fills = 0
    var contracts = 0.0
    /// Orders that ended with something left.
    var unfilled = 0
    /// Orders that were refused.
    var rejected = 0
    /// Changes of orders that were refused.
    var refused = 0
    /// Fills made, and fills withheld, that the order of prices within a bar decides.
    var ambiguous = 0
    /// Times that an order could not be filled because the market data were too old.
    var stale = 0
    var liquidations = 0
    var unprotected = 0

    @inline(__always)
    mutating func count(_ reason: OrderUpdate.Reason) { reasons[Int(reason.rawValue)] += 1 }

    func count(of reason: OrderUpdate.Reason) -> Int { reasons[Int(reason.rawValue)] }

    func report(into report: inout NodeReport) {
        report.metric("orders", Double(filled), unit: "filled")
        report.metric("fills", Double(fills))
        report.metric("contracts", contracts, unit: "contracts")
        report.metric("unfilled", Double(unfilled), unit: "orders")
        report.metric("received", Double(received), unit: "orders", headline: false)
        report.metric("rejected", Double(rejected), unit: "orders", headline: rejected > 0)
        report.metric("refused", Double(refused), unit: "changes of orders", headline: refused > 0)
        let rows = OrderUpdate.Reason.allCases.filter { $0 != .none && count(of: $0) > 0 }
            .map { [$0.code, "\(count(of: $0))", $0.meaning] }
        if !rows.isEmpty {
            let columns = ["reason", "count", "meaning"]
            report.tables.append(
                NodeReport.Table(name: "reasons", columns: columns, rows: rows, textColumns: columns))
        }
    }
}
