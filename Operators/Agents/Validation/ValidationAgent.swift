import MarketModel
import OperatorKit
import Rings

/// Agent 7: watches whether what comes in is sound.
struct ValidationAgent: Operator {
    struct Settings: OperatorSettings {
        var gap: Int64 = 0
        var stale: Int64 = 0
        var skew: Int64 = 1_000_000_000
        var spike = 25.0
        var fields: [String] = []
        var drift: [String] = []
        var driftReference = 1000
        var driftWindow = 500
        var driftWarning = 0.1
        var driftCritical = 0.25

        private static let year: Int64 = 31_536_000_000_000_000

        static let parameters: [Parameter<Settings>] = [
            .duration(
                "gap", \.gap, in: 0...year, "longest time without an event of an input; 0 looks for none"),
            .duration("stale", \.stale, in: 0...year, "longest time without a change; 0 looks for none"),
            .duration(
                "skew", \.skew, in: 0...year,
                "largest distance of an event's time from its place in the order; 0 looks for none"),
            .real(
                "spike", \.spike, in: 0...1e9, "largest change; 0 looks for none",
                unit: "median absolute changes"),
            .texts(
                "fields", \.fields,
                "numbers that are watched for spikes and staleness, as node.field; without it each input's "
                    + "price, close, mid, value or equity"),
            .texts("drift", \.drift, "numbers whose distribution is watched, as node.field"),
            .integer("drift_reference", \.driftReference, in: 50...100_000, "first values, compared with"),
            .integer("drift_window", \.driftWindow, in: 50...100_000, "newest values, compared"),
            .real("drift_warning", \.driftWarning, in: 0.001...100, "index from which a drift is a warning"),
            .real("drift_critical", \.driftCritical, in: 0.001...100, "index from which it is critical"),
        ]
    }

    static let signature = Signature<ValidationAgent>(
        "agent.validation",
        "Watches inputs of any kind for gaps, spikes, crossed quotes, stale values and drift.",
        details: """
            Every input is looked at, event by event; name them all in `on` too. Alerts, by their code, with the \
            event that showed it:

            1 not_finite, critical: a field is no finite number, once per event; value and limit: the field's \
            number. 2 gap: an input had no event for longer than `gap` of event time, told by the first later \
            event of any input; value and limit in seconds. 3 spike: a watched number changed by more than \
            `spike` times the median size of its 100 changes before (their MAD about zero; changes of 0 are \
            none), so a wrong price gives two, there and back; value and limit in the number's unit. 4 \
            crossed: a quote or book whose bid is above its ask; value bid, limit ask. 5 stale: a watched \
            number came unchanged for longer than `stale`; value and limit in seconds. 6 clock: an event's \
            time is further than `skew` from its place in the order (the sequence, which counts up when times \
            don't), or behind the newest time of all inputs; value and limit in seconds. 7 drift: the \
            population stability index of a number of `drift` is at least `drift_warning`, or, critical, \
            `drift_critical`; value and limit are indices. Codes 2, 4, 5, 6 and 7 are told once, then again \
            only when it was over in between; a drift is over below `drift_warning`.

            PSI = Σ (a − r)·ln(a/r) over bins at the deciles of the first `drift_reference` values (linear as \
            in numpy; equal deciles are one edge), r their share and a that of the newest `drift_window` \
            values, both at least 0.0001. Below .1 is commonly called stable, from .25 a shift. Without any \
            drift it is about 9·(1/reference + 1/window).

            Input is the input's number in the order of `from`, from 0. The report counts alerts by rule and \
            input, and gives the last index of each drift. Source of the index: S. Lewis, An Introduction to \
            Credit Scoring, 1994.

            A time without trading is a gap too: give `gap` longer than the market's halt, or watch each \
            session's bars. Warm-up: none; spikes after 100 changes, drift after reference + window values. \
            Partial bars are passed over.
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
            """
    )
    .inputs("inputs", "whatever should be sound") { node, index, batch in node.take(index, batch) }
    .output("alerts", Alert.self, "one per finding") { node, outlet in node.alerts = outlet }

    private let settings: Settings
    private var inputs: [InputWatch]
    private var drifts: [DriftWatch] = []
    /// Alerts by input and rule.
    private var counts: [Int]
    private var events = 0
    private var newest = Int64.min
    /// Until this time no input is silent for too long.
    private var nextSilence = Int64.min
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
        inputs = context.inputs.map { InputWatch($0) }
        counts = [Int](repeating: 0, count: inputs.count * ValidationRule.allCases.count)
        var names = NameTable(context.inputs)
        if settings.fields.isEmpty {
            for (index, input) in context.inputs.enumerated() {
                guard let field = InputWatch.mainField(input) else { continue }
                inputs[index].watched.append(FieldWatch(field: field))
            }
        }
        for name in settings.fields {
            let place = try Self.place(of: name, &names, argument: "fields")
            inputs[place.input].watched.append(FieldWatch(field: place.field))
        }
        for name in settings.drift {
            let place = try Self.place(of: name, &names, argument: "drift")
            drifts.append(
                DriftWatch(
                    input: place.input, field: place.field, name: name, reference: settings.driftReference,
                    window: settings.driftWindow))
        }
    }

    private static func place(
        of name: String, _ names: inout NameTable, argument: String
    ) throws(OperatorError) -> NameTable.Place {
        do {
            let slot = try names.slot(of: name)
            return names.slots[slot]
        } catch {
            throw OperatorError(error.message, argument: argument, help: error.help)
        }
    }

    private mutating func take(_ index: Int, _ batch: EventBatch) {
        for event in 0..<batch.count {
            let partial = inputs[index].partial
            if partial >= 0, batch.value(event, field: partial) != 0 { continue }
            events += 1
            let header = batch.header(event)
            checkSilence(index, header)
            checkClock(index, header)
            checkFields(index, batch, event, header)
            checkTouch(index, batch, event, header)
            checkWatched(index, batch, event, header)
            checkDrift(index, batch, event, header)
        }
    }

    private mutating func raise(
        _ rule: ValidationRule, _ input: Int, _ header: EventHeader, value: Double, limit: Double,
        severity: Alert.Severity? = nil
    ) {
        counts[input * ValidationRule.allCases.count + Int(rule.rawValue) - 1] += 1
        alerts.send(
            Alert(
                header: header, code: rule.rawValue, severity: severity ?? rule.severity, value: value,
                limit: limit, input: Int64(input)))
    }

    /// An input that has not spoken yet is silent since the first event of all.
    private mutating func checkSilence(_ index: Int, _ header: EventHeader) {
        let gap = settings.gap
        guard gap > 0 else { return }
        if newest == .min { for input in inputs.indices { inputs[input].lastTime = header.time } }
        if header.time > nextSilence {
            var earliest = Int64.max
            for input in inputs.indices {
                let last = inputs[input].lastTime ?? header.time
                if header.time - last > gap, !inputs[input].isSilent {
                    inputs[input].isSilent = true
                    raise(
                        .gap, input, header, value: Double(header.time - last) / 1e9, limit: Double(gap) / 1e9
                    )
                }
                if !inputs[input].isSilent { earliest = min(earliest, last) }
            }
            nextSilence = earliest == .max ? .min : earliest + gap
        }
        if inputs[index].isSilent {
            inputs[index].isSilent = false
            nextSilence = min(nextSilence, header.time + gap)
        }
        inputs[index].lastTime = header.time
    }

    private mutating func checkClock(_ index: Int, _ header: EventHeader) {
        newest = max(newest, header.time)
        guard settings.skew > 0 else { return }
        // What is sent at the end of all stands behind everything, whatever its time.
        let ahead = header.sequence >= .max - 1 ? 0 : abs(header.sequence - header.time)
        let distance = max(ahead, newest - header.time)
        guard distance > settings.skew else { return inputs[index].isSkewed = false }
        guard !inputs[index].isSkewed else { return }
        inputs[index].isSkewed = true
        raise(.clock, index, header, value: Double(distance) / 1e9, limit: Double(settings.skew) / 1e9)
    }

    private mutating func checkFields(_ index: Int, _ batch: EventBatch, _ event: Int, _ header: EventHeader)
    {
        for field in inputs[index].fields where !batch.value(event, field: field).isFinite {
            return raise(.notFinite, index, header, value: Double(field), limit: Double(field))
        }
    }

    private mutating func checkTouch(_ index: Int, _ batch: EventBatch, _ event: Int, _ header: EventHeader) {
        guard let touch = inputs[index].touch else { return }
        let bid = batch.value(event, field: touch.bid)
        let ask = batch.value(event, field: touch.ask)
        // 0 is a side that isn't there.
        guard bid > ask, ask != 0, bid != 0 else { return inputs[index].isCrossed = false }
        guard !inputs[index].isCrossed else { return }
        inputs[index].isCrossed = true
        raise(.crossed, index, header, value: bid, limit: ask)
    }

    private mutating func checkWatched(
        _ index: Int, _ batch: EventBatch, _ event: Int, _ header: EventHeader
    ) {
        for watch in inputs[index].watched.indices {
            let value = batch.value(event, field: inputs[index].watched[watch].field)
            guard value.isFinite else { continue }
            let jump = inputs[index].watched[watch].jump(to: value, at: header.time, factor: settings.spike)
            if let jump { raise(.spike, index, header, value: jump.size, limit: jump.limit) }
            if let time = inputs[index].watched[watch].stale(at: header.time, limit: settings.stale) {
                raise(
                    .stale, index, header, value: Double(time) / 1e9, limit: Double(settings.stale) / 1e9)
            }
        }
    }

    private mutating func checkDrift(_ index: Int, _ batch: EventBatch, _ event: Int, _ header: EventHeader) {
        let (warning, critical) = (settings.driftWarning, settings.driftCritical)
        for drift in drifts.indices where drifts[drift].input == index {
            let value = batch.value(event, field: drifts[drift].field)
            guard value.isFinite,
                let level = drifts[drift].take(value, warning: warning, critical: critical)
            else { continue }
            raise(
                .drift, index, header, value: drifts[drift].index ?? 0,
                limit: level == 2 ? critical : warning, severity: level == 2 ? .critical : .warning)
        }
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
        report.tables.append(
            NodeReport.Table(
                name: "validation", columns: ["input"] + rules.map(\.name),
                rows: inputs.indices.map { input in
                    [inputs[input].source] + rules.indices.map { "\(counts[input * rules.count + $0])" }
                }))
    }
}
