import MarketModel
import OperatorKit
import Rings

/// Decides on short, flat or long with a network that sees the 48 features.
struct StrategicAgent: Operator {
    struct Settings: PolicySettings {
        var policy = PolicyArguments()
        static let parameters: [Parameter<Settings>] = policyParameters
    }

    static let signature = Signature<StrategicAgent>(
        "agent.strategic", "Wants short, flat or long by a network that sees the 48 features.",
        details: """
            One decision per row of `features`: the 48 numbers go through the network (48 → 512 → 256 → 128 → 3 as \
            trained here; any width between is taken), and the likeliest of short, flat and long is the target −1, 0 or \
            1. `signal` goes to a risk gate; `opinion` has the probabilities, for agent.decision. The safe choice \
            is flat. With `state`, the risk gate's, a halted or killed gate leaves flat, and a reducing one flat and \
            the side held.

            \(PolicyManual.model)

            Cost: 190,000 weights a decision, 12 to 90 µs by whether they lie in the cache. Warm-up: that of the \
            features.
            """,
        example: """
            strategic:
              op: agent.strategic
              from: {features: features}
              model: config/models/strategic.safetensors
            """
    )
    .input("features", FeatureRow.self, "rows of matrix.features48: the clock") { node, rows in
        for i in rows.indices { node.take(rows[i]) }
    }
    .input("state", RiskPoint.self, "the risk gate's state, as feedback", passive: true, optional: true) {
        node, points in node.permission.take(points)
    }
    .output("signal", Signal.self, "the target, one per row") { node, outlet in node.signals = outlet }
    .output("opinion", Opinion.self, "the probabilities, and why it fell back") { node, outlet in
        node.opinions = outlet
    }

    /// The choices of agents that take a side.
    static let sides = ["short", "flat", "long"]

    private let names: [String]
    private var policy: Policy
    private var permission = Permission()
    private var target = 0.0
    private var signals = Outlet<Signal>()
    private var opinions = Outlet<Opinion>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        guard let input = context.inputs.first(where: { $0.port == "features" }) else {
            throw OperatorError("nothing is connected to 'features'", help: "connect matrix.features48")
        }
        names = input.columns
        policy = try Policy(
            settings.policy,
            PolicyModel.Demand(
                agent: "agent.strategic", inputs: input.columns.count, schema: input.schema,
                source: input.source, actions: Self.sides), safe: 1, seed: context.seed)
    }

    private mutating func take(_ row: FeatureRow) {
        for index in policy.input.indices { policy.input[index] = Float(row.values[index]) }
        let opinion = policy.decide(row.header, allowed: permission.allowed(holding: target))
        target = Double(opinion.choice) - 1
        signals.send(opinion.signal)
        opinions.send(opinion)
    }

    func report(into report: inout NodeReport) { policy.report(into: &report, names: names) }
}
