import MarketModel
import OperatorKit

/// Counts of decisions and of the gates that they failed, and the newest of them.
struct DecisionLog {
    /// Opinions on something else than short, flat and long, which were passed over.
    var misfits = 0
    private let capacity: Int
    private var total = 0
    private var trades = 0
    private var failed = [Int](repeating: 0, count: Decision.Gates.names.count)
    private var newest: [Decision]

    init(last: Int) {
        capacity = last
        newest = []
        newest.reserveCapacity(last)
    }

    mutating func add(_ decision: Decision) {
        if decision.passed == .all { trades += 1 }
        for bit in failed.indices where decision.passed.rawValue >> UInt64(bit) & 1 == 0 { failed[bit] += 1 }
        if capacity > 0 {
            if newest.count < capacity {
                newest.append(decision)
            } else {
                newest[total % capacity] = decision
            }
        }
        total += 1
    }

    func report(into report: inout NodeReport) {
        report.metric("decisions", Double(total))
        report.metric("trades", Double(trades), unit: "decisions that passed all gates")
        for (name, count) in zip(Decision.Gates.names, failed) {
            report.metric("failed_\(name)", Double(count), unit: "decisions", headline: false)
        }
        report.metric("misfits", Double(misfits), unit: "opinions passed over", headline: false)
        guard !newest.isEmpty else { return }
        let start = total > newest.count ? total % newest.count : 0
        let ordered = newest[start...] + newest[..<start]
        report.tables.append(
            NodeReport.Table(
                name: "decisions",
                columns: [
                    "time", "target", "short", "flat", "long", "confidence", "score", "synergy", "failed",
                    "strategic_inputs", "tactical_inputs",
                ], rows: ordered.map(Self.row), textColumns: []))
    }

    private static func row(_ decision: Decision) -> [String] {
        let gates = Decision.Gates.names.indices.filter { decision.passed.rawValue >> UInt64($0) & 1 == 0 }
        let numbers = [
            decision.target, decision.short, decision.flat, decision.long, decision.confidence,
            decision.score, decision.synergy,
        ]
        return ["\(decision.header.time)"] + numbers.map { "\(($0 * 1e6).rounded() / 1e6)" } + [
            gates.map { Decision.Gates.names[$0] }.joined(separator: " "),
            String(decision.strategicInputs, radix: 16), String(decision.tacticalInputs, radix: 16),
        ]
    }
}
