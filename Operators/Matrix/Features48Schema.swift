import OperatorKit

/// Schema v1 of the strategic agent's input: what each of the 48 values is.
///
/// A change of any line here, however small, is another schema and needs another version: models trained on
/// the old one must not be fed the new one.
enum Features48Schema {
    static let version = 1

    /// Name and definition, in order; z is over `window` bars.
    static let columns: [(name: String, definition: String)] =
        now + recent + regime + bars + gaps + account

    /// A: the current row of the 30-minute matrix.
    private static let now: [(name: String, definition: String)] = [
        ("mlmi_value", "(mlmi.value - 50)/50"),
        ("mlmi_signal", "mlmi.signal"),
        ("nwrqk_value", "100(nwrqk.value/close - 1)"),
        ("nwrqk_slope", "nwrqk.slope"),
        ("lvn_distance", "lvn.distance"),
        ("lvn_strength", "lvn.strength/100"),
        ("hour_sin", "sin(2 pi hour/24), UTC, of the bar's end"),
        ("hour_cos", "cos(2 pi hour/24), UTC, of the bar's end"),
    ]

    /// B: the same over the newest 48 bars.
    private static let recent: [(name: String, definition: String)] = [
        ("mlmi_deviation", "mlmi_value - mean48(mlmi_value)"),
        ("mlmi_bias", "mean48(sign(mlmi.signal))"),
        ("nwrqk_value_mean", "mean48(nwrqk_value)"),
        ("nwrqk_slope_mean", "mean48(nwrqk_slope)"),
        ("nwrqk_slope_sd", "sd48(nwrqk_slope), n - 1"),
        ("lvn_distance_mean", "mean48(lvn_distance)"),
        ("lvn_strength_mean", "mean48(lvn_strength)"),
        ("nwrqk_turn", "exp(-bars since nwrqk.turn was not 0 / 24), 0 before the first"),
    ]

    /// C: the regime.
    private static let regime: [(name: String, definition: String)] =
        Self.regimes.map { ($0, "mmd.\($0)") } + [
            ("mmd_score", "mmd.score"),
            ("regime_confidence", "mmd.confidence"),
            ("regime_age", "exp(-mmd.age/48)"),
        ]

    /// The regimes' columns of `indicator.mmd`.
    static let regimes = [
        "regime_normal", "regime_bull", "regime_bear", "regime_high_volatility", "regime_low_volatility",
        "regime_trending", "regime_mean_reverting",
    ]

    /// D: the bars themselves; r(n) = ln(close/close n bars before).
    private static let bars: [(name: String, definition: String)] = [
        ("return_1", "z(r(1))"),
        ("return_5", "z(r(5))"),
        ("return_10", "z(r(10))"),
        ("return_20", "z(r(20))"),
        ("return_48", "z(r(48))"),
        ("volatility_ratio", "sd20(r(1))/sd100(r(1)) - 1, 0 where sd100 is 0"),
        ("volatility_30", "z(sd30(r(1)))"),
        ("skew_50", "biased skewness of r(1) over 50"),
        ("kurtosis_50", "biased excess kurtosis of r(1) over 50, divided by 5"),
        ("rsi_14", "(Wilder's RSI14 - 50)/50"),
        ("volume_ratio", "volume/mean20(volume), 1 where there is none"),
        ("volume_spike", "(volume - mean20)/sd20, 0 where sd20 is 0"),
        ("profile_skew", "lvn.skew"),
        ("acceleration", "z(r(5) - r(5) of 5 bars before)"),
    ]

    /// E: the latest five-minute row of gaps.
    private static let gaps: [(name: String, definition: String)] = [
        ("fvg_bullish", "ln(1 + fvg.bullish_active)"),
        ("fvg_bearish", "ln(1 + fvg.bearish_active)"),
        ("fvg_distance", "fvg.distance"),
        ("fvg_age", "exp(-0.1 fvg.age)"),
        ("fvg_mitigation", "fvg.mitigation_signal * fvg.mitigation_score"),
    ]

    /// F: what is going on.
    private static let account: [(name: String, definition: String)] = [
        ("synergy", "synergy.live * synergy.direction * synergy.confidence, 0 without the input"),
        ("position", "position/position_limit, 0 without the account"),
        ("drawdown", "drawdown/drawdown_limit, 0 without the account"),
    ]

    /// The schema's hash: of the version, every name and definition, and the arguments that change a value.
    ///
    /// The position's limit is the unit of a share, and a share of one size means what a share of another does.
    static func hash(window: Int, drawdownLimit: Double) -> UInt64 {
        schemaHash(
            [
                "matrix.features48 v\(version)", "clip 3", "z over \(window)",
                "drawdown_limit \(drawdownLimit)",
            ] + columns.map { "\($0.name) = \($0.definition)" })
    }
}
