public import OperatorKit

/// The operators that decide on a target position, or watch those that do.
public let agentsOperators: [OperatorEntry] = [
    OperatorEntry(RuleAgent.self),
    OperatorEntry(OrderAgent.self),
    OperatorEntry(SynergyAgent.self),
    OperatorEntry(StrategicAgent.self),
    OperatorEntry(TacticalAgent.self),
    OperatorEntry(RiskAdvisor.self),
    OperatorEntry(ExecutionAgent.self),
    OperatorEntry(DecisionAgent.self),
    OperatorEntry(ValidationAgent.self),
]
