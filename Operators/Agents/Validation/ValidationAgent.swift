import MarketModel
import OperatorKit
import Rings

/// Agent 7: watches whether what comes in is sound.
struct ValidationAgent: Operator {
    static let signature = Signature<ValidationAgent>(
        "agent.validation",
        "Watches inputs of any kind for broken bars and rows, gaps, spikes, crossed quotes, clocks and drift.",
        details: """
            Every input is looked at, event by event; name them all in `on` too. Alerts, by their code, with the \
            event that showed it:

            1 not_finite, critical: a field, or a value of a window, is no finite number, once per event; value \
            and limit: its number. 2 gap: an input had no event for longer than `gap`, or its own of `gaps`, of \
            event time, told by the first later event of any input; value and limit in seconds. 3 spike: a \
            watched number changed by more than \
            `spike` times the median size of its 100 changes before (their MAD about zero; changes of 0 are \
            none), so a wrong price gives two, there and back; value and limit in the number's unit. 4 \
            crossed: a quote or book whose bid is above its ask; value bid, limit ask. 5 stale: a watched \
            number came unchanged for longer than `stale`; value and limit in seconds. 6 clock: an event's \
            time is further than `skew` from its place in the order (the sequence, which counts up when times \
            don't), or behind the newest time of all inputs; value and limit in seconds. 7 drift: the \
            population stability index of a number of `drift` is at least `drift_warning`, or, critical, \
            `drift_critical`; value and limit are indices. 8 bar, critical: a bar breaks a law of bars, once per \
            event; value: 1 for low ≤ open, close ≤ high, 2 for 0 ≤ buy_volume ≤ volume and tick_count ≥ 0, 3 for \
            start < end and start ≥ the end of the bar before. 9 schema, critical: a row has not as many columns \
            as its node names, or a window not as many values as the first; value and limit are counts. 10 \
            through: of the newest `through_window` trades of an input of `through` at least `through_share` \
            were below the bid or above the ask of the newest quote of its partner; value and limit are shares. \
            Now and then a trade is; where many are, the two feeds' clocks are apart, or one of them lags. \
            Codes 2, 4, 5, 6, 7, 9 and 10 are told once, then again only when it was over in between; a drift is \
            over below `drift_warning`.

            `schema` is checked before the run: a node whose rows or windows mean something else (another \
            column, scale, clip or number of rows: another hash) is refused with the hash that it has.

            PSI = Σ (a − r)·ln(a/r) over bins at the deciles of the first `drift_reference` values (linear as \
            in numpy; equal deciles are one edge), r their share and a that of the newest `drift_window` \
            values, both at least 0.0001. Below .1 is commonly called stable, from .25 a shift. Without any \
            drift it is about 9·(1/reference + 1/window).

            Input is the input's number in the order of `from`, from 0. The report counts alerts by rule and \
            input, and gives the last index of each drift and share of each pair. Source of the index: S. \
            Lewis, An Introduction to \
            Credit Scoring, 1994.

            A time without trading is a gap too: give `gap` longer than the market's halt, or watch each \
            session's bars. Warm-up: none; spikes after 100 changes, drift after reference + window values, through after \
            `through_window` trades. Partial bars are passed over.
            """,
        example: """
            sound:
              op: agent.validation
              from: [ticks, bars@5m]
              on: [ticks, bars@5m]
              gap: 10m
              stale: 5m
              spike: 25
              drift: [bars@5m.volume]
              gaps: {bars@5m: 15m}
            """
    )
    .inputs("inputs", "whatever should be sound") { node, index, batch in node.take(index, batch) }
    .output("alerts", Alert.self, "one per finding") { node, outlet in node.alerts = outlet }

    let settings: Settings
    var inputs: [InputWatch]
    var drifts: [DriftWatch] = []
    var pairs: [ThroughWatch] = []
    /// Alerts by input and rule.
    private var counts: [Int]
    private var events = 0
    var newest = Int64.min
    /// Until this time no input is silent for too long.
    var nextSilence = Int64.min
    private var alerts = Outlet<Alert>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        self.settings = settings
        if let passive = context.inputs.first(where: { !$0.triggers }) {
            throw OperatorError(
                "'\(passive.source)' does not trigger, so nothing could be said about it when it happens",
                argument: "on", help: "name every input in `on`")
        }
        guard settings.driftCritical >= settings.driftWarning else {
            throw OperatorError(
                "a critical drift of \(settings.driftCritical) is below the warning's "
                    + "\(settings.driftWarning)", argument: "drift_critical",
                help: "give drift_critical at least drift_warning")
        }
        inputs = context.inputs.map { InputWatch($0, gap: settings.gap) }
        counts = [Int](repeating: 0, count: inputs.count * ValidationRule.allCases.count)
        try readNames(context)
        try readTables(context)
    }

    private mutating func take(_ index: Int, _ batch: EventBatch) {
        for event in 0..<batch.count {
            let header = batch.header(event)
            var bar: Bar?
            if inputs[index].kind == .bars {
                let one = batch.event(event, as: Bar.self)
                if one.flags.contains(.partial) { continue }
                bar = one
            }
            events += 1
            checkSilence(index, header)
            checkClock(index, header)
            checkFields(index, batch, event, header)
            if let bar { checkBar(index, bar) }
            checkShape(index, batch, event, header)
            checkTouch(index, batch, event, header)
            checkPairs(index, batch, event, header)
            checkWatched(index, batch, event, header)
            checkDrift(index, batch, event, header)
        }
    }

    mutating func raise(
        _ rule: ValidationRule, _ input: Int, _ header: EventHeader, value: Double, limit: Double,
        severity: Alert.Severity? = nil
    ) {
        counts[input * ValidationRule.allCases.count + Int(rule.rawValue) - 1] += 1
        alerts.send(
            Alert(
                header: header, code: rule.rawValue, severity: severity ?? rule.severity, value: value,
                limit: limit, input: Int64(input)))
    }

    func report(into report: inout NodeReport) {
        let rules = ValidationRule.allCases
        report.metric("alerts", Double(counts.reduce(0, +)))
        report.metric("events", Double(events), unit: "looked at", headline: false)
        for (offset, rule) in rules.enumerated() {
            let all = inputs.indices.reduce(0) { $0 + counts[$1 * rules.count + offset] }
            report.metric(rule.name, Double(all), unit: "alerts", headline: false)
        }
        for drift in drifts {
            report.metric("drift_\(drift.name)", drift.index, unit: "PSI, the last one", headline: false)
        }
        for pair in pairs {
            let name = "through_\(inputs[pair.trades].source)"
            report.metric(name, pair.share, unit: "share outside the quote, the last one", headline: false)
        }
        report.tables.append(
            NodeReport.Table(
                name: "validation", columns: ["input"] + rules.map(\.name),
                rows: inputs.indices.map { input in
                    [inputs[input].source] + rules.indices.map { "\(counts[input * rules.count + $0])" }
                }))
    }
}
