import MarketModel
import OperatorKit
import Rings

/// Keeps what an agent would have seen and what its orders would have met, and gives it back in its report.
///
/// Not in any catalogue: a recording puts it behind the operators of a pipeline. A report is how a node's results
/// leave a run; times, places and prices go as whole numbers in `times`, all else in `values`.
struct TapeRecorder: Operator {
    struct Settings: OperatorSettings { static let parameters: [Parameter<Settings>] = [] }

    static let name = "training.recorder"
    static let signature = Signature<TapeRecorder>(name, "Keeps features, marks and trades.")
        .input("market", Trade.self, "what orders meet") { node, trades in
            for i in trades.indices { node.take(trades[i]) }
        }
        .input("features", FeatureRow.self, "what the agent sees", passive: true, optional: true) {
            node, rows in for i in rows.indices { node.take(rows[i]) }
        }
        .input("marks", Bar.self, "at whose close the account is marked", passive: true, optional: true) {
            node, bars in for i in bars.indices { node.take(bars[i]) }
        }
        .input("signals", Signal.self, "what another agent wants", passive: true, optional: true) {
            node, signals in for i in signals.indices { node.take(signals[i]) }
        }

    private let names: [String]
    private let meaning: UInt64
    private var trades = Lane()
    private var rows = Lane()
    private var marks = Lane()
    private var signals = Lane()

    /// Events as columns of numbers.
    private struct Lane {
        var times: [Int64] = []
        var sequences: [Int64] = []
        var prices: [Int64] = []
        var values: [Double] = []

        func report(_ name: String, into report: inout NodeReport) {
            report.series.append(.init(name: name + ".time", unit: "", times: times, values: values))
            report.series.append(.init(name: name + ".sequence", unit: "", times: sequences, values: []))
            report.series.append(.init(name: name + ".price", unit: "", times: prices, values: []))
        }
    }

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        let features = context.inputs.first { $0.port == "features" }
        names = features?.columns ?? []
        meaning = features?.schema ?? 0
    }

    private mutating func take(_ trade: Trade) {
        trades.times.append(trade.header.time)
        trades.sequences.append(trade.header.sequence)
        trades.prices.append(trade.price.raw)
        trades.values.append(trade.quantity)
    }

    private mutating func take(_ row: FeatureRow) {
        rows.times.append(row.header.time)
        rows.sequences.append(row.header.sequence)
        for index in names.indices { rows.values.append(row.values[index]) }
    }

    private mutating func take(_ bar: Bar) {
        marks.times.append(bar.header.time)
        marks.sequences.append(bar.header.sequence)
        marks.prices.append(bar.close.raw)
    }

    private mutating func take(_ signal: Signal) {
        signals.times.append(signal.header.time)
        signals.sequences.append(signal.header.sequence)
        signals.values += [signal.target, signal.confidence, signal.stopDistance]
    }

    func report(into report: inout NodeReport) {
        trades.report("market", into: &report)
        rows.report("features", into: &report)
        marks.report("marks", into: &report)
        signals.report("signals", into: &report)
        report.tables.append(
            NodeReport.Table(
                name: "columns", columns: ["name"], rows: [[String(meaning, radix: 16)]] + names.map { [$0] }
            ))
    }
}
