import MarketModel
import OperatorKit
import Rings

/// Decides on short, flat or long with a network that sees the last five-minute rows.
struct TacticalAgent: Operator {
    struct Settings: PolicySettings {
        var policy = PolicyArguments()
        static let parameters: [Parameter<Settings>] = policyParameters
    }

    static let signature = Signature<TacticalAgent>(
        "agent.tactical", "Wants short, flat or long by a network that sees the last five-minute rows.",
        details: """
            One decision per window of `window`: its values, oldest row first (60 × 7 = 420 of them), go through the \
            network (420 → 256 → 128 → 3), and the likeliest of short, flat and long is the target. Ports and \
            choices are those of agent.strategic. Networks want numbers of one scale: give the matrix `normalise` \
            and `clip`; both are part of the hash.

            \(PolicyManual.model)

            Cost: 141,000 weights a decision. Warm-up: that of the window.
            """,
        example: """
            tactical:
              op: agent.tactical
              from: {window: tactical_matrix.window}
              model: config/models/tactical.safetensors
            """
    )
    .input("window", MatrixWindow.self, "windows of matrix.window: the clock") { node, windows in
        for i in windows.indices { node.take(windows[i]) }
    }
    .input("state", RiskPoint.self, "the risk gate's state, as feedback", passive: true, optional: true) {
        node, points in node.permission.take(points)
    }
    .output("signal", Signal.self, "the target, one per window") { node, outlet in node.signals = outlet }
    .output("opinion", Opinion.self, "the probabilities, and why it fell back") { node, outlet in
        node.opinions = outlet
    }

    private var policy: Policy
    private var permission = Permission()
    private var target = 0.0
    /// Windows of another shape than the network's, which the engine can't know before the run.
    private var misfits = 0
    private var columns = 0
    private var signals = Outlet<Signal>()
    private var opinions = Outlet<Opinion>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        guard let input = context.inputs.first(where: { $0.port == "window" }) else {
            throw OperatorError("nothing is connected to 'window'", help: "connect matrix.window")
        }
        // How many numbers a window holds is part of its hash, and only the hash is known before the run.
        let demand = PolicyModel.Demand(
            agent: "agent.tactical", inputs: 0, schema: input.schema, source: input.source,
            actions: StrategicAgent.sides)
        policy = try Policy(settings.policy, demand, safe: 1, seed: context.seed)
    }

    private mutating func take(_ window: MatrixWindow) {
        columns = Int(window.columns)
        let count = Int(window.rows * window.columns)
        if count != policy.input.count { misfits += 1 }
        for index in policy.input.indices {
            policy.input[index] =
                index < count && count == policy.input.count
                ? Float(window.values[index]) : .nan
        }
        let opinion = policy.decide(window.header, allowed: permission.allowed(holding: target))
        target = Double(opinion.choice) - 1
        signals.send(opinion.signal)
        opinions.send(opinion)
    }

    func report(into report: inout NodeReport) {
        report.metric("misfits", Double(misfits), unit: "windows of another shape", headline: false)
        let width = max(1, columns)
        policy.report(
            into: &report, names: policy.input.indices.map { "row \($0 / width) column \($0 % width)" })
    }
}
