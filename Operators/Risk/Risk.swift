public import OperatorKit

/// The operators that stand between a decision and an order.
public let riskOperators: [OperatorEntry] = [
    OperatorEntry(RiskGate.self)
]
