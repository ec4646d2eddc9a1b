public import MarketModel
public import OperatorKit

/// All events of one input of a node under test.
public struct Feed: Sendable {
    /// How the input is connected.
    public let input: NodeContext.Input
    /// Sequences of the events, in order.
    public let sequences: [Int64]
    /// Whether it is feedback: at equal places it comes last.
    public let isFeedback: Bool
    let deliver: @Sendable (DrivenNode, Int, Range<Int>) -> Void

    /// Feeds `events` to `port` as if they came from the output `sourcePort` of `source`.
    public init<E: Event>(
        _ port: String, _ events: [E], source: String = "source", sourcePort: String = "out",
        columns: [String] = [], schema: UInt64 = 0, triggers: Bool = true, onlyTriggers: Bool = false,
        isFeedback: Bool = false
    ) {
        input = NodeContext.Input(
            port: port, source: source, sourcePort: sourcePort, type: EventType(E.self), columns: columns,
            schema: schema, triggers: triggers, onlyTriggers: onlyTriggers)
        sequences = events.map(\.header.sequence)
        self.isFeedback = isFeedback
        deliver = { node, index, range in node.deliver(events[range], to: index) }
    }
}
