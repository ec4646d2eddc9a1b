import MarketModel
import OperatorKit
import Rings

/// Stands where the agent stood, so that the gate has one; says nothing.
struct SilentAgent: Operator {
    struct Settings: OperatorSettings { static let parameters: [Parameter<Settings>] = [] }

    static let name = "training.silence"
    static let signature = Signature<SilentAgent>(name, "Says nothing.")
        .input("market", Trade.self, "passed over") { _, _ in }
        .output("signal", Signal.self, "none") { _, _ in }

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {}
}
