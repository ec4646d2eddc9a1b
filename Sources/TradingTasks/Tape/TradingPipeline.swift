import FlowEngine
import FlowGraph
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
    private let catalogue: OperatorCatalogue
    private let seed: UInt64

    /// Finds agent, venue and account in a pipeline that has been read without errors.
    public init(
        _ spec: PipelineSpec, names: Names = Names(), catalogue: OperatorCatalogue, seed: UInt64
    ) throws(EnvironmentFault) {
        self.names = names
        self.catalogue = OperatorCatalogue(
            catalogue.entries + [OperatorEntry(TapeRecorder.self), OperatorEntry(SilentAgent.self)])
        self.seed = seed
        let cut = PipelineCut(spec)
        let agent = try cut.node(names.agent, "the agent")
        let venue = try cut.node(names.venue, "the venue")
        let account = try cut.node(names.account, "the account")
        var features: NodeReference
        if agent.inputs.contains(where: { $0.port?.value == "window" }) {
            // Windows overlap: their newest rows say all of it.
            features = try cut.source("window", of: agent)
            features.port = "row"
            stack = Self.whole(try cut.node(features.node, "the window"), "rows") ?? 48
        } else {
            features = try cut.source("features", of: agent)
            stack = 1
        }
        let trades = try cut.source("market", of: venue)
        let marks = try cut.source("marks", of: account)
        let gate = try cut.node(try cut.source("order", of: venue).node, "what feeds the venue")
        guard gate.op.value == "risk.gate" else {
            throw EnvironmentFault(
                "'\(names.venue)' takes its orders from '\(gate.name.value)', a \(gate.op.value)",
                help: "learn on a pipeline whose venue is fed by the risk gate itself")
        }
        recording = cut.recording(of: [("market", trades), ("features", features), ("marks", marks)])
        market = cut.market(trades, gate: gate, venue: venue)
        terms = Self.terms(gate, venue, account, try cut.node(features.node, "the features"))
    }

    private static func terms(
        _ gate: NodeSpec, _ venue: NodeSpec, _ account: NodeSpec, _ features: NodeSpec
    ) -> Terms {
        var terms = Terms()
        func read(_ node: NodeSpec, _ key: String, _ value: inout Double) {
            switch node.arguments.last(where: { $0.key.value == key })?.value.kind {
            case .integer(let number): value = Double(number)
            case .real(let number): value = number
            default: break
            }
        }
        read(gate, "size", &terms.size)
        read(venue, "multiplier", &terms.multiplier)
        read(account, "capital", &terms.capital)
        read(features, "position_limit", &terms.positionLimit)
        read(features, "drawdown_limit", &terms.drawdownLimit)
        return terms
    }

    private static func whole(_ node: NodeSpec, _ key: String) -> Int? {
        guard case .integer(let number) = node.arguments.last(where: { $0.key.value == key })?.value.kind
        else {
            return nil
        }
        return Int(number)
    }

    /// Runs what stands before the agent, and keeps it.
    public func record() throws(EnvironmentFault) -> TradingTape {
        let compiler = GraphCompiler(catalogue: catalogue, seed: seed)
        let graph = try graph(recording, compiler)
        let placed = compiler.plan(graph, spec: recording, cores: [0])
        guard let plan = placed.plan else { throw Self.fault(placed.diagnostics) }
        var options = RunOptions()
        options.hashes = false
        options.telemetry = false
        let result = Engine(plan, options: options).step { _ in 0 }
        guard result.outcome == .completed else {
            throw EnvironmentFault(
                "the pipeline before '\(names.agent)' did not run to its end: \(result.outcome)")
        }
        guard let node = result.nodes.first(where: { $0.op == TapeRecorder.name }) else {
            throw EnvironmentFault("the recording has no recorder")
        }
        return try TradingTape(node.report)
    }

    private func graph(_ spec: PipelineSpec, _ compiler: GraphCompiler) throws(EnvironmentFault) -> Graph {
        let compiled = compiler.graph(spec)
        guard let graph = compiled.graph else { throw Self.fault(compiled.diagnostics) }
        return graph
    }

    private static func fault(_ diagnostics: Diagnostics) -> EnvironmentFault {
        guard let first = diagnostics.sorted.first(where: { $0.severity == .error }) else {
            return EnvironmentFault("the pipeline can't be placed")
        }
        let place = first.origin.position
        return EnvironmentFault(
            "\(place.file):\(place.line):\(place.column): \(first.message)", help: first.help)
    }

    /// A venue as the pipeline has it, that has seen nothing.
    func seat() throws(EnvironmentFault) -> VenueSeat {
        let graph = try graph(market, GraphCompiler(catalogue: catalogue, seed: seed))
        guard let node = graph.nodes.first(where: { $0.name == names.venue }) else {
            throw EnvironmentFault("there is no node '\(names.venue)'")
        }
        return try VenueSeat(node)
    }
}

extension TradingTape {
    /// What a recorder reports.
    init(_ report: NodeReport) throws(EnvironmentFault) {
        func series(_ name: String) throws(EnvironmentFault) -> NodeReport.Series {
            guard let found = report.series.first(where: { $0.name == name }) else {
                throw EnvironmentFault("the recording has no \(name)")
            }
            return found
        }
        let names = report.tables.first { $0.name == "columns" }?.rows.compactMap(\.first) ?? []
        guard let hash = names.first.flatMap({ UInt64($0, radix: 16) }) else {
            throw EnvironmentFault("the recording does not say what its features mean")
        }
        let (times, places) = (try series("features.time"), try series("features.sequence").times)
        let (traded, order, prices) = (
            try series("market.time"), try series("market.sequence").times, try series("market.price").times
        )
        let (closes, marked) = (try series("marks.price").times, try series("marks.sequence").times)
        self.init(
            columns: Array(names.dropFirst()), schema: hash, features: times.values.map { Float($0) },
            rows: zip(times.times, places).map { EventHeader(time: $0, sequence: $1) },
            trades: traded.times.indices.map {
                Trade(
                    header: EventHeader(time: traded.times[$0], sequence: order[$0]),
                    price: Price(raw: prices[$0]), quantity: traded.values[$0], side: .unknown)
            },
            marks: zip(marked, closes).map { Mark(sequence: $0, price: Price(raw: $1)) })
    }
}
