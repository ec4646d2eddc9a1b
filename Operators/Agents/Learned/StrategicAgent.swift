import MarketModel
import OperatorKit
import Rings

/// Decides on short, flat or long with a network that sees the 48 features.
struct StrategicAgent: SideAgent {
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
    .sidePorts(per: "row")

    private let names: [String]
    var side: Side

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        guard let input = context.inputs.first(where: { $0.port == "features" }) else {
            throw OperatorError("nothing is connected to 'features'", help: "connect matrix.features48")
        }
        names = input.columns
        side = try Side(
            settings.policy,
            PolicyModel.Demand(
                agent: "agent.strategic", inputs: input.columns.count, schema: input.schema,
                source: input.source, actions: Side.names), seed: context.seed)
    }

    private mutating func take(_ row: FeatureRow) {
        for index in side.policy.input.indices { side.policy.input[index] = Float(row.values[index]) }
        side.decide(row.header)
    }

    func report(into report: inout NodeReport) { side.policy.report(into: &report, names: names) }
}
