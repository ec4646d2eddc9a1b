import MarketModel
public import OperatorKit

/// The operators that apply what is known of instruments.
public let referenceOperators: [OperatorEntry] = [
    OperatorEntry(AdjustTrades.self),
    OperatorEntry(AdjustBars.self),
    OperatorEntry(ContinuousFuture<Trade>.self),
    OperatorEntry(ContinuousFuture<Bar>.self),
]
