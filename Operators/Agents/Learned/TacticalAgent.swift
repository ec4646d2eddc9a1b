import MarketModel
import OperatorKit
import Rings

/// Decides on short, flat or long with a network that sees the last five-minute rows.
struct TacticalAgent: SideAgent {
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
    .sidePorts(per: "window")

    var side: Side
    /// Windows of another shape than the network's, which the engine can't know before the run.
    private var misfits = 0
    private var columns = 0

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        guard let input = context.inputs.first(where: { $0.port == "window" }) else {
            throw OperatorError("nothing is connected to 'window'", help: "connect matrix.window")
        }
        // How many numbers a window holds is part of its hash, and only the hash is known before the run.
        let demand = PolicyModel.Demand(
            agent: "agent.tactical", inputs: 0, schema: input.schema, source: input.source,
            actions: Side.names)
        side = try Side(settings.policy, demand, seed: context.seed)
    }

    private mutating func take(_ window: MatrixWindow) {
        columns = Int(window.columns)
        let count = Int(window.rows * window.columns)
        let fits = count == side.policy.input.count
        if !fits { misfits += 1 }
        for index in side.policy.input.indices {
            side.policy.input[index] = fits ? Float(window.values[index]) : .nan
        }
        side.decide(window.header)
    }

    func report(into report: inout NodeReport) {
        report.metric("misfits", Double(misfits), unit: "windows of another shape", headline: false)
        let width = max(1, columns)
        side.policy.report(
            into: &report, names: side.policy.input.indices.map { "row \($0 / width) column \($0 % width)" })
    }
}
