import MarketModel
import OperatorKit
import Rings

/// Watches three indicators for a synergy.
struct SynergyAgent: Operator {
    struct Settings: OperatorSettings {
        var mlmiThreshold = 0.5
        var nwrqkThreshold = 0.2
        var window = 10
        var cooldown = 5
        var life = 5

        static let parameters: [Parameter<Settings>] = [
            .real("mlmi_threshold", \.mlmiThreshold, in: 0.001...1, "least |raw| of a signal of MLMI"),
            .real(
                "nwrqk_threshold", \.nwrqkThreshold, in: 0.001...100,
                "least |slope| of a signal of the kernel regression", unit: "ATR per bar"),
            .integer(
                "window", \.window, in: 1...10_000, "most bars from the first signal to the third",
                unit: "five-minute bars"),
            .integer(
                "cooldown", \.cooldown, in: 0...10_000, "bars after a synergy whose signals don't count",
                unit: "five-minute bars"),
            .integer(
                "life", \.life, in: 0...10_000, "bars after its own on which a synergy is live",
                unit: "five-minute bars"),
        ]
    }

    static let signature = Signature<SynergyAgent>(
        "agent.synergy", "Finds three indicators that fire in the same direction in a known order.",
        details: """
            Signals. MLMI: |raw| ≥ 0.5, on the row on which it comes to be so (from below, or from the other \
            side); direction sign(raw), strength |raw|. NWRQK: the same with |slope| ≥ 0.2 ATR; strength \
            min(|slope|, 1). FVG: a row whose mitigation_signal is not 0; its sign, strength \
            mitigation_score. Strengths are cut to 0…1. An indicator's first row is no edge.

            Patterns: 1 MLMI→NWRQK→FVG, 2 MLMI→FVG→NWRQK, 3 NWRQK→FVG→MLMI, 4 NWRQK→MLMI→FVG, all in one \
            direction. The clock is the FVG's rows, one per five-minute bar: the third signal comes at most \
            `window` bars after the first (10 counts). A signal of the thirty-minute indicators counts on the \
            five-minute bar that ends with theirs, or where it is missing on the next. Signals of one bar are \
            taken in the order MLMI, NWRQK, FVG. A signal of the other direction, or one that comes later than \
            the window, restarts with itself; a mitigation starts no pattern. An indicator that has fired \
            already and fires again changes nothing. After a synergy, signals of its bar and of the next \
            `cooldown` bars don't count. The report counts each of these cases.

            confidence = 0.4 + 0.3·mean strength + 0.2·(1 − bars/window) + 0.1·least/largest strength, \
            limited to 0…1.

            state, once per five-minute bar: live is 1 on the synergy's bar and the `life` bars after it; then \
            direction, confidence, pattern and age (bars since it) are the synergy's, else all are 0. With the \
            default each synergy is live at exactly one close of a full half hour.

            Warm-up: that of the indicators; the state comes with every row of FVG.
            """,
        example: "synergy: {op: agent.synergy, from: {mlmi: mlmi, nwrqk: nwrqk, fvg: fvg}}"
    )
    .input("mlmi", FeatureRow.self, "rows of indicator.mlmi, 30 m", passive: true) { node, rows in
        for i in rows.indices { node.takeMomentum(rows[i]) }
    }
    .input("nwrqk", FeatureRow.self, "rows of indicator.nwrqk, 30 m", passive: true) { node, rows in
        for i in rows.indices { node.takeKernel(rows[i]) }
    }
    .input("fvg", FeatureRow.self, "rows of indicator.fvg, 5 m: the clock") { node, rows in
        for i in rows.indices { node.takeGaps(rows[i]) }
    }
    .output("detected", Synergy.self, "one per synergy, on the bar that completes it") { node, outlet in
        node.detected = outlet
    }
    .output("state", FeatureRow.self, "what is live, once per five-minute bar") { node, outlet in
        node.state = outlet
    }

    let columns = ["direction", "confidence", "pattern", "age", "live"]
    private let life: Int
    private var momentum: NamedColumns
    private var kernel: NamedColumns
    private var gaps: NamedColumns
    private var momentumEdge: SignalEdge
    private var kernelEdge: SignalEdge
    private var detector: SynergyDetector
    /// The signals of the thirty-minute indicators since the last five-minute bar.
    private var momentumFired: SynergyDetector.Fired?
    private var kernelFired: SynergyDetector.Fired?
    private var bar = 0
    private var current: (found: SynergyDetector.Found, bar: Int)?
    private var signals = [0, 0, 0]
    private var patterns = [0, 0, 0, 0]
    private var detected = Outlet<Synergy>()
    private var state = Outlet<FeatureRow>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        life = settings.life
        let inputs = context.inputs
        momentum = try NamedColumns(["raw"], port: "mlmi", writer: "indicator.mlmi", inputs)
        kernel = try NamedColumns(["slope"], port: "nwrqk", writer: "indicator.nwrqk", inputs)
        gaps = try NamedColumns(
            ["mitigation_signal", "mitigation_score"], port: "fvg", writer: "indicator.fvg", inputs)
        momentumEdge = SignalEdge(threshold: settings.mlmiThreshold)
        kernelEdge = SignalEdge(threshold: settings.nwrqkThreshold)
        detector = SynergyDetector(window: settings.window, cooldown: settings.cooldown)
    }

    private mutating func takeMomentum(_ row: FeatureRow) {
        momentum.take(row)
        guard momentum.isComplete else { return }
        let side = momentumEdge.take(momentum[0])
        if side != 0 { momentumFired = fired(.mlmi, side, abs(momentum[0])) }
    }

    private mutating func takeKernel(_ row: FeatureRow) {
        kernel.take(row)
        guard kernel.isComplete else { return }
        let side = kernelEdge.take(kernel[0])
        if side != 0 { kernelFired = fired(.nwrqk, side, abs(kernel[0])) }
    }

    private mutating func takeGaps(_ row: FeatureRow) {
        bar += 1
        gaps.take(row)
        if let signal = momentumFired { take(signal, row.header) }
        if let signal = kernelFired { take(signal, row.header) }
        momentumFired = nil
        kernelFired = nil
        if gaps.isComplete, gaps[0] != 0 { take(fired(.fvg, gaps[0] > 0 ? 1 : -1, gaps[1]), row.header) }
        sendState(row.header)
    }

    private func fired(
        _ kind: SynergyDetector.Kind, _ side: Double, _ strength: Double
    ) -> SynergyDetector.Fired {
        SynergyDetector.Fired(
            kind: kind, direction: side, strength: min(max(strength, 0), 1), bar: bar)
    }

    private mutating func take(_ signal: SynergyDetector.Fired, _ header: EventHeader) {
        var signal = signal
        signal.bar = bar
        signals[signal.kind.rawValue] += 1
        guard let found = detector.take(signal) else { return }
        patterns[found.pattern - 1] += 1
        current = (found, bar)
        detected.send(
            Synergy(
                header: header, pattern: Int64(found.pattern), direction: found.direction,
                confidence: found.confidence, strength: found.strength, bars: Int64(found.bars)))
    }

    private mutating func sendState(_ header: EventHeader) {
        var row = FeatureRow(header: header, count: Int64(columns.count))
        if let current, bar - current.bar <= life {
            row.values[0] = current.found.direction
            row.values[1] = current.found.confidence
            row.values[2] = Double(current.found.pattern)
            row.values[3] = Double(bar - current.bar)
            row.values[4] = 1
        }
        state.send(row)
    }

    func report(into report: inout NodeReport) {
        report.metric("synergies", Double(patterns.reduce(0, +)))
        for (index, count) in patterns.enumerated() {
            report.metric("pattern_\(index + 1)", Double(count), unit: "synergies", headline: false)
        }
        for (kind, count) in zip(SynergyDetector.Kind.allCases, signals) {
            report.metric("signals_\(kind)", Double(count), unit: "signals", headline: false)
        }
        let tally = detector.tally
        report.metric("conflicts", Double(tally.restartsByConflict), unit: "restarts", headline: false)
        report.metric("expired", Double(tally.restartsByExpiry), unit: "restarts", headline: false)
        report.metric("repeats", Double(tally.repeats), unit: "signals without effect", headline: false)
        report.metric(
            "in_cooldown", Double(tally.inCooldown), unit: "signals without effect", headline: false)
        report.metric("no_start", Double(tally.withoutStart), unit: "mitigations alone", headline: false)
    }
}
