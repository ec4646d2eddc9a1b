public import OperatorKit

/// The operators that fill orders.
public let executionOperators: [OperatorEntry] = [
    OperatorEntry(SimulatedExecution.self),
    OperatorEntry(TWAP.self),
    OperatorEntry(VWAP.self),
    OperatorEntry(POV.self),
    OperatorEntry(Shortfall.self),
    OperatorEntry(Iceberg.self),
    OperatorEntry(Adaptive.self),
    OperatorEntry(BarExecution.self),
    OperatorEntry(BookExecution.self),
    OperatorEntry(OrdersBookExecution.self),
]
