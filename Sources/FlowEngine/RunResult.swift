public import OperatorKit
public import Telemetry

/// Everything that a run says of itself.
public struct RunResult: Sendable {
    /// How it ended.
    public enum Outcome: Sendable, Equatable {
        /// All sources ended and everything was drained.
        case completed
        /// The user stopped it; what had come in was drained, or cut off by a second interrupt.
        case interrupted(drained: Bool)
        /// A node could not go on.
        case failed(node: String, OperatorError)
        /// Nothing moved for too long; the text says what waited for what.
        case stalled(String)
    }

    /// Wall and processor time of one phase, in seconds.
    public struct Phase: Sendable {
        /// Seconds on the clock.
        public var wall: Double
        /// Processor seconds of the whole process.
        public var cpu: Double
        /// Makes a phase.
        public init(wall: Double, cpu: Double) {
            self.wall = wall
            self.cpu = cpu
        }
    }

    /// One node.
    public struct Node: Sendable {
        /// Name.
        public var name: String
        /// Operator.
        public var op: String
        /// Events read, all inputs together.
        public var consumed: Int
        /// Events written, by output port.
        public var produced: [(port: String, count: Int)]
        /// Time spent working, in nanoseconds.
        public var workNanoseconds: UInt64
        /// What the operator says.
        public var report: NodeReport

        /// Makes a node of its parts.
        public init(
            name: String, op: String, consumed: Int, produced: [(port: String, count: Int)],
            workNanoseconds: UInt64, report: NodeReport
        ) {
            self.name = name
            self.op = op
            self.consumed = consumed
            self.produced = produced
            self.workNanoseconds = workNanoseconds
            self.report = report
        }
    }

    /// One edge.
    public struct Edge: Sendable {
        /// As shown.
        public var label: String
        /// Names of the two nodes.
        public var from: String
        /// The reading node.
        public var to: String
        /// Events published on it.
        public var published: Int
        /// Events that its reader took.
        public var consumed: Int
        /// Events that were left beside the full ring.
        public var spilled: Int
        /// Rolling hash of everything published; nil when not kept.
        public var hash: UInt64?
        /// Whether writer and reader are on different threads.
        public var crossesThreads: Bool
        /// Waiting.
        public var wait: LatencySummary
        /// Working.
        public var work: LatencySummary
        /// Publish to done.
        public var total: LatencySummary

        /// Makes an edge of its parts.
        public init(
            label: String, from: String, to: String, published: Int, consumed: Int, spilled: Int,
            hash: UInt64?, crossesThreads: Bool, wait: LatencySummary, work: LatencySummary,
            total: LatencySummary
        ) {
            self.label = label
            self.from = from
            self.to = to
            self.published = published
            self.consumed = consumed
            self.spilled = spilled
            self.hash = hash
            self.crossesThreads = crossesThreads
            self.wait = wait
            self.work = work
            self.total = total
        }
    }

    /// One limit of one budget.
    public struct Budget: Sendable {
        /// As shown, `risk -> exec`.
        public var name: String
        /// The quantile, 0…1.
        public var quantile: Double
        /// The limit in nanoseconds.
        public var limit: Int64
        /// Half of the events take at most this, in nanoseconds.
        public var p50: UInt64
        /// The answer and its evidence.
        public var verdict: Verdict
        /// Whether it is a family's default.
        public var isDefault: Bool

        /// Makes a judged limit of its parts.
        public init(
            name: String, quantile: Double, limit: Int64, p50: UInt64, verdict: Verdict, isDefault: Bool
        ) {
            self.name = name
            self.quantile = quantile
            self.limit = limit
            self.p50 = p50
            self.verdict = verdict
            self.isDefault = isDefault
        }
    }

    /// One thread.
    public struct Worker: Sendable {
        /// Core, nil when not pinned.
        public var core: Int?
        /// Whether the kernel took the affinity.
        public var pinned: Bool
        /// Names of its stages.
        public var stages: [String]
        /// Processor time in nanoseconds.
        public var cpuNanoseconds: UInt64
        /// Times that the kernel took the core away.
        public var involuntarySwitches: Int

        /// Makes a thread of its parts.
        public init(
            core: Int?, pinned: Bool, stages: [String], cpuNanoseconds: UInt64, involuntarySwitches: Int
        ) {
            self.core = core
            self.pinned = pinned
            self.stages = stages
            self.cpuNanoseconds = cpuNanoseconds
            self.involuntarySwitches = involuntarySwitches
        }
    }

    /// Where every event that came in has gone.
    public struct Balance: Sendable, Equatable {
        /// Rows or messages that sources received.
        public var received = 0
        /// Events that went through the graph.
        public var out = 0
        /// Refused as wrong.
        public var refused = 0
        /// Refused as too late.
        public var late = 0
        /// Dropped because they had expired; no policy does that yet.
        public var expired = 0
        /// Dropped by a full edge; no policy does that yet.
        public var dropped = 0
        /// Published but not read by all readers, on any edge.
        public var lost = 0

        /// Starts with nothing.
        public init() {}

        /// Whether the sum holds and nothing was lost inside.
        public var holds: Bool { received == out + refused + late + expired + dropped + lost }
    }

    /// The pipeline's name.
    public var pipeline: String
    /// How it ended.
    public var outcome: Outcome
    /// Opening, preloading.
    public var load: Phase
    /// From the first event to the last thread's end.
    public var run: Phase
    /// Nodes in file order.
    public var nodes: [Node]
    /// Edges.
    public var edges: [Edge]
    /// Budgets.
    public var budgets: [Budget]
    /// Threads.
    public var workers: [Worker]
    /// Where everything went.
    public var balance: Balance
    /// Headline numbers that the pipeline names; nil values are not defined.
    public var headlines: [(name: String, value: Double?)]
    /// First and last event time of the sources, ns UTC.
    public var marketTime: ClosedRange<Int64>?
    /// Largest resident memory, in bytes.
    public var residentBytes: UInt64

    /// Makes a result of its parts.
    public init(
        pipeline: String, outcome: Outcome, load: Phase, run: Phase, nodes: [Node], edges: [Edge],
        budgets: [Budget], workers: [Worker], balance: Balance, headlines: [(name: String, value: Double?)],
        marketTime: ClosedRange<Int64>?, residentBytes: UInt64
    ) {
        self.pipeline = pipeline
        self.outcome = outcome
        self.load = load
        self.run = run
        self.nodes = nodes
        self.edges = edges
        self.budgets = budgets
        self.workers = workers
        self.balance = balance
        self.headlines = headlines
        self.marketTime = marketTime
        self.residentBytes = residentBytes
    }

    /// Events that sources published.
    public var events: Int { balance.out + balance.lost }
}
