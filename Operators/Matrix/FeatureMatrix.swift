import MarketModel
import OperatorKit
import Rings

/// Joins the latest values of several nodes into one row.
struct FeatureMatrix: Operator {
    struct Settings: OperatorSettings {
        var columns: [String] = []

        static let parameters: [Parameter<Settings>] = [
            .texts(
                "columns", \.columns,
                "fields as node.field, in order; without it `value` of readings, all columns of rows, all "
                    + "fields of anything else")
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
            and another matrix's columns keep their names. Unit: each column's own.

            Warm-up: that of the slowest input. A partial bar updates nothing and triggers nothing.
            """,
        example:
            "matrix: {op: matrix.features, from: [fast, slow], on: bars@5m, columns: [fast.value, slow.value]}"
    )
    .inputs("inputs", "whatever has readable fields") { node, index, batch in node.take(index, batch) }
    .output("row", FeatureRow.self, "one row per trigger after the warm-up") { node, outlet in
        node.out = outlet
    }

    /// What one input does.
    private struct Input {
        /// Its columns: a range of `reads`.
        var first: Int
        var end: Int
        /// The bits of its columns.
        var bits: UInt64
        var triggers: Bool
        /// Index of a bar's `partial` field, or -1.
        var partialField: Int
    }

    let columns: [String]
    private var inputs: [Input] = []
    private var reads: [(field: Int, column: Int)] = []
    private var missing: UInt64 = 0
    private var row: FeatureRow
    private var out = Outlet<FeatureRow>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        let plan = try ColumnPlan(settings.columns, context.inputs)
        columns = plan.columns.map(\.name)
        row = FeatureRow(header: EventHeader(time: 0, sequence: .min), count: Int64(plan.columns.count))
        for (index, input) in context.inputs.enumerated() {
            let first = reads.count
            var bits: UInt64 = 0
            for (column, planned) in plan.columns.enumerated() where planned.input == index {
                reads.append((planned.field, column))
                bits |= 1 << UInt64(column)
            }
            missing |= bits
            let partial = input.type.name == Bar.typeName ? input.type.index(of: "partial") : nil
            inputs.append(
                Input(
                    first: first, end: reads.count, bits: bits, triggers: input.triggers,
                    partialField: partial ?? -1))
        }
    }

    private mutating func take(_ index: Int, _ batch: EventBatch) {
        let input = inputs[index]
        // Of an input that only updates, nobody sees more than the last event; a partial one is the last.
        let start = input.triggers || input.partialField >= 0 ? 0 : batch.count - 1
        for event in start..<batch.count {
            if input.partialField >= 0, batch.value(event, field: input.partialField) != 0 { continue }
            for read in input.first..<input.end {
                row.values[reads[read].column] = batch.value(event, field: reads[read].field)
            }
            missing &= ~input.bits
            guard input.triggers, missing == 0 else { continue }
            row.header = batch.header(event)
            out.send(row)
        }
    }
}
