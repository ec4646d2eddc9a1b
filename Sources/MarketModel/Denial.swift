/// An order that the risk gate refused or cut, and why.
public struct Denial: Event, Equatable {
    /// Header of what was refused.
    public var header: EventHeader
    /// Contracts refused, signed; 0 where what was asked for is no number.
    public var quantity: Double
    /// Raw value of the rule.
    public var ruleCode: UInt64
    /// The value that broke the rule, in the rule's unit.
    public var value: Double
    /// The rule's limit.
    public var limit: Double
    /// Who asked.
    public var agent: Symbol
    /// What for.
    public var instrument: Symbol
    /// The order that a change was asked of, or the part that was approved; 0 for none.
    public var orderID: Int64
    /// The number by which its sender knows it; 0 for none.
    public var clientID: Int64

    /// Makes a denial.
    @inlinable
    public init(
        header: EventHeader, quantity: Double, rule: Rule, value: Double, limit: Double,
        agent: Symbol = .none, instrument: Symbol = .none, orderID: Int64 = 0, clientID: Int64 = 0
    ) {
        self.header = header
        self.quantity = quantity
        ruleCode = rule.rawValue
        self.value = value
        self.limit = limit
        self.agent = agent
        self.instrument = instrument
        self.orderID = orderID
        self.clientID = clientID
    }

    /// The rule; nil for a code that is none.
    @inlinable
    public var rule: Rule? { Rule(rawValue: ruleCode) }

    /// Code, value and limit, as `POSITION_INSTRUMENT value=12.0 limit=10.0`.
    public var reason: String { "\(rule?.code ?? "UNKNOWN") value=\(value) limit=\(limit)" }

    /// Name of the type.
    public static let typeName = "Denial"
    /// Readable numbers.
    public static let fields: [EventField<Denial>] = [
        EventField("quantity", "contracts, signed") { $0.quantity },
        EventField("rule", "code of the rule") { Double($0.ruleCode) },
        EventField("value", "the rule's") { $0.value },
        EventField("limit", "the rule's") { $0.limit },
        EventField("client_id", "number") { Double($0.clientID) },
    ]
}
