/// What an agent thinks of its choices, and what it took: for those that combine agents, and for the record.
public struct Opinion: Event {
    /// Most choices of an agent.
    public static let capacity = 8

    /// Why an agent fell back to its safe choice.
    public enum Fallback: UInt64, Sendable, CaseIterable {
        /// It did not.
        case none = 0
        /// A number that came in was not finite.
        case badInput = 1
        /// A number that the network gave was not finite.
        case badOutput = 2
        /// It was less sure than its floor.
        case unsure = 3
    }

    /// Header of the event that was decided on.
    public var header: EventHeader
    /// Number of choices, 2…8; where there are three: short, flat, long.
    public var count: Int64
    /// The choice taken, from 0.
    public var choice: Int64
    /// Probability of each; unused ones are 0.
    public var probabilities: InlineArray<8, Double>
    /// Mutual information of choice and network over passes with dropout, in nats; 0 without such passes.
    public var information: Double
    /// Choices that were allowed, by bit.
    public var allowed: UInt64
    /// Raw value of the fallback.
    public var fallbackCode: UInt64
    /// Hash of the numbers that it decided on.
    public var inputs: UInt64
    /// Hash of the model's file; 0 for rules.
    public var model: UInt64

    /// Makes an opinion on `count` choices that are equally likely.
    @inlinable
    public init(header: EventHeader, count: Int, choice: Int) {
        precondition(count >= 2 && count <= Opinion.capacity, "an opinion is on 2 to 8 choices")
        self.header = header
        self.count = Int64(count)
        self.choice = Int64(choice)
        probabilities = InlineArray(repeating: 0)
        for index in 0..<count { probabilities[index] = 1 / Double(count) }
        information = 0
        allowed = (1 << UInt64(count)) - 1
        fallbackCode = 0
        inputs = 0
        model = 0
    }

    /// Why it fell back.
    @inlinable
    public var fallback: Fallback { Fallback(rawValue: fallbackCode) ?? .badOutput }

    /// Name of the type.
    public static let typeName = "Opinion"
    /// Readable numbers.
    public static let fields: [EventField<Opinion>] =
        [
            EventField("choice", "number from 0") { Double($0.choice) },
            EventField("information", "nats") { $0.information },
            EventField("fallback", "0 none, 1 bad input, 2 bad output, 3 unsure") {
                Double($0.fallbackCode)
            },
            EventField("allowed", "bits") { Double($0.allowed) },
        ]
        + (0..<8).map { index in EventField("p\(index)", "0…1") { $0.probabilities[index] } }
}
