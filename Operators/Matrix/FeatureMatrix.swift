import MarketModel
import OperatorKit
import Rings

/// Joins the latest values of several nodes into one row.
struct FeatureMatrix: Operator {
    struct Settings: OperatorSettings {
        var columns: [String] = []
        var percentFrom: [(key: String, value: ArgumentValue)] = []

        static let parameters: [Parameter<Settings>] = [
            .texts(
                "columns", \.columns,
                "fields as node.field, in order; without it `value` of readings, all columns of rows, all "
                    + "fields of anything else"),
            .table("percent_from", \.percentFrom, "columns to tell as percent from a field: {column: field}"),
        ]
    }

    static let signature = Signature<FeatureMatrix>(
        "matrix.features", "Joins the latest values of several nodes into a row of up to 48 named columns.",
        details: """
            Keeps the latest value of every column. An event of an input that triggers (`on`; without it, \
            every input) sends a row with the header of that event, once every column has had a value. At \
            equal places in the run's order an input that only updates is taken before the one that \
            triggers, so a row at a bar's close holds what was computed from that bar. No value is ever from \
            later than the row: no look-ahead.

            Columns are named as written; `bars@5m.close` is the close of the bars of that family member, \
            and another matrix's columns keep their names. Unit: each column's own. time.hour_sin and \
            time.hour_cos need no input: sin and cos of 2π·hour/24, the hour being that of the row's time in \
            UTC, fractions included. `percent_from: {nwrqk.value: bars.close}` makes of that column \
            100·(nwrqk.value/bars.close − 1), 0 where the field is 0.

            A value that is not finite is not taken: the one before stands, and the report counts the rows \
            that it is in.

            Warm-up: that of the slowest input. A partial bar updates nothing and triggers nothing.
            """,
        example:
            "matrix: {op: matrix.features, from: [fast, slow], on: bars@5m, columns: [fast.value, slow.value]}"
    )
    .inputs("inputs", "whatever has readable fields") { node, index, batch in node.take(index, batch) }
    .output("row", FeatureRow.self, "one row per trigger after the warm-up") { node, outlet in
        node.out = outlet
    }

    let columns: [String]
    let schema: UInt64
    private var latest: LatestValues
    private var out = Outlet<FeatureRow>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        let plan = try ColumnPlan(settings.columns, percentFrom: settings.percentFrom, context.inputs)
        columns = plan.columns.map(\.name)
        schema = schemaHash(plan.columns.map(\.meaning))
        latest = LatestValues(plan, context.inputs)
    }

    private mutating func take(_ index: Int, _ batch: EventBatch) {
        guard latest.triggers(index) else { return latest.update(index, batch) }
        for event in 0..<batch.count where latest.take(index, batch, event) {
            out.send(latest.row(batch.header(event)))
        }
    }

    func report(into report: inout NodeReport) { latest.report(into: &report) }
}
