import MarketModel
import OperatorKit
import Rings

/// Fair value gaps.
struct FVG: Operator {
    struct Settings: OperatorSettings {
        var lookback = 50
        var threshold = 0.05
        var tick = 0.0
        var rule = GapZone.Rule.standard

        static let parameters: [Parameter<Settings>] = [
            .integer("lookback", \.lookback, in: 1...100_000, "age after which a zone expires", unit: "bars"),
            .real("threshold", \.threshold, in: 0...100, "least height of a zone", unit: "ATR14"),
            .real(
                "tick", \.tick, in: 0...1000, "least height of a zone too; 0 for not known", unit: "price"),
            .choice("rule", \.rule, "smc also asks that the middle bar closes in the gap's direction"),
        ]
    }

    static let signature = Signature<FVG>(
        "indicator.fvg", "Fair value gaps: zones that three bars left out, and prices' return to them.",
        details: """
            Nature: a map of where prices have moved fast, known when the third bar closes.

            A zone is bullish at bar i when low(i) > high(i−2): [high(i−2), low(i)]; bearish when high(i) < \
            low(i−2): [high(i), low(i−2)]. Its height must be at least threshold·ATR14 and at least a tick. \
            With rule smc the middle bar must also have close > open (bearish: close < open), as in the \
            Python library smartmoneyconcepts; with threshold 0 its zones are found one for one. That \
            library writes a zone at the middle bar; here it stands at the third, when it can be known.

            From the next bar on prices may come back into it. Penetration = (top − low)/height, bearish \
            (high − bottom)/height, the deepest so far: open below 0, touched from 0, mitigated from 0.5, \
            filled from 1. A filled zone is gone, and so is one older than `lookback` bars. At most 100 live; \
            the oldest makes room, and the report counts it as dropped.

            bullish_active, bearish_active: live zones of either kind. nearest_level: of the live zones, the \
            edge that prices meet first (bullish top, bearish bottom) nearest to the close, the youngest of \
            equals; a price. age: bars since that zone came. distance = (nearest_level − close)/ATR14. Without \
            a zone: nearest_level = close, age = lookback, distance = 0.

            mitigation_signal, on the bar on which zones become mitigated: +1 if more bullish than bearish \
            ones do, −1 if fewer, else 0. mitigation_score, 0 to 1, is that of the best such zone on the \
            signal's side, 0 without a signal: 0.4·depth + 0.3·exp(−0.1·age) + 0.2·min(v, 2)/2 + \
            0.1·(1 − age/lookback), with depth at most 1 and v = volume/mean volume of the newest 20 bars, 1 \
            where nothing was traded.

            zone: +1 or −1 on the bar that makes a zone known, else 0; zone_top and zone_bottom: its edges, \
            the close where there is none. touched: zones touched for the first time on this bar.

            Sources: the "imbalance" of practitioners (M. Huddleston); penetration, score and defaults are \
            this project's. ATR: J. Welles Wilder, 1978.

            Warm-up: 20 bars; nothing comes out and no zone is found before. Partial bars are passed over.
            """,
        example: "fvg: {op: indicator.fvg, from: bars@5m, lookback: 50, threshold: 0.05, tick: 0.25}"
    )
    .input("bars", Bar.self, "bars in time order") { node, bars in node.run(bars) }
    .output("row", FeatureRow.self, "the columns, once a bar after the warm-up") { node, outlet in
        node.out = outlet
    }

    let columns = [
        "bullish_active", "bearish_active", "nearest_level", "age", "mitigation_signal", "mitigation_score",
        "distance", "zone", "zone_top", "zone_bottom", "touched",
    ]
    private let lookback: Int
    private let threshold: Double
    private let tick: Double
    private let rule: GapZone.Rule
    private var range = AverageTrueRange(length: 14)
    private var meanVolume = SimpleAverage(length: 20)
    private var newest = Window<Bar>(capacity: 3)
    private var book: GapBook
    private var count = 0
    private var found = 0
    private var out = Outlet<FeatureRow>()

    init(_ settings: Settings, _ context: NodeContext) {
        lookback = settings.lookback
        threshold = settings.threshold
        tick = settings.tick
        rule = settings.rule
        book = GapBook(lookback: settings.lookback)
    }

    private mutating func run(_ bars: Span<Bar>) {
        for i in bars.indices where !bars[i].flags.contains(.partial) { take(bars[i]) }
    }

    private mutating func take(_ bar: Bar) {
        count += 1
        newest.add(bar)
        let range = range.add(bar)
        let mean = meanVolume.add(bar.volume)
        guard let range, let mean else { return }
        let outcome = book.meet(bar, activity: mean > 0 ? bar.volume / mean : 1)
        let zone = zone(range)
        if let zone {
            found += 1
            book.add(zone)
        }
        let survey = book.survey(from: bar.close)
        let close = bar.close.double
        let level = survey.nearest?.level.double ?? close
        var row = FeatureRow(header: bar.header, count: 11)
        row.values[0] = Double(survey.bullish)
        row.values[1] = Double(survey.bearish)
        row.values[2] = level
        row.values[3] = Double(survey.nearest?.age ?? lookback)
        row.values[4] = Double(outcome.signal)
        row.values[5] = outcome.score
        row.values[6] = range > 0 ? (level - close) / range : 0
        row.values[7] = zone.map { $0.isBullish ? 1 : -1 } ?? 0
        row.values[8] = zone?.top.double ?? close
        row.values[9] = zone?.bottom.double ?? close
        row.values[10] = Double(outcome.touched)
        out.send(row)
    }

    /// The zone that the newest three bars leave, if it is high enough.
    private func zone(_ range: Double) -> GapZone? {
        let bars = (newest[back: 2], newest[back: 1], newest[back: 0])
        guard let zone = GapZone(bars, by: rule), zone.height >= max(threshold * range, tick) else {
            return nil
        }
        return zone
    }

    func report(into report: inout NodeReport) {
        report.metric("bars", Double(count), headline: false)
        report.metric("zones", Double(found), unit: "found", headline: false)
        report.metric("mitigated", Double(book.mitigated), headline: false)
        report.metric("filled", Double(book.filled), headline: false)
        report.metric("expired", Double(book.expired), headline: false)
        report.metric("dropped", Double(book.dropped), unit: "more than 100 live", headline: false)
        report.metric("live", Double(book.zones.count), unit: "at the end", headline: false)
    }
}
