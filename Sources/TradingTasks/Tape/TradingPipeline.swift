public import Learning
import MarketModel
public import OperatorKit
public import PipelineFormat

/// A pipeline as what an agent in it trades on: its own operators give the features, its own venue the fills.
///
/// The agent named is taken out; what stands before it is run once and recorded, without what would come back from
/// the account. The venue is made anew for each copy of the environment, as the pipeline says it.
public struct TradingPipeline: Sendable {
    /// Nodes of the pipeline.
    public struct Names: Sendable, Equatable {
        /// The agent, whose `features` input is recorded.
        public var agent = "strategic"
        /// The venue, whose `market` input is recorded.
        public var venue = "exec"
        /// The account, whose `marks` input is recorded.
        public var account = "report"

        /// strategic, exec, report.
        public init() {}
    }

    /// Contract, size and limits, as the pipeline's nodes say them.
    public struct Terms: Sendable, Equatable {
        /// Contracts of a target of 1: the gate's `size`.
        public var size = 1.0
        /// Account currency per 1.0 of price and contract: the venue's.
        public var multiplier = 1.0
        /// Capital of the account; 0 for none.
        public var capital = 0.0
        /// Position that counts as 1 among the features.
        public var positionLimit = 1.0
        /// Drawdown that counts as 1 among the features.
        public var drawdownLimit = 0.2

        /// One contract without a multiplier and a capital.
        public init() {}
    }

    /// What orders and account follow.
    public let terms: Terms
    /// Rows that the agent sees at once.
    public let stack: Int
    private let names: Names
    /// The agent's name.
    var agent: String { names.agent }
    private let recording: PipelineSpec
    private let market: PipelineSpec
    private let runner: PartRunner

    /// Finds agent, venue and account in a pipeline that has been read without errors.
    public init(
        _ spec: PipelineSpec, names: Names = Names(), catalogue: OperatorCatalogue, seed: UInt64
    ) throws(EnvironmentFault) {
        self.names = names
        runner = PartRunner(catalogue, seed: seed)
        let cut = PipelineCut(spec)
        let agent = try cut.node(names.agent, "the agent")
        let venue = try cut.node(names.venue, "the venue")
        let account = try cut.node(names.account, "the account")
        var features: NodeReference
        if agent.inputs.contains(where: { $0.port?.value == "window" }) {
            // Windows overlap: their newest rows say all of it.
            features = try cut.source("window", of: agent)
            features.port = "row"
            stack = Int(try cut.node(features.node, "the window").number("rows") ?? 48)
        } else {
            features = try cut.source("features", of: agent)
            stack = 1
        }
        let trades = try cut.source("market", of: venue)
        let marks = try cut.source("marks", of: account)
        let gate = try cut.gate(above: venue)
        recording = cut.recording(of: [("market", trades), ("features", features), ("marks", marks)])
        market = cut.market(trades, gate: gate, others: [venue])
        terms = Self.terms(gate, venue, account, try cut.node(features.node, "the features"))
    }

    private static func terms(
        _ gate: NodeSpec, _ venue: NodeSpec, _ account: NodeSpec, _ features: NodeSpec
    ) -> Terms {
        var terms = Terms()
        func read(_ node: NodeSpec, _ key: String, _ value: inout Double) {
            if let number = node.number(key) { value = number }
        }
        read(gate, "size", &terms.size)
        read(venue, "multiplier", &terms.multiplier)
        read(account, "capital", &terms.capital)
        read(features, "position_limit", &terms.positionLimit)
        read(features, "drawdown_limit", &terms.drawdownLimit)
        return terms
    }

    /// Runs what stands before the agent, and keeps it.
    public func record() throws(EnvironmentFault) -> TradingTape {
        try TradingTape(try runner.record(recording, before: names.agent))
    }

    /// A venue as the pipeline has it, that has seen nothing.
    func seat() throws(EnvironmentFault) -> VenueSeat {
        try VenueSeat(try runner.node(names.venue, of: try runner.graph(market)))
    }
}
