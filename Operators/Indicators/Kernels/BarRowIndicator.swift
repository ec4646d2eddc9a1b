import MarketModel
import OperatorKit
import Rings

/// An operator that takes bars and gives several numbers a bar, named by `columns`.
protocol BarRowIndicator: Operator {
    /// Where it publishes.
    var row: RowOutput { get set }
    /// Takes a closed bar; after the warm-up writes its numbers, in the order of `columns`, and says so.
    mutating func next(_ bar: Bar, into values: inout InlineArray<48, Double>) -> Bool
}

extension BarRowIndicator {
    func report(into report: inout NodeReport) { row.report(into: &report) }

    fileprivate mutating func run(_ bars: Span<Bar>) {
        for i in bars.indices {
            let bar = bars[i]
            if bar.flags.contains(.partial) { continue }
            var next = FeatureRow(header: bar.header, count: row.width)
            let isReady = self.next(bar, into: &next.values)
            row.publish(isReady ? next : nil)
        }
    }
}

extension Signature where Op: BarRowIndicator {
    /// Adds the input `bars` and the output `row`.
    func row(_ doc: String) -> Signature {
        input("bars", Bar.self, "bars in time order") { node, bars in node.run(bars) }
            .output("row", FeatureRow.self, doc) { node, outlet in
                node.row.width = Int64(node.columns.count)
                node.row.outlet = outlet
            }
    }
}
