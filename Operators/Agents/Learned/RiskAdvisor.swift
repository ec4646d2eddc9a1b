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

    /// Hash of what the inputs mean.
    static let inputSchema = schemaHash(RiskView.schemaTexts)

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
            agent: "agent.risk", inputs: RiskView.inputs.count, schema: Self.inputSchema,
            source: context.name,
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
        guard opinion.fallback == .none else { return 0 }
        return RiskView.shrunk(wanted, action.kind, size: action.size, before: before)
    }

    private mutating func fill(_ signal: Signal) {
        var account = RiskView.Account()
        if let point {
            (account.equity, account.drawdown) = (point.equity, point.drawdown)
            (account.dayProfit, account.scale) = (point.dayProfit, point.scale)
            (account.valueAtRisk, account.expectedShortfall) = (point.valueAtRisk, point.expectedShortfall)
            (account.leverage, account.correlation) = (point.leverage, point.correlation)
            account.stressLoss = point.stressLoss
        }
        RiskView.write(
            target: signal.target, confidence: signal.confidence, account, to: &policy.input)
    }

    func report(into report: inout NodeReport) {
        policy.report(into: &report, names: RiskView.inputs.map(\.name))
        report.metric("shrunk", Double(shrunk), unit: "signals")
    }
}
