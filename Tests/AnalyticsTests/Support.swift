import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport

/// A fill of an agent in an instrument.
func trade(
    _ time: Int64, _ quantity: Double, _ price: Double, fee: Double = 0, multiplier: Double = 1,
    agent: String = "", instrument: String = "", outcome: Fill.Outcome = .filled
) -> Fill {
    var fill = Fill(
        header: EventHeader(time: time, sequence: time), orderID: time, quantity: quantity,
        price: Price(price), fee: fee, multiplier: multiplier, outcome: outcome, orderTime: time)
    fill.agent = Symbol(cutting: agent)
    fill.instrument = Symbol(cutting: instrument)
    return fill
}

/// A bar that ends at `end`, a minute long.
func mark(_ end: Int64, _ close: Double, low: Double? = nil, high: Double? = nil) -> Bar {
    Bar(
        header: EventHeader(time: end, sequence: end - 1), start: end - minute, end: end, open: Price(close),
        high: Price(high ?? close), low: Price(low ?? close), close: Price(close), volume: 1)
}

/// Runs the account over fills and marks of one instrument or several.
func account(
    _ fills: [Fill], _ marks: [[Bar]] = [], _ arguments: [(name: String, value: ArgumentValue)] = [],
    benchmark: [Bar] = []
) throws -> DrivenNode {
    var feeds = [Feed("fills", fills)] + marks.map { Feed("marks", $0) }
    if !benchmark.isEmpty { feeds.append(Feed("benchmark", benchmark)) }
    return try NodeHarness(entry("analytics.performance"), arguments, feeds).run().node
}

extension NodeReport {
    /// The rows of a table as dictionaries.
    func rows(_ name: String) -> [[String: String]] {
        guard let table = tables.first(where: { $0.name == name }) else { return [] }
        return table.rows.map { Dictionary(zip(table.columns, $0)) { a, _ in a } }
    }

    /// A line by name.
    func line(_ name: String) -> Series? { series.first { $0.name == name } }
}

/// Whether two numbers are equal to 1e-9, relative where they are large.
func agree(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
    a.map { abs($0 - b) <= tolerance * max(1, abs(b)) } ?? b.isNaN
}
