public import Learning
import MarketModel
public import OperatorKit
public import PipelineFormat

/// A pipeline as what an execution agent in it works orders on: its own algorithm cuts them into slices, its own venue
/// fills these.
public struct ExecutionPipeline: Sendable {
    /// Nodes of the pipeline.
    public struct Names: Sendable, Equatable {
        /// The agent, whose `over`, `slices` and `tick` are read.
        public var agent = "pace"
        /// The algorithm, which takes the agent's multiplier.
        public var algorithm = "algorithm"
        /// The venue that the slices go to.
        public var venue = "exec"

        /// pace, algorithm, exec.
        public init() {}
    }

    /// Algorithms that an agent is compared with, by the name of the score: they get the horizon, slices, lot and
    /// urgency of the pipeline's own.
    public static let baselines: [(name: String, op: String)] = [
        ("twap", "execution.twap"), ("vwap", "execution.vwap"), ("almgren_chriss", "execution.shortfall"),
    ]

    /// Horizon of an order, ns.
    public let over: Int64
    /// Slices of it.
    public let slices: Int
    /// Smallest step of the price; 0 for not known.
    public let tick: Double
    private let names: Names
    private let recording: PipelineSpec
    private let desk: PipelineSpec
    private let runner: PartRunner

    /// Finds agent, algorithm and venue in a pipeline that has been read without errors.
    public init(
        _ spec: PipelineSpec, names: Names = Names(), catalogue: OperatorCatalogue, seed: UInt64
    ) throws(EnvironmentFault) {
        self.names = names
        runner = PartRunner(catalogue, seed: seed)
        let cut = PipelineCut(spec)
        let agent = try cut.node(names.agent, "the agent")
        let algorithm = try cut.node(names.algorithm, "the algorithm")
        let venue = try cut.node(names.venue, "the venue")
        let trades = try cut.source("market", of: agent)
        for node in [algorithm, venue] where try cut.source("market", of: node).node != trades.node {
            throw EnvironmentFault(
                at: node.name.origin,
                "'\(node.name.value)' takes its trades from elsewhere than '\(names.agent)'",
                help: "give all three the same market")
        }
        guard try cut.source("order", of: venue).node == names.algorithm else {
            throw EnvironmentFault(
                at: venue.name.origin, "'\(names.venue)' takes its orders not from '\(names.algorithm)'",
                help: "wire order: \(names.algorithm).slices")
        }
        for input in agent.inputs where input.port?.value == "quotes" {
            throw EnvironmentFault(
                at: agent.name.origin, "'\(names.agent)' sees quotes, which a recording does not keep",
                help: "learn without them: leave `quotes` out")
        }
        (over, slices, tick) = try Self.terms(agent, algorithm)
        let gate = try cut.gate(above: algorithm)
        recording = cut.recording(of: [("market", trades)])
        desk = cut.market(trades, gate: gate, others: [algorithm, venue])
    }

    private static func terms(
        _ agent: NodeSpec, _ algorithm: NodeSpec
    ) throws(EnvironmentFault) -> (over: Int64, slices: Int, tick: Double) {
        let over = agent.duration("over") ?? 3_600_000_000_000
        let slices = agent.number("slices") ?? 10
        for (key, own) in [("over", Double(over)), ("slices", slices)] {
            let other = key == "over" ? algorithm.duration(key).map { Double($0) } : algorithm.number(key)
            if let other, other != own {
                throw EnvironmentFault(
                    at: algorithm.name.origin,
                    "`\(key)` of '\(algorithm.name.value)' is another than that of '\(agent.name.value)'",
                    help: "give both the same")
            }
        }
        return (over, Int(slices), agent.number("tick") ?? 0)
    }

    /// Runs the market alone, and keeps its trades.
    public func record() throws(EnvironmentFault) -> TradingTape {
        try TradingTape(try runner.record(recording, before: names.agent))
    }

    /// Algorithm and venue that have seen nothing; another algorithm in the place of the pipeline's, if one is named.
    func seat(_ op: String? = nil) throws(EnvironmentFault) -> SlicerSeat {
        var spec = desk
        if let op {
            for index in spec.nodes.indices where spec.nodes[index].name.value == names.algorithm {
                spec.nodes[index].op.value = op
                let kept: Set<String> =
                    op == "execution.shortfall"
                    ? [
                        "over", "slices", "lot", "urgency", "lambda", "eta", "gamma", "epsilon", "sigma",
                        "unit",
                    ]
                    : ["over", "slices", "lot"]
                spec.nodes[index].arguments.removeAll { !kept.contains($0.key.value) }
                let ports: Set<String> = ["order", "market", "fills"]
                spec.nodes[index].inputs.removeAll { !ports.contains($0.port?.value ?? "order") }
            }
        }
        let graph = try runner.graph(spec)
        return try SlicerSeat(
            runner.node(names.algorithm, of: graph), runner.node(names.venue, of: graph))
    }
}

extension NodeSpec {
    private func value(_ key: String) -> YAMLValue? { arguments.last { $0.key.value == key }?.value }

    /// An argument that is a number; nil if there is none.
    func number(_ key: String) -> Double? {
        switch value(key)?.kind {
        case .integer(let number): Double(number)
        case .real(let number): number
        default: nil
        }
    }

    /// An argument that is a duration, in ns; nil if there is none.
    func duration(_ key: String) -> Int64? { value(key).flatMap { Units.nanoseconds($0.text) } }
}
