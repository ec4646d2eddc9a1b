public import Learning
import MarketModel
public import OperatorKit
public import PipelineFormat

/// A pipeline as what a risk agent in it works on: signals that it may shrink, the pipeline's own gate and venue behind.
public struct RiskPipeline: Sendable {
    /// Nodes of the pipeline.
    public struct Names: Sendable, Equatable {
        /// The agent, whose `signal` input is recorded.
        public var agent = "shrink"
        /// The gate that takes its signals.
        public var gate = "risk"
        /// The venue.
        public var venue = "exec"

        /// shrink, risk, exec.
        public init() {}
    }

    /// Account currency per 1.0 of price and contract: the venue's.
    public let multiplier: Double
    /// Contracts of a target of 1: the gate's.
    public let size: Double
    /// Capital: the gate's.
    public let capital: Double
    private let names: Names
    private let recording: PipelineSpec
    private let desk: PipelineSpec
    private let runner: PartRunner

    /// Finds agent, gate and venue in a pipeline that has been read without errors.
    public init(
        _ spec: PipelineSpec, names: Names = Names(), catalogue: OperatorCatalogue, seed: UInt64
    ) throws(EnvironmentFault) {
        self.names = names
        runner = PartRunner(catalogue, seed: seed)
        let cut = PipelineCut(spec)
        let agent = try cut.node(names.agent, "the agent")
        let gate = try cut.node(names.gate, "the gate")
        let venue = try cut.node(names.venue, "the venue")
        let signals = try cut.source("signal", of: agent)
        let trades = try cut.source("market", of: venue)
        guard gate.op.value == "risk.gate", try cut.source("order", of: venue).node == names.gate,
            try cut.source("signal", of: gate).node == names.agent
        else {
            throw EnvironmentFault(
                at: gate.name.origin,
                "'\(names.gate)' is not the risk gate between '\(names.agent)' and '\(names.venue)'",
                help: "wire signal: \(names.agent).signal and order: \(names.gate).approved")
        }
        guard try cut.source("market", of: gate).node == trades.node else {
            throw EnvironmentFault(
                at: gate.name.origin, "'\(names.gate)' takes its prices from elsewhere than the venue",
                help: "give both the same market")
        }
        guard let capital = gate.number("capital"), capital > 0 else {
            throw EnvironmentFault(
                at: gate.name.origin, "'\(names.gate)' has no capital, so that nothing is seen of its risk",
                help: "capital: 100000")
        }
        guard ["max_var", "max_es", "max_stress_loss"].contains(where: { gate.number($0) ?? 0 > 0 }) else {
            throw EnvironmentFault(
                at: gate.name.origin, "'\(names.gate)' measures no risk, so that nothing is seen of it",
                help: "give it a limit to measure by, as max_var: 0.5")
        }
        self.capital = capital
        size = gate.number("size") ?? 1
        multiplier = venue.number("multiplier") ?? 1
        recording = cut.recording(of: [("market", trades), ("signals", signals)])
        desk = cut.market(trades, gate: gate, others: [venue])
    }

    /// Runs what stands before the agent, and keeps its signals and the trades.
    public func record() throws(EnvironmentFault) -> SignalTape {
        try SignalTape(try runner.record(recording, before: names.agent))
    }

    /// Gate and venue that have seen nothing.
    func seat() throws(EnvironmentFault) -> GateSeat {
        let graph = try runner.graph(desk)
        return try GateSeat(runner.node(names.gate, of: graph), runner.node(names.venue, of: graph))
    }
}
