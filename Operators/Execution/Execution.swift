public import OperatorKit

/// The operators that fill orders.
public let executionOperators: [OperatorEntry] = [
    OperatorEntry(SimulatedExecution.self)
]
