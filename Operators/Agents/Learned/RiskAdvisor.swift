import Learning
import MarketModel
import OperatorKit
import Rings

/// Shrinks what other agents want, by a network that sees the account's risk.
struct RiskAdvisor: Operator {
    struct Settings: PolicySettings {
        var policy = PolicyArguments()
        static let parameters: [Parameter<Settings>] = policyParameters
    }

    static let signature = Signature<RiskAdvisor>(
        "agent.risk", "Shrinks the targets of other agents by a network that sees the account's risk.",
        details: """
            One decision per signal. The ten inputs, each clipped to ±3: the signal's target and confidence; of the \
            gate's newest state drawdown/0.2, 20·day profit/equity, 50·VaR/equity, 50·ES/equity, leverage/3, mean \
            correlation, stress loss/equity and scale (0, and 1 for scale, before the first). A choice is named in the \
            model's file by four words: none, reduce or close; the size in 0…1; the stop and the profit target in \
            ATR, 0 for none.

            none: target · size. reduce: the same, and no more than half of the target before on its side. close: 0. \
            The stop distance is stop · ATR or the signal's own, whichever is larger, so that sizing by the stop can't \
            grow a position. A model with a size above 1, or one that hedges, for which the gate has no port, is \
            refused. The gate has no port for a profit target either: `levels` tells stop and target in price. \
            Whatever fell back gives 0. The target never has another side than the signal's, nor a larger size.

            \(PolicyManual.model)

            Warm-up: none; without a value of `atr` there is no stop.
            """,
        example: """
            shrink:
              op: agent.risk
              from: {signal: strategic.signal, state: {prev: risk.state}, atr: atr}
              model: config/models/risk.safetensors
            """
    )
    .input("signal", Signal.self, "what is wanted: the clock") { node, signals in
        for i in signals.indices { node.take(signals[i]) }
    }
    .input("state", RiskPoint.self, "the risk gate's state, as feedback", passive: true, optional: true) {
        node, points in node.point = points[points.count - 1]
    }
    .input("atr", Reading.self, "average true range, in price", passive: true, optional: true) {
        node, readings in
        node.range = readings[readings.count - 1].value
    }
    .output("signal", Signal.self, "what may be wanted, one per signal") { node, outlet in
        node.signals = outlet
    }
    .output("opinion", Opinion.self, "the probabilities, and why it fell back") { node, outlet in
        node.opinions = outlet
    }
    .output("levels", FeatureRow.self, "size, and stop and target in price") { node, outlet in
        node.levels = outlet
    }

    /// What the inputs are, in order; a change of any line is another schema.
    static let inputs: [(name: String, definition: String)] = [
        ("target", "signal.target"), ("confidence", "signal.confidence"),
        ("drawdown", "state.drawdown/0.2"), ("day_profit", "20 state.day_profit/equity"),
        ("var", "50 state.var/equity"), ("es", "50 state.es/equity"), ("leverage", "state.leverage/3"),
        ("correlation", "state.correlation"), ("stress", "state.stress/equity"), ("scale", "state.scale"),
    ]
    /// Hash of what the inputs mean.
    static let inputSchema = schemaHash(
        ["agent.risk v1", "clip 3"] + inputs.map { "\($0.name) = \($0.definition)" })

    let columns = ["size", "stop", "target"]
    private var policy: Policy
    private let choices: [RiskAction]
    private var point: RiskPoint?
    private var range = Double.nan
    private var before = 0.0
    private var shrunk = 0
    private var signals = Outlet<Signal>()
    private var opinions = Outlet<Opinion>()
    private var levels = Outlet<FeatureRow>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        let demand = PolicyModel.Demand(
            agent: "agent.risk", inputs: Self.inputs.count, schema: Self.inputSchema, source: context.name,
            actions: nil)
        let model = try PolicyModel(settings.policy, demand)
        var choices: [RiskAction] = []
        for name in model.file.actions { choices.append(try RiskAction(name, path: settings.policy.model)) }
        self.choices = choices
        let safe = choices.indices.min { choices[$0].size < choices[$1].size } ?? 0
        policy = Policy(settings.policy, model, safe: safe, seed: context.seed)
    }

    private mutating func take(_ signal: Signal) {
        fill(signal)
        let opinion = policy.decide(signal.header, allowed: (1 << UInt64(choices.count)) - 1)
        let action = choices[Int(opinion.choice)]
        var out = signal
        out.target = target(signal.target, action, opinion)
        if abs(out.target) < abs(signal.target) { shrunk += 1 }
        let unit = range.isFinite && range > 0 ? range : 0
        out.stopDistance = max(signal.stopDistance, action.stop * unit)
        before = out.target
        signals.send(out)
        opinions.send(opinion)
        var row = FeatureRow(header: signal.header, count: 3)
        row.values[0] = action.size
        row.values[1] = action.stop * unit
        row.values[2] = action.target * unit
        levels.send(row)
    }

    private func target(_ wanted: Double, _ action: RiskAction, _ opinion: Opinion) -> Double {
        guard opinion.fallback == .none, wanted.isFinite, action.kind != .close else { return 0 }
        let scaled = wanted * action.size
        guard action.kind == .reduce else { return scaled }
        let held = before * scaled > 0 ? abs(before) / 2 : 0
        return scaled < 0 ? max(scaled, -held) : min(scaled, held)
    }

    private mutating func fill(_ signal: Signal) {
        let equity = point.map(\.equity) ?? 0
        func share(_ value: Double, _ factor: Double) -> Double { equity > 0 ? factor * value / equity : 0 }
        set(0, signal.target)
        set(1, signal.confidence)
        set(2, (point?.drawdown ?? 0) / 0.2)
        set(3, share(point?.dayProfit ?? 0, 20))
        set(4, share(point?.valueAtRisk ?? 0, 50))
        set(5, share(point?.expectedShortfall ?? 0, 50))
        set(6, (point?.leverage ?? 0) / 3)
        set(7, point?.correlation ?? 0)
        set(8, share(point?.stressLoss ?? 0, 1))
        set(9, point?.scale ?? 1)
    }

    private mutating func set(_ index: Int, _ value: Double) {
        policy.input[index] = value.isFinite ? Float(min(3, max(-3, value))) : .nan
    }

    func report(into report: inout NodeReport) {
        policy.report(into: &report, names: Self.inputs.map(\.name))
        report.metric("shrunk", Double(shrunk), unit: "signals")
    }
}
