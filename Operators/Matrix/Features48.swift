import Glibc
import MarketModel
import OperatorKit
import Rings

/// The strategic agent's input: 48 values a bar.
struct Features48: Operator {
    struct Settings: OperatorSettings {
        var window = 500
        var warmup = 500
        var positionLimit = 1.0
        var drawdownLimit = 0.2

        static let parameters: [Parameter<Settings>] = [
            .integer("window", \.window, in: 20...100_000, "values that z is over", unit: "bars"),
            .integer(
                "warmup", \.warmup, in: Int64(BarFeatures.warmUp)...1_000_000,
                "first bar with a vector; below window + 48, early z are over fewer values", unit: "bars"),
            .real(
                "position_limit", \.positionLimit, in: 1e-9...1e12, "position that counts as 1",
                unit: "contracts"),
            .real(
                "drawdown_limit", \.drawdownLimit, in: 1e-9...1e12, "drawdown that counts as 1",
                unit: "as the account tells it"),
        ]
    }

    static let signature = Signature<Features48>(
        "matrix.features48",
        "The 48 inputs of the strategic network: indicators, regime, bars, gaps, account.",
        details: """
            One row per bar of `bars` (30 m), schema v1. Every value is finite and clipped to [−3, 3]. mean48 \
            and sd48 are over the newest 48 bars, this one included; z(x) = (x − mean)/sd over the newest \
            `window` values of x, this one included, sd by n − 1, 0 where nothing varies; r(n) = ln(close/close \
            n bars before), 0 where a price is not positive.

            A, now: mlmi_value (value − 50)/50, mlmi_signal, nwrqk_value in percent from the close, nwrqk_slope \
            and lvn_distance in ATR, lvn_strength /100, hour_sin and hour_cos of 2π·hour/24 at the bar's end in \
            UTC. B, of 48 bars: mlmi_deviation = mlmi_value − mean48, mlmi_bias = share of bullish minus \
            bearish signals, nwrqk_value_mean, nwrqk_slope_mean, nwrqk_slope_sd, lvn_distance_mean, \
            lvn_strength_mean, nwrqk_turn = exp(−bars since a turn/24). C: the seven regime_* of \
            indicator.mmd, mmd_score, regime_confidence, regime_age = exp(−age/48). D: return_1, _5, _10, _20, \
            _48 = z(r(n)); volatility_ratio = sd20/sd100 − 1; volatility_30 = z(sd30); skew_50; kurtosis_50 = \
            excess/5; rsi_14 = (RSI − 50)/50; volume_ratio = volume/mean20; volume_spike = (volume − \
            mean20)/sd20; profile_skew; acceleration = z(r(5) − r(5) five bars before). E, the latest \
            five-minute row: fvg_bullish and fvg_bearish = ln(1 + live zones), fvg_distance in ATR, fvg_age = \
            exp(−0.1·age), fvg_mitigation = signal·score. F: synergy = live·direction·confidence, position = \
            position/position_limit, drawdown = drawdown/drawdown_limit; 0 where not connected.

            The indicators' columns are found by name. All inputs but `bars` only update; at a bar's place in \
            the run's order they are taken first, so the vector at a bar has what was computed from that bar, \
            and never anything later: changing a later bar changes no vector before it.

            The report's table `schema` has the hash of version, names, definitions, window and drawdown_limit; agents get \
            it with the row and refuse a model trained on another. A value that could not be computed is 0 and \
            counted.

            Cost: amortised O(1) a bar. Warm-up: `warmup` bars, and 48 bars on which every indicator has had a \
            row. A partial bar is passed over.
            """,
        example: """
            features:
              op: matrix.features48
              from: {bars: bars@30m, mlmi: mlmi, nwrqk: nwrqk, lvn: lvn, mmd: mmd, fvg: fvg}
            """
    )
    .input("bars", Bar.self, "bars of 30 minutes, whose closes make the vectors") { node, bars in
        for i in bars.indices where !bars[i].flags.contains(.partial) { node.take(bars[i]) }
    }
    .input("mlmi", FeatureRow.self, "rows of indicator.mlmi", passive: true) { node, rows in
        node.mlmi.take(rows)
    }
    .input("nwrqk", FeatureRow.self, "rows of indicator.nwrqk", passive: true) { node, rows in
        for i in rows.indices { node.takeKernel(rows[i]) }
    }
    .input("lvn", FeatureRow.self, "rows of indicator.lvn", passive: true) { node, rows in
        node.lvn.take(rows)
    }
    .input("mmd", FeatureRow.self, "rows of indicator.mmd", passive: true) { node, rows in
        node.mmd.take(rows)
    }
    .input("fvg", FeatureRow.self, "rows of indicator.fvg of five-minute bars", passive: true) { node, rows in
        node.fvg.take(rows)
    }
    .input(
        "synergy", FeatureRow.self, "the state of agent.synergy", passive: true, optional: true
    ) { node, rows in node.synergy?.take(rows) }
    .input(
        "account", EquityPoint.self, "position and drawdown, as feedback", passive: true, optional: true
    ) { node, points in
        node.position = points[points.count - 1].position
        node.drawdown = points[points.count - 1].drawdown
    }
    .output("row", FeatureRow.self, "the vector, once a bar after the warm-up") { node, outlet in
        node.out = outlet
    }

    let columns = Features48Schema.columns.map(\.name)
    let schema: UInt64
    private let settings: Settings
    private var mlmi: NamedColumns
    private var nwrqk: NamedColumns
    private var lvn: NamedColumns
    private var mmd: NamedColumns
    private var fvg: NamedColumns
    private var synergy: NamedColumns?
    private var position = 0.0
    private var drawdown = 0.0
    private var features: BarFeatures
    private var recent = (0..<6).map { _ in RollingMoments(48) }
    private var row = FeatureRow(header: EventHeader(time: 0, sequence: .min), count: 48)
    /// Bars since the kernel turned; nil before it has.
    private var turnAge: Int?
    private var hasTurned = false
    private var bars = 0
    private var joined = 0
    private var sent = 0
    private var clipped = 0
    private var undefined = 0
    private var out = Outlet<FeatureRow>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        self.settings = settings
        schema = Features48Schema.hash(
            window: settings.window, drawdownLimit: settings.drawdownLimit)
        func columns(_ port: String, _ names: [String]) throws(OperatorError) -> NamedColumns {
            try NamedColumns(names, port: port, writer: "indicator.\(port)", context.inputs)
        }
        mlmi = try columns("mlmi", ["value", "signal"])
        nwrqk = try columns("nwrqk", ["value", "slope", "turn"])
        lvn = try columns("lvn", ["distance", "strength", "skew"])
        mmd = try columns("mmd", Features48Schema.regimes + ["score", "confidence", "age"])
        fvg = try columns(
            "fvg",
            [
                "bullish_active", "bearish_active", "distance", "age", "mitigation_signal",
                "mitigation_score",
            ])
        if context.inputs.contains(where: { $0.port == "synergy" }) {
            synergy = try NamedColumns(
                ["live", "direction", "confidence"], port: "synergy", writer: "agent.synergy", context.inputs)
        }
        features = BarFeatures(window: settings.window)
    }

    private mutating func takeKernel(_ row: FeatureRow) {
        nwrqk.take(row)
        if nwrqk[2] != 0, nwrqk.isComplete { hasTurned = true }
    }

    private mutating func take(_ bar: Bar) {
        bars += 1
        if hasTurned { turnAge = 0 } else if let age = turnAge { turnAge = age + 1 }
        hasTurned = false
        features.add(bar, to: &row, from: 26)
        guard mlmi.isComplete, nwrqk.isComplete, lvn.isComplete, mmd.isComplete, fvg.isComplete else {
            return
        }
        joined += 1
        fillNow(bar)
        fillRecent()
        fillRest()
        guard bars >= settings.warmup, joined >= 48 else { return }
        send(bar.header)
    }

    /// Group A.
    private mutating func fillNow(_ bar: Bar) {
        let close = bar.close.double
        row.values[0] = (mlmi[0] - 50) / 50
        row.values[1] = mlmi[1]
        row.values[2] = 100 * (nwrqk[0] / close - 1)
        row.values[3] = nwrqk[1]
        row.values[4] = lvn[0]
        row.values[5] = lvn[1] / 100
        row.values[6] = DayPhase.sine.value(at: bar.header.time)
        row.values[7] = DayPhase.cosine.value(at: bar.header.time)
    }

    /// Group B; a price of 0 must not spoil the means for 48 bars.
    private mutating func fillRecent() {
        let value = row.values[0]
        row.values[8] = value - recent[0].add(value).mean
        row.values[9] = recent[1].add(mlmi[1] > 0 ? 1 : mlmi[1] < 0 ? -1 : 0).mean
        row.values[10] = recent[2].add(row.values[2].isFinite ? row.values[2] : 0).mean
        let slopes = recent[3].add(nwrqk[1])
        row.values[11] = slopes.mean
        row.values[12] = slopes.deviation
        row.values[13] = recent[4].add(lvn[0]).mean
        row.values[14] = recent[5].add(row.values[5]).mean
        row.values[15] = turnAge.map { exp(-Double($0) / 24) } ?? 0
    }

    /// Groups C, E and F, and the profile's skew of D.
    private mutating func fillRest() {
        for i in 0..<9 { row.values[16 + i] = mmd[i] }
        row.values[25] = exp(-mmd[9] / 48)
        row.values[38] = lvn[2]
        row.values[40] = log(1 + fvg[0])
        row.values[41] = log(1 + fvg[1])
        row.values[42] = fvg[2]
        row.values[43] = exp(-0.1 * fvg[3])
        row.values[44] = fvg[4] * fvg[5]
        if let synergy, synergy.isComplete { row.values[45] = synergy[0] * synergy[1] * synergy[2] }
        row.values[46] = position / settings.positionLimit
        row.values[47] = drawdown / settings.drawdownLimit
    }

    private mutating func send(_ header: EventHeader) {
        var vector = row
        vector.header = header
        for i in 0..<48 {
            let value = row.values[i]
            guard abs(value) > 3 || !value.isFinite else { continue }
            if value.isNaN { undefined += 1 } else { clipped += 1 }
            vector.values[i] = value.isNaN ? 0 : value > 0 ? 3 : -3
        }
        sent += 1
        out.send(vector)
    }

    func report(into report: inout NodeReport) {
        report.metric("vectors", Double(sent), headline: false)
        report.metric("clipped", Double(clipped), unit: "values beyond 3", headline: false)
        report.metric("undefined", Double(undefined), unit: "values told as 0", headline: false)
        features.report(into: &report)
        report.tables.append(
            NodeReport.Table(
                name: "schema", columns: ["column", "definition"],
                rows: [
                    ["version", "\(Features48Schema.version)"],
                    ["hash", String(schema, radix: 16)],
                ] + Features48Schema.columns.map { [$0.name, $0.definition] }))
    }
}
