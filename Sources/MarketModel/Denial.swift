/// An order that the risk gate refused or cut, and why.
public struct Denial: Event, Equatable {
    /// The rule that refused.
    public enum Rule: UInt64, Sendable, CaseIterable {
        case maxPosition = 1, orderRate, dailyLoss, priceCollar, maxOrder, noPrice
    }

    /// Header of the signal that was refused.
    public var header: EventHeader
    /// Contracts refused, signed.
    public var quantity: Double
    /// Raw value of the rule.
    public var ruleCode: UInt64
    /// The value that broke the rule, in the rule's unit.
    public var value: Double
    /// The rule's limit.
    public var limit: Double

    /// Makes a denial.
    @inlinable
    public init(header: EventHeader, quantity: Double, rule: Rule, value: Double, limit: Double) {
        self.header = header
        self.quantity = quantity
        ruleCode = rule.rawValue
        self.value = value
        self.limit = limit
    }

    /// Name of the type.
    public static let typeName = "Denial"
    /// Readable numbers.
    public static let fields: [EventField<Denial>] = [
        EventField("quantity", "contracts, signed") { $0.quantity },
        EventField("rule", "code of the rule") { Double($0.ruleCode) },
        EventField("value", "the rule's") { $0.value },
    ]
}
