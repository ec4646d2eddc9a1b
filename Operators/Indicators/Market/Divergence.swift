import MarketModel
import OperatorKit
import Rings

/// How far momentum and the price's distance from its regression curve have parted.
struct Divergence: Operator {
    struct Settings: OperatorSettings {
        var length = 500

        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 2...1_000_000, "n of the rolling z-scores", unit: "bars")
        ]
    }

    static let signature = Signature<Divergence>(
        "indicator.divergence", "Momentum (MLMI) against the close's distance from its regression (NWRQK).",
        details: """
            a = z(mlmi.value), b = z(close − nwrqk.value), where z(x) = (x − mean)/sd of the newest n values \
            including x, with the population sd; 0 where the n are equal. difference = a − b; ratio = a/b \
            within ±10, 0 when a = 0 and ±10 by the sign of a when only b = 0. Unit: standard deviations; \
            the ratio has none.

            The three inputs are joined by their place in the run's order: a bar takes part when both rows \
            of that bar are there, so feed all from the same bars (the mlmi may read Heikin-Ashi bars made \
            of them). z-scores are free of drift.

            Source: the standard score; the pair is this system's own.

            Warm-up: that of the slower indicator and n − 1 bars. Partial bars are passed over.
            """,
        example:
            "div: {op: indicator.divergence, from: {bars: bars@30m, mlmi: mlmi, nwrqk: nwrqk}, on: bars@30m}"
    )
    .input("bars", Bar.self, "the bars of both indicators") { node, bars in
        for i in bars.indices where !bars[i].flags.contains(.partial) {
            node.close = Latest(sequence: bars[i].header.sequence, value: bars[i].close.double)
            node.join(bars[i].header)
        }
    }
    .input("mlmi", FeatureRow.self, "rows with a column `value`: indicator.mlmi") { node, rows in
        for i in rows.indices {
            let row = rows[i]
            node.momentum = Latest(sequence: row.header.sequence, value: row.values[node.momentumColumn])
            node.join(row.header)
        }
    }
    .input("nwrqk", FeatureRow.self, "rows with a column `value`: indicator.nwrqk") { node, rows in
        for i in rows.indices {
            let row = rows[i]
            node.curve = Latest(sequence: row.header.sequence, value: row.values[node.curveColumn])
            node.join(row.header)
        }
    }
    .output("row", FeatureRow.self, "one row a bar after the warm-up") { node, outlet in node.row = outlet }

    /// The newest value of an input and its place in the run's order.
    private struct Latest: BitwiseCopyable {
        var sequence = Int64.min
        var value = 0.0
    }

    let columns = ["difference", "ratio"]
    private let momentumColumn: Int
    private let curveColumn: Int
    private var close = Latest()
    private var momentum = Latest()
    private var curve = Latest()
    private var momentumScore: RollingMoments
    private var distanceScore: RollingMoments
    private var joined = 0
    private var last: Double?
    private var row = Outlet<FeatureRow>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        momentumColumn = try Self.value(of: "mlmi", in: context)
        curveColumn = try Self.value(of: "nwrqk", in: context)
        momentumScore = RollingMoments(length: settings.length)
        distanceScore = RollingMoments(length: settings.length)
    }

    /// The place of the column `value` in the rows of a port.
    private static func value(of port: String, in context: NodeContext) throws(OperatorError) -> Int {
        guard let input = context.inputs.first(where: { $0.port == port }) else { return 0 }
        if let index = input.columns.firstIndex(of: "value") { return index }
        throw OperatorError(
            "the rows of '\(input.source)' have no column 'value'", argument: "from",
            help: "connect `\(port)` to a node of indicator.\(port); there are: "
                + input.columns.joined(separator: ", "))
    }

    private mutating func join(_ header: EventHeader) {
        guard close.sequence == header.sequence, momentum.sequence == header.sequence,
            curve.sequence == header.sequence
        else { return }
        joined += 1
        let distance = close.value - curve.value
        let moments = (momentumScore.add(momentum.value), distanceScore.add(distance))
        guard case (let first?, let second?) = moments else { return }
        let a = Self.score(momentum.value, first)
        let b = Self.score(distance, second)
        var values = FeatureRow(header: header, count: 2)
        values.values[0] = a - b
        values.values[1] = Self.ratio(a, b)
        last = values.values[0]
        row.send(values)
    }

    private static func score(_ value: Double, _ moments: Moments) -> Double {
        let deviation = moments.populationVariance.squareRoot()
        return deviation > 0 ? (value - moments.mean) / deviation : 0
    }

    private static func ratio(_ a: Double, _ b: Double) -> Double {
        guard a != 0 else { return 0 }
        guard b != 0 else { return a > 0 ? 10 : -10 }
        return min(max(a / b, -10), 10)
    }

    func report(into report: inout NodeReport) {
        report.metric("difference", last, unit: "standard deviations, the last one", headline: false)
        report.metric("joined", Double(joined), unit: "bars with both rows", headline: false)
    }
}
