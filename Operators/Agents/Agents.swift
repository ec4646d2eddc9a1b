public import OperatorKit

/// The operators that decide on a target position, or watch those that do.
public let agentsOperators: [OperatorEntry] = [
    OperatorEntry(RuleAgent.self),
    OperatorEntry(OrderAgent.self),
    OperatorEntry(SynergyAgent.self),
    OperatorEntry(ValidationAgent.self),
]
