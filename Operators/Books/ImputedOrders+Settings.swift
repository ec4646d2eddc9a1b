import OperatorKit

extension ImputedOrders {
    /// Which orders of a level were cancelled.
    enum Cancels: String, CaseIterable, Sendable { case anywhere, back, front }

    struct Settings: OperatorSettings {
        var cancels = Cancels.anywhere
        var seed = 0

        static let parameters: [Parameter<Settings>] = [
            .choice("cancels", \.cancels, "which orders of its level were cancelled when it shrinks"),
            .integer(
                "seed", \.seed, in: 0...Int64.max,
                "of what is chosen by chance; 0 takes it from the run's seed and the node's name"),
        ]
    }

    /// What is counted.
    struct Tally {
        var added = 0
        var cancelled = 0.0
        var traded = 0.0
        /// What was traded where nothing rested.
        var unmatched = 0.0
        var malformed = 0

        func report(into report: inout NodeReport) {
            report.metric("added", Double(added), unit: "orders")
            report.metric("traded", traded, unit: "contracts of resting orders")
            report.metric("unmatched", unmatched, unit: "contracts traded where nothing rested")
            report.metric("cancelled", cancelled, unit: "contracts", headline: false)
            report.metric("malformed", Double(malformed), unit: "changes", headline: malformed > 0)
        }
    }
}
