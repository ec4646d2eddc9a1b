/// A kind of node: what a pipeline names by `op:`.
///
/// A value type with typed settings and typed ports. The engine makes one per node, calls the input closures
/// of its `signature` with batches of events in the run's order, and publishes what it sends. An operator
/// never sees a thread, a clock or another node; the same input gives the same output, on any number of
/// cores.
///
/// ```swift
/// struct Doubler: Operator {
///     struct Settings: OperatorSettings { static let parameters: [Parameter<Settings>] = [] }
///     static let signature = Signature<Doubler>("custom.doubler", "Doubles a reading.")
///         .input("in", Reading.self, "what to double") { node, events in node.run(events) }
///         .output("out", Reading.self, "twice the input") { node, outlet in node.out = outlet }
///     var out = Outlet<Reading>()
///     init(_ settings: Settings, _ context: NodeContext) {}
///     mutating func run(_ events: Span<Reading>) {
///         for i in events.indices {
///             let event = events[i]
///             out.send(Reading(header: event.header, value: 2 * event.value, count: event.count))
///         }
///     }
/// }
/// ```
public protocol Operator: SendableMetatype {
    /// The arguments it takes.
    associatedtype Settings: OperatorSettings

    /// Its name, documentation and ports.
    static var signature: Signature<Self> { get }

    /// Makes the node's state; cheap and without side effects, as `check` does it too.
    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError)

    /// Opens files and the like, once, before the run's clock starts.
    mutating func open() throws(OperatorError)

    /// All inputs have ended: send what is left.
    mutating func finish()

    /// Told that every event still to come has at least sequence `input`; says the same of its own output.
    ///
    /// The default is `input`. An operator that holds something back (an open bar) sends it here once nothing
    /// still to come can change it, and then promises at least `input`; one that knows more (a bar does not
    /// close before its bucket ends) promises more and lets its readers run ahead. To promise less than
    /// `input` would make readers of several inputs wait for each other. Asked with `.max`, when only
    /// `finish` can still send, it says from which sequence on that would be. Sending an event earlier than
    /// promised ends the run.
    mutating func progress(after input: Int64) -> Int64

    /// Told once, before the node's next events, that another node did not come back from an event and was cut off.
    ///
    /// What that node sends has ended. When this comes depends on the clock, not on the events: such a run is
    /// reported as failed, and no second one need be like it.
    mutating func alarm()

    /// Column names of the feature rows it writes; empty for other operators.
    var columns: [String] { get }

    /// What the rows and windows it writes mean, as a number that changes when the meaning does.
    ///
    /// A model file keeps it, and an agent refuses a model that was trained on another. The default is
    /// `schemaHash(columns)`; 0 where there are none.
    var schema: UInt64 { get }

    /// Adds numbers, series and tables to the run's report; called once, after the end.
    func report(into report: inout NodeReport)
}

extension Operator {
    /// Nothing to open.
    public mutating func open() throws(OperatorError) {}
    /// Nothing left to send.
    public mutating func finish() {}
    /// No earlier than its input.
    public mutating func progress(after input: Int64) -> Int64 { input }
    /// Goes on with what is left.
    public mutating func alarm() {}
    /// No columns.
    public var columns: [String] { [] }
    /// Hash of the columns' names.
    public var schema: UInt64 { columns.isEmpty ? 0 : schemaHash(columns) }
    /// Nothing to report beyond what the engine counts.
    public func report(into report: inout NodeReport) {}
}

/// An operator without inputs that makes events: a file, a generator, a feed.
public protocol Source: Operator {
    /// Sends at most `limit` events, with headers of a `Sequencer`, and says whether there are more.
    ///
    /// Bounded: it returns soon. Nothing to send now is `.more` with nothing sent.
    mutating func produce(limit: Int) -> Production
}

/// What a source says after a batch.
public enum Production: Sendable, Equatable {
    /// Ask again.
    case more
    /// It is over.
    case ended
    /// It broke; what was sent so far stands.
    case failed(OperatorError)
}
