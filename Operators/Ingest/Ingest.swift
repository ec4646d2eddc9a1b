public import OperatorKit

/// The operators that bring market data in.
public let ingestOperators: [OperatorEntry] = [
    OperatorEntry(source: TradeFile.self),
    OperatorEntry(source: SimulatedTrades.self),
]
