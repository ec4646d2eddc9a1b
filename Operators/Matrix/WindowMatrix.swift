import MarketModel
import OperatorKit
import Rings

/// The last rows of columns of several nodes.
struct WindowMatrix: Operator {
    struct Settings: OperatorSettings {
        var rows = 48
        var columns: [String] = []
        var percentFrom: [(key: String, value: ArgumentValue)] = []
        var normalise = ColumnScaler.Scale.none
        var fit = ColumnScaler.Fit.rolling
        var fitRows = 500
        var clip = 0.0

        static let parameters: [Parameter<Settings>] = [
            .integer(
                "rows", \.rows, in: 1...960, "rows in a window; rows × columns is at most 960", unit: "rows"),
            .texts(
                "columns", \.columns,
                "fields as node.field, in order; without it `value` of readings, all columns of rows, all "
                    + "fields of anything else"),
            .table("percent_from", \.percentFrom, "columns to tell as percent from a field: {column: field}"),
            .choice("normalise", \.normalise, "how columns are brought to one scale"),
            .choice(
                "fit", \.fit,
                "the rows whose statistics scale a row: the newest `fit_rows`, or for ever the first ones"),
            .integer("fit_rows", \.fitRows, in: 2...100_000, "rows that make the statistics", unit: "rows"),
            .real("clip", \.clip, in: 0...1e9, "largest size of a value; 0 for no limit"),
        ]
    }

    static let signature = Signature<WindowMatrix>(
        "matrix.window",
        "Keeps the last rows of up to 48 columns of several nodes, and sends them as one matrix.",
        details: """
            Columns are named as in matrix.features, `time.hour_sin`, `time.hour_cos` and `percent_from` \
            included. An event of an input that triggers (say the bars of the matrix's own timeframe in `on`; \
            without it every input triggers) makes a row of the latest values, once every column has had one. \
            The row goes under the ones before, the oldest leaves, and the window is sent: oldest row first, \
            value (r, c) at r·columns + c. `row` is its newest row, for rules and reports.

            normalise: zscore (x − mean)/sd, with sd by n − 1; minmax (x − min)/(max − min), 0 to 1; robust \
            (x − median)/(third quartile − first), quantiles linear as in numpy. A column that does not vary \
            gives 0. `fit: rolling` takes the statistics of the newest `fit_rows` rows, the row itself \
            included; `fit: frozen` those of the first `fit_rows` rows, for ever. A row is scaled once, by \
            what was known when it came, and keeps its values while it moves up: no look-ahead. Cost per row \
            and column: zscore amortised O(1); minmax and robust keep the rows sorted, O(log fit_rows) and a \
            move of up to fit_rows numbers. clip limits what comes out to ±clip. Unit: without normalise each \
            column's own.

            A value that is not finite is not taken: the one before stands, and the report counts the rows \
            that it is in.

            The three matrices of the system, with the nodes of the indicators named like them:

            30 m: rows 48, on bars@30m, columns mlmi.value, mlmi.signal, nwrqk.value (percent_from \
            {nwrqk.value: bars@30m.close}), nwrqk.slope, lvn.distance, lvn.strength, time.hour_sin, \
            time.hour_cos. 5 m: rows 60, on bars@5m, columns fvg.bullish_active, fvg.bearish_active, \
            fvg.nearest_level, fvg.age, fvg.mitigation_signal, stats.momentum_5, stats.volume_ratio with stats \
            a matrix.statistics of bars@5m. Regime: rows 96, on bars@30m, the seven mmd.regime_*, mmd.score, \
            stats.volatility_30 of bars@30m, lvn.skew.

            Warm-up: `rows` rows, and with normalise fit_rows − 1 rows before, after the slowest input's. A \
            partial bar updates nothing and triggers nothing.
            """,
        example: """
            fast_matrix:
              op: matrix.window
              from: [fvg, stats]
              on: bars@5m
              rows: 60
              columns: [fvg.bullish_active, fvg.bearish_active, stats.momentum_5, stats.volume_ratio]
              normalise: zscore
              fit_rows: 500
              clip: 5
            """
    )
    .inputs("inputs", "whatever has readable fields") { node, index, batch in node.take(index, batch) }
    .output("window", MatrixWindow.self, "all rows, one per trigger after the warm-up") { node, outlet in
        node.windows = outlet
    }
    .output("row", FeatureRow.self, "the newest row, one with every window") { node, outlet in
        node.rows = outlet
    }

    let columns: [String]
    let schema: UInt64
    private var latest: LatestValues
    private var scaler: ColumnScaler
    private var window: MatrixWindow
    private var filled = 0
    private var sent = 0
    private var windows = Outlet<MatrixWindow>()
    private var rows = Outlet<FeatureRow>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        let plan = try ColumnPlan(settings.columns, percentFrom: settings.percentFrom, context.inputs)
        let width = plan.columns.count
        guard settings.rows * width <= MatrixWindow.capacity else {
            throw OperatorError(
                "\(settings.rows) rows of \(width) columns are more than the \(MatrixWindow.capacity) values "
                    + "that a window holds", argument: "rows",
                help: "at most \(MatrixWindow.capacity / width) rows of \(width) columns")
        }
        columns = plan.columns.map(\.name)
        latest = LatestValues(plan, context.inputs)
        scaler = ColumnScaler(
            settings.normalise, settings.fit, length: settings.fitRows, clip: settings.clip, columns: width)
        window = MatrixWindow(
            header: EventHeader(time: 0, sequence: .min), rows: Int64(settings.rows), columns: Int64(width))
        let scale =
            settings.normalise == .none
            ? "as it is" : "\(settings.normalise) of \(settings.fit) \(settings.fitRows)"
        schema = schemaHash(
            ["matrix.window 1", "\(settings.rows) rows", scale, "clip \(settings.clip)"]
                + plan.columns.map(\.meaning))
    }

    private mutating func take(_ index: Int, _ batch: EventBatch) {
        guard latest.triggers(index) else { return latest.update(index, batch) }
        for event in 0..<batch.count where latest.take(index, batch, event) {
            var row = latest.row(batch.header(event))
            guard scaler.apply(to: &row) else { continue }
            push(row)
        }
    }

    private mutating func push(_ row: FeatureRow) {
        let width = Int(window.columns)
        let last = width * (Int(window.rows) - 1)
        for i in 0..<last { window.values[i] = window.values[i + width] }
        for column in 0..<width { window.values[last + column] = row.values[column] }
        filled = min(filled + 1, Int(window.rows))
        guard filled == Int(window.rows) else { return }
        window.header = row.header
        sent += 1
        windows.send(window)
        rows.send(row)
    }

    func report(into report: inout NodeReport) {
        report.metric("windows", Double(sent), headline: false)
        latest.report(into: &report)
    }
}
