import MarketModel
import OperatorKit
import Rings

/// An operator that takes bars and gives one number a bar.
protocol BarIndicator: Operator {
    /// The unit of its number, as the report says it.
    var unit: String { get }
    /// Where it publishes.
    var value: ReadingOutput { get set }
    /// Takes a closed bar; its number, nil during the warm-up.
    mutating func next(_ bar: Bar) -> Double?
}

extension BarIndicator {
    func report(into report: inout NodeReport) { value.report(into: &report, unit: unit) }

    fileprivate mutating func run(_ bars: Span<Bar>) {
        for i in bars.indices {
            let bar = bars[i]
            if bar.flags.contains(.partial) { continue }
            value.publish(next(bar), bar.header)
        }
    }
}

extension Signature where Op: BarIndicator {
    /// Adds the input `bars` and the output `value`.
    func reading(_ doc: String) -> Signature {
        input("bars", Bar.self, "bars in time order") { node, bars in node.run(bars) }
            .output("value", Reading.self, doc) { node, outlet in node.value.outlet = outlet }
    }
}
