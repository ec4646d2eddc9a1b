public import OperatorKit

/// The operators that decide on a target position.
public let agentsOperators: [OperatorEntry] = [
    OperatorEntry(RuleAgent.self)
]
