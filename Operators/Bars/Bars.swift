public import OperatorKit

/// The operators that turn ticks into bars.
public let barsOperators: [OperatorEntry] = [
    OperatorEntry(TimeBars.self)
]
