/// A value of a pipeline file after parsing, merging and substitution: a YAML 1.2 core value with its origin.
public struct YAMLValue: Sendable {
    /// The kinds of value.
    public enum Kind: Sendable {
        case null
        case bool(Bool)
        case integer(Int64)
        case real(Double)
        case string(String)
        case sequence([YAMLValue])
        /// Entries in file order; keys are unique.
        case mapping([(key: Located<String>, value: YAMLValue)])
    }

    /// The value.
    public var kind: Kind
    /// The scalar as written, for units (`5m`) and messages; empty for collections.
    public var text: String
    /// Where it stands.
    public var origin: Origin

    /// Makes a value.
    public init(kind: Kind, text: String, origin: Origin) {
        self.kind = kind
        self.text = text
        self.origin = origin
    }
}

/// A reference to another node's output, as `exec.fills`, after families were resolved.
public struct NodeReference: Sendable {
    /// The node's expanded name, as `bars@5m`.
    public var node: String
    /// The output port, or nil for the node's only (or first) output.
    public var port: String?
    /// Whether it is `{prev: …}` feedback.
    public var isFeedback: Bool
    /// Where the reference stands.
    public var origin: Origin

    /// Makes a reference.
    public init(node: String, port: String?, isFeedback: Bool, origin: Origin) {
        self.node = node
        self.port = port
        self.isFeedback = isFeedback
        self.origin = origin
    }
}

/// What feeds one input: the port's name where `from` is a map, and one or several references.
public struct InputSpec: Sendable {
    /// The input port named by the key of `from: {port: …}`; nil when `from` is a name or a list.
    public var port: Located<String>?
    /// The references, in file order.
    public var sources: [NodeReference]

    /// Makes an input.
    public init(port: Located<String>?, sources: [NodeReference]) {
        self.port = port
        self.sources = sources
    }
}

/// One node, after families and templates were expanded.
public struct NodeSpec: Sendable {
    /// How inputs are combined when a node has several.
    public enum Join: String, Sendable { case merge, latest, align }

    /// Expanded unique name, as `bars@5m`.
    public var name: Located<String>
    /// The operator's name, as `bars.time`.
    public var op: Located<String>
    /// What feeds it.
    public var inputs: [InputSpec]
    /// References that trigger it (`on`); empty when every active input does.
    public var on: [NodeReference]
    /// How inputs are combined, where said.
    public var join: Located<Join>?
    /// `thread: own` puts the node on a thread of its own, off the pinned cores.
    public var ownThread: Bool
    /// `hang_after`: how long it may be at one piece of work before it is cut off, ns; 0 for ever, nil where not said.
    public var hangAfter: Int64?
    /// The user's note.
    public var doc: String?
    /// All other keys: the operator's arguments, in file order.
    public var arguments: [(key: Located<String>, value: YAMLValue)]
    /// Which of the arguments came by `use`.
    public var borrowed: Set<String> = []

    /// Makes a node.
    public init(
        name: Located<String>, op: Located<String>, inputs: [InputSpec] = [], on: [NodeReference] = [],
        join: Located<Join>? = nil, ownThread: Bool = false, doc: String? = nil,
        arguments: [(key: Located<String>, value: YAMLValue)] = []
    ) {
        self.name = name
        self.op = op
        self.inputs = inputs
        self.on = on
        self.join = join
        self.ownThread = ownThread
        self.doc = doc
        self.arguments = arguments
    }
}

/// What `edges:` says of one edge, or of all by `default`.
public struct EdgeSpec: Sendable {
    /// Writer and reader patterns (node globs), or nil for `default`.
    public var ends: (from: Located<String>, to: Located<String>)?
    /// Ring capacity in events, where said.
    public var capacity: Located<Int>?
    /// Policy when full, as written (`block`, `drop_new`, …), where said.
    public var full: Located<String>?
    /// Expiry in nanoseconds, where said.
    public var expire: Located<Int64>?

    /// Makes an edge's settings.
    public init(
        ends: (from: Located<String>, to: Located<String>)?, capacity: Located<Int>? = nil,
        full: Located<String>? = nil, expire: Located<Int64>? = nil
    ) {
        self.ends = ends
        self.capacity = capacity
        self.full = full
        self.expire = expire
    }
}

/// One latency budget on an edge or a path.
public struct BudgetSpec: Sendable {
    /// What happens on a miss.
    public enum Miss: String, Sendable { case count, warn }

    /// The nodes of the path, two or more, as written (globs allowed).
    public var path: [Located<String>]
    /// Limits: quantile in 0…1 (0.99 unless said) and nanoseconds.
    public var limits: [(quantile: Double, nanoseconds: Int64)]
    /// What a miss does.
    public var miss: Miss
    /// Where it stands.
    public var origin: Origin

    /// Makes a budget.
    public init(
        path: [Located<String>], limits: [(quantile: Double, nanoseconds: Int64)], miss: Miss, origin: Origin
    ) {
        self.path = path
        self.limits = limits
        self.miss = miss
        self.origin = origin
    }
}

/// One stage asked for in `stages:`.
public struct StageSpec: Sendable {
    /// How an idle stage waits.
    public enum Wait: String, Sendable { case auto, spin, yield, park }

    /// The stage's name.
    public var name: Located<String>
    /// Node globs, as `bars*`.
    public var nodes: [Located<String>]
    /// Core asked for, where said.
    public var core: Located<Int>?
    /// How it waits.
    public var wait: Wait

    /// Makes a stage.
    public init(name: Located<String>, nodes: [Located<String>], core: Located<Int>?, wait: Wait) {
        self.name = name
        self.nodes = nodes
        self.core = core
        self.wait = wait
    }
}

/// A headline number that the user names: `results: {orders: exec.orders}`.
public struct ResultSpec: Sendable {
    /// The name shown.
    public var name: Located<String>
    /// The node (expanded).
    public var node: String
    /// The metric of that node's report.
    public var metric: String
    /// Where it stands.
    public var origin: Origin

    /// Makes a headline.
    public init(name: Located<String>, node: String, metric: String, origin: Origin) {
        self.name = name
        self.node = node
        self.metric = metric
        self.origin = origin
    }
}

/// A pipeline file with includes, profiles, parameters, families and merges resolved.
public struct PipelineSpec: Sendable {
    /// The pipeline's name.
    public var name: Located<String>
    /// Nodes in file order, families expanded in place.
    public var nodes: [NodeSpec]
    /// Edge settings in file order.
    public var edges: [EdgeSpec]
    /// Budgets in file order.
    public var budgets: [BudgetSpec]
    /// Stages in file order; empty means one per family.
    public var stages: [StageSpec]
    /// Headline numbers in file order.
    public var results: [ResultSpec]
    /// Parameters with their final values as text, for the manifest, in file order.
    public var parameters: [(name: String, value: String)]
    /// Every text read, by path as shown in positions: for carets and the pipeline's hash.
    public var sources: [String: String]

    /// Makes a specification.
    public init(
        name: Located<String>, nodes: [NodeSpec] = [], edges: [EdgeSpec] = [], budgets: [BudgetSpec] = [],
        stages: [StageSpec] = [], results: [ResultSpec] = [],
        parameters: [(name: String, value: String)] = [],
        sources: [String: String] = [:]
    ) {
        self.name = name
        self.nodes = nodes
        self.edges = edges
        self.budgets = budgets
        self.stages = stages
        self.results = results
        self.parameters = parameters
        self.sources = sources
    }
}
