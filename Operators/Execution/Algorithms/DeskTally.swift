import OperatorKit

/// What an execution algorithm counts.
struct DeskTally {
    var parents = 0
    var rejected = 0
    var passed = 0
    var late = 0
    var slices = 0
    /// Contracts of all parents, sent in slices, given back by the venue, traded, released; positive.
    var quantity = 0.0
    var sliced = 0.0
    var returned = 0.0
    var filled = 0.0
    var released = 0.0
    var unknownFills = 0

    func report(into report: inout NodeReport) {
        report.metric("parents", Double(parents), unit: "orders")
        report.metric("slices", Double(slices), unit: "orders")
        report.metric("quantity", quantity, unit: "contracts")
        report.metric("filled", filled, unit: "contracts")
        let unfilled = quantity - filled
        // What rounding of fractional lots leaves is nothing.
        report.metric("unfilled", abs(unfilled) < 1e-9 * quantity ? 0 : unfilled, unit: "contracts")
        report.metric("sliced", sliced, unit: "contracts", headline: false)
        report.metric("returned", returned, unit: "contracts, of slices that ended", headline: false)
        report.metric("released", released, unit: "contracts, of parents that ended", headline: false)
        report.metric("rejected", Double(rejected), unit: "orders", headline: rejected > 0)
        report.metric("passed", Double(passed), unit: "orders that are not for it", headline: false)
        report.metric(
            "late", Double(late), unit: "requests about parents that had ended", headline: false)
        report.metric("unknown_fills", Double(unknownFills), unit: "fills", headline: false)
    }
}
