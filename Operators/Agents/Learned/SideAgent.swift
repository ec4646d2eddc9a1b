import MarketModel
import OperatorKit
import Rings

/// What an agent that wants short, flat or long keeps: its network, what the risk gate lets it choose, what it wants.
struct Side {
    /// The choices of agents that take a side.
    static let names = ["short", "flat", "long"]

    /// The network.
    var policy: Policy
    fileprivate var permission = Permission()
    /// What it wants: −1, 0 or 1.
    private var target = 0.0
    fileprivate var signals = Outlet<Signal>()
    fileprivate var opinions = Outlet<Opinion>()

    /// With the model that the arguments name; flat is the safe choice.
    init(
        _ arguments: PolicyArguments, _ demand: PolicyModel.Demand, seed: UInt64
    ) throws(OperatorError) {
        policy = try Policy(arguments, demand, safe: 1, seed: seed)
    }

    /// Decides on what stands in the policy's input, and sends it.
    mutating func decide(_ header: EventHeader) {
        let opinion = policy.decide(header, allowed: permission.allowed(holding: target))
        target = Double(opinion.choice) - 1
        signals.send(opinion.signal)
        opinions.send(opinion)
    }
}

/// An agent that wants short, flat or long.
protocol SideAgent: Operator {
    /// What it keeps.
    var side: Side { get set }
}

extension Signature where Op: SideAgent {
    /// Adds the ports that all of them have beside what they see, of which one is a `per`.
    func sidePorts(per: String) -> Signature {
        input("state", RiskPoint.self, "the risk gate's state, as feedback", passive: true, optional: true) {
            node, points in node.side.permission.take(points)
        }
        .output("signal", Signal.self, "the target, one per \(per)") { node, outlet in
            node.side.signals = outlet
        }
        .output("opinion", Opinion.self, "the probabilities, and why it fell back") { node, outlet in
            node.side.opinions = outlet
        }
    }
}
