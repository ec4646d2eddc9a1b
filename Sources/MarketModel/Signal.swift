/// What an agent wants: a target position, and how sure it is.
public struct Signal: Event, Equatable {
    /// Header of the event that was decided on.
    public var header: EventHeader
    /// Target position in units of the agent's size: +1 long, 0 flat, −1 short.
    public var target: Double
    /// Confidence 0…1.
    public var confidence: Double
    /// Which rule decided, counted from 1; 0 for none.
    public var rule: Int64
    /// What to trade; `none` where the pipeline has one instrument or the wiring says it.
    public var instrument: Symbol
    /// Distance of the stop that the agent has in mind, in price; 0 for none.
    public var stopDistance: Double

    /// Makes a signal.
    @inlinable
    public init(
        header: EventHeader, target: Double, confidence: Double, rule: Int64, instrument: Symbol = .none,
        stopDistance: Double = 0
    ) {
        self.header = header
        self.target = target
        self.confidence = confidence
        self.rule = rule
        self.instrument = instrument
        self.stopDistance = stopDistance
    }

    /// Name of the type.
    public static let typeName = "Signal"
    /// Readable numbers.
    public static let fields: [EventField<Signal>] = [
        EventField("target", "units") { $0.target },
        EventField("confidence", "0…1") { $0.confidence },
        EventField("rule", "number of the rule") { Double($0.rule) },
        EventField("stop_distance", "price; 0 for none") { $0.stopDistance },
    ]
}
