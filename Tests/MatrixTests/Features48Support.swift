import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport

/// Made-up inputs of `matrix.features48` beside given bars: the indicators' rows with their columns' names.
struct Features48Tape {
    static let columns: [String: [String]] = [
        "mlmi": ["value", "ma", "raw", "signal", "impact_5", "impact_20", "impact_60"],
        "nwrqk": ["value", "slope", "upper", "lower", "signal", "turn", "fast"],
        "lvn": ["price", "strength", "distance", "poc", "value_high", "value_low", "skew"],
        "mmd": [
            "score", "mmd2", "regime", "confidence", "age", "regime_normal", "regime_bull", "regime_bear",
            "regime_high_volatility", "regime_low_volatility", "regime_trending", "regime_mean_reverting",
        ],
        "fvg": [
            "bullish_active", "bearish_active", "nearest_level", "age", "mitigation_signal",
            "mitigation_score", "distance",
        ],
        "synergy": ["direction", "confidence", "pattern", "age", "live"],
    ]

    var bars: [Bar]
    var rows: [String: [FeatureRow]] = [:]
    var account: [EquityPoint] = []

    /// Rows at the bars' places, those of the gaps and the synergy six times as often.
    init(_ bars: [Bar], seed: UInt64) {
        self.bars = bars
        var random = SplitMix64(seed: seed)
        func draw(_ low: Double, _ high: Double) -> Double { Double.random(in: low...high, using: &random) }
        func pick(_ values: [Double]) -> Double { values[Int.random(in: 0..<values.count, using: &random)] }
        for (index, bar) in bars.enumerated() {
            let close = bar.close.double
            // The indicators have warm-ups of their own.
            if index >= 3 {
                add("mlmi", bar, [draw(0, 100), 50, draw(-1, 1), pick([-1, 0, 0, 1]), 0, 0, 0])
            }
            if index >= 7 {
                let turn = pick([-1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
                add("nwrqk", bar, [close + draw(-3, 3), draw(-1, 1), 0, 0, 0, turn, close])
            }
            if index >= 2 { add("lvn", bar, [close, draw(0, 100), draw(-4, 4), 0, 0, 0, draw(-1, 1)]) }
            if index >= 5 {
                add(
                    "mmd", bar,
                    [draw(0, 1), 0, 2, draw(0, 1), draw(0, 200)] + (0..<7).map { _ in draw(0, 1) })
            }
            let step = (bar.end - bar.start) / 6
            for part in 1...6 {
                let place = bar.header.sequence - Int64(6 - part) * step
                let signal = pick([-1, 0, 0, 1])
                add(
                    "fvg", place,
                    [
                        pick([0, 1, 2, 30]), pick([0, 1]), close, draw(0, 50), signal, draw(0, 1),
                        draw(-5, 5),
                    ])
                let live = pick([0, 1])
                add("synergy", place, [live * pick([-1, 1]), live * draw(0, 1), live, 0, live])
            }
            account.append(
                EquityPoint(
                    header: bar.header, equity: 100, drawdown: draw(0, 0.3), position: pick([-2, 0, 1, 2]),
                    price: bar.close))
        }
    }

    private mutating func add(_ port: String, _ bar: Bar, _ values: [Double]) {
        add(port, bar.header.sequence, values)
    }

    private mutating func add(_ port: String, _ place: Int64, _ values: [Double]) {
        rows[port, default: []].append(featureRow(place, values))
    }

    /// The feeds, with synergy and account or without.
    func feeds(all: Bool = true) -> [Feed] {
        var feeds = [Feed("bars", bars, source: "bars@30m")]
        for (port, columns) in Self.columns.sorted(by: { $0.key < $1.key }) where all || port != "synergy" {
            feeds.append(
                Feed(port, rows[port] ?? [], source: port, columns: columns, triggers: false))
        }
        if all { feeds.append(Feed("account", account, source: "equity", triggers: false, isFeedback: true)) }
        return feeds
    }

    /// The same up to bar `t`, everything later changed.
    func changed(after t: Int) -> Features48Tape {
        var tape = self
        for index in (t + 1)..<bars.count {
            tape.bars[index].close = Price(bars[index].close.double * 1.07 + 1)
            tape.bars[index].volume = 3 * bars[index].volume + 5
        }
        for (port, old) in rows {
            tape.rows[port] = old.map { row in
                guard row.header.sequence > bars[t].header.sequence else { return row }
                return featureRow(row.header.sequence, (0..<12).map { 2 - row.values[$0] })
            }
        }
        for index in account.indices where account[index].header.sequence > bars[t].header.sequence {
            tape.account[index].position += 1
        }
        return tape
    }

    /// The newest value of a column at bar `t`.
    func value(_ port: String, _ column: String, at t: Int) -> Double? {
        let row = (rows[port] ?? []).last { $0.header.sequence <= bars[t].header.sequence }
        guard let row, let index = Self.columns[port]?.firstIndex(of: column) else { return nil }
        return row.values[index]
    }
}
